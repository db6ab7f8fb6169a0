"""Rules: a question to those who run a room, from nobody.

The process that has the connection asks first whether its user may ask, which leaves no trace, and later, in a turn of
its own, asks in nobody's name: in the order of things, in the log and in the state there is no asker.
"""

from chatlib.core import commands, events, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.notes import ASKED
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.messages import note
from chatlib.core.rules.moderation.authority import check_speaker, place, runs
from chatlib.core.rules.teaching.hands import place_of_member
from chatlib.core.world import World

ASKED_KEPT = 512
"""Questions that are known by their `once`: far more than are on their way."""


@rule(commands.MayAsk)
def may_ask(world: World, asker: User, command: commands.MayAsk) -> Outcome:
    """Whoever may not speak may still ask, unless he is muted or banned."""
    room = place_of_member(world, asker, command.room)
    try:
        check_speaker(world, room, asker)
    except Refusal as refusal:
        if refusal.reason is not Reason.MODERATED:
            raise
    if not command.size:
        raise Refusal(Reason.EMPTY)
    if command.size > world.limits.message:
        raise Refusal(Reason.TOO_LONG, limit=world.limits.message)
    if not judges(world, room):
        raise Refusal(Reason.NOT_THERE, room.name)
    return [events.Admitted(command.cid, room.name)]


@rule(commands.Unsigned, for_users=False)
def unsigned(world: World, command: commands.Unsigned) -> Outcome:
    if command.once in world.state.asked:
        return []  # whoever took the name off has died, and his successor asks again
    if not command.text:  # it is played again: what it told is kept by itself
        _note(world, command.once)
        return []
    room = place(world, command.room)
    words = ASKED.format(room.name, " ".join(text.message(command.text, world.limits.message).split()))
    if command.once:
        _note(world, command.once)
    return [note(world, user, words) for user in judges(world, room)]


def _note(world: World, once: str) -> None:
    world.stamp(commands.Unsigned(once=once))
    asked = world.state.asked
    asked[once] = None
    if len(asked) > ASKED_KEPT:
        del asked[next(iter(asked))]


def judges(world: World, room: Room) -> list[User]:
    """Those who run the room; where nobody does, the server's admins."""
    users = world.state.users
    there = [users[uid] for uid in room.members if runs(world, room, users[uid])]
    return there or [user for user in users.values() if user.admin]

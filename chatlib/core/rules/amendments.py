"""Rules: messages are edited, deleted, reacted to, pinned and reported.

Of what was said only the journal knows the words. So who asks gets a Fetch first; then the same command comes again,
with the message as it is now.
"""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from chatlib.core import commands, events, names, text
from chatlib.core.deeds import DELETE, REPORT, Deed
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.rules import Fetch, Original, Outcome, Pinned, rule
from chatlib.core.rules.moderation.authority import (
    LONGEST_REASON,
    MOST_DEEDS,
    check_pace,
    check_speaker,
    place,
    runs,
)
from chatlib.core.world import World

OWN_WITHIN = 900.0
"""Seconds in which one may edit and delete what one said oneself."""

LONGEST_REACTION = 32
"""Bytes: an emoji of a whole family, or a word."""

MOST_REACTIONS = 20
"""Different ones to one message."""

MOST_PINS = 20
"""Messages that are pinned in a room; the one that was pinned first makes room for the next."""

MOST_REPORTS = 100
"""In the list of one room, each of another person or message."""

EXCERPT = 80
"""Characters of a message that are quoted above an answer."""


class Case(NamedTuple):
    """What is to be judged. `room`: where it was said; None if in private, with `other`."""

    asker: User
    command: commands.Amend
    message: events.Message
    room: Room | None
    other: User | None


@rule(commands.Amend)
def amend(world: World, asker: User, command: commands.Amend) -> Outcome:
    if command.original is None:
        return [Fetch(command.cid, Original(command.seq, command))]
    case = Case(asker, command, command.original, *readable(world, asker, command.original))
    there = case.room.name if case.room is not None else case.other.name
    if command.where and world.key(command.where) != names.key(there):
        raise Refusal(Reason.UNKNOWN_MESSAGE)
    words = CHECKS[command.what](world, case)
    if _is_so(case, words):
        return [events.Done(command.cid, str(case.message.seq))]
    room, other, message = case.room, case.other, case.message
    change = events.Amendment(command.cid, what=command.what, about=message.seq, at=world.told, text=words)
    change.uid, change.name, change.author_uid, change.author = asker.uid, asker.name, message.uid, message.sender
    if room is not None:
        change.rid, change.room = room.rid, room.name
    else:
        change.to, change.receiver = other.uid, other.name
    if command.what == "delete":
        change.text, change.reason = "", words
    world.keep(change)
    remember(world, change)
    return [change]


@rule(commands.Report)
def report(world: World, asker: User, command: commands.Report) -> Outcome:
    message = command.original
    if message is None:
        return [Fetch(command.cid, Original(command.seq, command))]
    room, _ = readable(world, asker, message)
    reason = text.brief(command.reason, LONGEST_REASON)
    kept = events.Message(seq=message.seq, rid=message.rid, uid=message.uid, to=message.to, sender=message.sender)
    command.original = kept  # what it says is not written down
    judges = room or world.state.lobby
    if any((one.by, one.seq) == (asker.name, message.seq) for one in judges.reports):
        return [events.Done(command.cid, str(message.seq))]
    seq = world.stamp(command)
    told = Deed(world.now, asker.name, REPORT, whom=message.sender, reason=reason, seq=message.seq)
    judges.reports = [*judges.reports, told][-MOST_REPORTS:]
    told = events.Reported(0, seq, room=room.name if room else "", name=asker.name, about=message.seq)
    told.author, told.text, told.reason = message.sender, message.text, reason
    users = world.state.users
    to = [uid for uid in judges.members if runs(world, judges, users[uid])]
    to = to or [user.uid for user in users.values() if user.admin]
    return [
        events.Done(command.cid, str(message.seq)),
        *[replace(told, to=uid, receiver=users[uid].name) for uid in to],
    ]


@rule(commands.Pins)
def pins(world: World, asker: User, command: commands.Pins) -> Outcome:
    room = place(world, command.room)
    if room.rid and asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [Fetch(command.cid, Pinned(list(room.pins)), room.name)]


def remember(world: World, change: events.Amendment) -> None:
    """What of it the state has to know."""
    state = world.state
    room = state.rooms.get(change.rid) if change.rid else state.lobby
    if change.what == "delete":
        for fid in [fid for fid, one in state.files.items() if one.seq == change.about]:
            del state.files[fid]
    if change.to or room is None:
        return
    if change.what in ("pin", "unpin", "delete"):
        room.pins = [seq for seq in room.pins if seq != change.about]
    if change.what == "pin":
        room.pins = [*room.pins, change.about][-MOST_PINS:]
    elif change.what == "delete" and change.uid != change.author_uid:
        deed = Deed(change.at, change.name, DELETE, whom=change.author, reason=change.reason, seq=change.about)
        room.deeds = [*room.deeds, deed][-MOST_DEEDS:]


def excerpt(message: events.Message) -> str:
    """Its beginning, in one line."""
    line = text.clean(" ".join(message.text.split()))
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def readable(world: World, asker: User, message: events.Message) -> tuple[Room | None, User | None]:
    """The room where it was said, or whom the asker said it to or heard it from. Refusal(UNKNOWN_MESSAGE), also if that
    is not theirs to read; NOT_HERE if other realms have it as well, which would not hear of what is done with it here.
    """
    unknown = Refusal(Reason.UNKNOWN_MESSAGE)  # about none: nobody learns that there is one
    if not message.seq or message.event or (message.revision and message.revision.deleted):
        raise unknown
    if message.to:
        if asker.uid not in (message.uid, message.to):
            raise unknown
        other = world.state.users.get(message.to if asker.uid == message.uid else message.uid)
        if other is None:
            raise unknown
        if other.realm:
            raise Refusal(Reason.NOT_HERE, other.name)
        return None, other
    if message.rid == events.LOBBY_ID:
        return world.state.lobby, None
    room = world.state.rooms.get(message.rid)
    if room is None or (asker.uid not in room.members and not runs(world, room, asker)):
        raise unknown
    if room.realm or any(room.abroad.values()):
        raise Refusal(Reason.NOT_HERE, room.name)
    return room, None


def _is_so(case: Case, words: str) -> bool:
    """Whether nothing would change."""
    what, revision = case.command.what, case.message.revision
    if what in ("react", "unreact"):
        there = revision is not None and case.asker.name in revision.reactions.get(words, ())
        return there is (what == "react")
    if what in ("pin", "unpin"):
        return (case.message.seq in case.room.pins) is (what == "pin")
    return False


# --------------------------------------------------------------- whether it may be


def _edit(world: World, case: Case) -> str:
    _check_own(world, case)
    if case.message.file:
        raise Refusal(Reason.UNKNOWN_MESSAGE, str(case.message.seq))
    _check_speaker(world, case)
    words = text.message(case.command.text, world.limits.message)
    if case.room is not None:
        check_pace(world, case.room, case.asker)
    return words


def _delete(world: World, case: Case) -> str:
    if case.room is None or not runs(world, case.room, case.asker):
        _check_own(world, case)
    return text.brief(case.command.text, LONGEST_REASON)


def _react(world: World, case: Case) -> str:
    _check_speaker(world, case)
    emoji = text.clean(case.command.text).strip()
    if not emoji:
        raise Refusal(Reason.EMPTY)
    if len(emoji.encode()) > LONGEST_REACTION:
        raise Refusal(Reason.TOO_LONG, limit=LONGEST_REACTION)
    there = case.message.revision.reactions if case.message.revision else {}
    if emoji not in there and len(there) >= MOST_REACTIONS:
        raise Refusal(Reason.TOO_LONG, limit=MOST_REACTIONS)
    return emoji


def _unreact(world: World, case: Case) -> str:
    return text.clean(case.command.text).strip()[:LONGEST_REACTION]


def _pin(world: World, case: Case) -> str:
    room = case.room
    if room is None:
        raise Refusal(Reason.NOT_HERE, case.other.name)
    if not runs(world, room, case.asker) and (room.open or room.operators):
        raise Refusal(Reason.NOT_OPERATOR, room.name)
    return ""


def _check_own(world: World, case: Case) -> None:
    if case.message.uid != case.asker.uid:
        raise Refusal(Reason.NOT_YOURS, str(case.message.seq))
    if world.told - case.message.at > OWN_WITHIN:
        raise Refusal(Reason.TOO_LATE, str(case.message.seq))


def _check_speaker(world: World, case: Case) -> None:
    if case.room is not None:
        check_speaker(world, case.room, case.asker)


CHECKS: dict[str, Callable[[World, Case], str]] = {
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "unreact": _unreact,
    "pin": _pin,
    "unpin": _pin,
}
"""By what is to be done: Refusal if it may not, else the words that go with it."""

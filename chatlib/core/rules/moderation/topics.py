"""Rules: what a room is about."""

from chatlib.core import commands, events, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Topic, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import check_operator, check_speaker
from chatlib.core.world import World

LONGEST_TOPIC = 390
"""Bytes: with all that stands before it, it fits into a line of IRC."""


@rule(commands.SetTopic)
def set_topic(world: World, asker: User, command: commands.SetTopic) -> Outcome:
    room = world.room(command.room)
    if "t" in room.modes or room.realm:
        check_operator(world, room, asker)
    elif asker.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    else:
        check_speaker(world, room, asker)
    words = text.brief(command.text, LONGEST_TOPIC)
    change = events.Message(0, 0, world.told, room.rid, room.name, asker.uid, asker.name, text=words, event="topic")
    seq = world.keep(change)
    remember_topic(world, change)
    return [
        events.TopicChanged(command.cid, seq, room.rid, room.name, asker.uid, asker.name, words, world.told),
    ]


def remember_topic(world: World, change: events.Message) -> None:
    """The topic of the room is what this says, from now on."""
    room = world.state.rooms.get(change.rid)
    if room is not None and change.event == "topic":
        room.topic = Topic(change.text, change.sender, change.at) if change.text else None

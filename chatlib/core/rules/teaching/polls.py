"""Rules: a quick poll in a room."""

from chatlib.core import commands, events, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Poll, Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import check_operator, place
from chatlib.core.rules.teaching.hands import place_of_member
from chatlib.core.world import World

FEWEST, MOST = 2, 10
"""Options: what fits on a screen, and on the keys of a hand."""

LONGEST_QUESTION, LONGEST_OPTION = 300, 80
"""Bytes: every vote tells them again."""


@rule(commands.OpenPoll)
def open_poll(world: World, asker: User, command: commands.OpenPoll) -> Outcome:
    room = place(world, command.room)
    check_operator(world, room, asker)
    question = text.brief(command.question, LONGEST_QUESTION).strip()
    options = [text.brief(one, LONGEST_OPTION).strip() for one in command.options[: MOST + 1]]
    if not question or not all(options) or not FEWEST <= len(options) <= MOST:
        raise Refusal(Reason.EMPTY)
    seq = world.stamp(command)
    room.poll = Poll(question, options, asker.name)
    return [_told(room, room.poll, command.cid, seq, asker)]


@rule(commands.Vote)
def vote(world: World, asker: User, command: commands.Vote) -> Outcome:
    room = place_of_member(world, asker, command.room)
    poll = _poll_of(room)
    if not poll.open or not 0 <= command.choice <= len(poll.options):
        raise Refusal(Reason.NOT_THERE, str(command.choice))
    seq = world.stamp(command)
    if command.choice:
        poll.votes[asker.uid] = command.choice - 1
    else:
        poll.votes.pop(asker.uid, None)
    answer = _told(room, poll, command.cid, seq)
    answer.choice = command.choice
    return [events.Done(command.cid, str(command.choice)), _told(room, poll, 0, seq)]


@rule(commands.EndPoll)
def end_poll(world: World, asker: User, command: commands.EndPoll) -> Outcome:
    room = place(world, command.room)
    check_operator(world, room, asker)
    poll = _poll_of(room)
    seq = world.stamp(command)
    poll.open = False
    return [_told(room, poll, command.cid, seq, asker)]


@rule(commands.ShowPoll)
def show_poll(world: World, asker: User, command: commands.ShowPoll) -> Outcome:
    room = place_of_member(world, asker, command.room)
    poll = _poll_of(room)
    shown = _told(room, poll, command.cid, world.state.seq)
    shown.choice = poll.votes.get(asker.uid, -1) + 1
    return [shown]


def _poll_of(room: Room) -> Poll:
    if room.poll is None:
        raise Refusal(Reason.NOT_THERE, room.name)
    return room.poll


def _told(room: Room, poll: Poll, cid: int, seq: int, by: User | None = None) -> events.PollChanged:
    """Nobody is told who chose what."""
    told = events.PollChanged(cid, seq, room.rid, room.name, by.uid if by else 0, poll.by)
    told.question, told.options, told.counts, told.open = poll.question, poll.options, poll.counts, poll.open
    return told

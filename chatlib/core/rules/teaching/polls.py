"""Rules: a quick poll in a room."""

from collections.abc import Container

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Poll, Room, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.moderation.authority import check_operator, place
from chatlib.core.rules.teaching.hands import place_of_member
from chatlib.core.world import World

FEWEST, MOST = 2, 10
"""Options: what fits on a screen, and on the keys of a hand."""

MOST_VOTES = 10_000
"""Of a poll, before those of who has gone are dropped: guests can come and go for ever."""

LONGEST_QUESTION, LONGEST_OPTION = 300, 80
"""Bytes: every vote tells them again."""


@rule(commands.OpenPoll)
def open_poll(world: World, asker: User, command: commands.OpenPoll) -> Outcome:
    room = place(world, command.room)
    check_operator(world, room, asker)
    return _open(world, room, command, asker.uid, asker.name)


@rule(commands.PollLobby, for_users=False)
def poll_lobby(world: World, command: commands.PollLobby) -> Outcome:
    lobby = world.state.lobby
    if command.question:
        return _open(world, lobby, command, events.SERVER_ID, names.SERVER)
    return _end(world, lobby, command, events.SERVER_ID)


def standing(world: World) -> tuple[str, list[str], list[int], bool]:
    """The poll of the lobby: the question ("": there is none), the options, their votes, and whether it is open."""
    lobby = world.state.lobby
    if lobby.poll is None:
        return "", [], [], False
    return lobby.poll.question, lobby.poll.options, lobby.poll.counts(_present(world, lobby)), lobby.poll.open


@rule(commands.Vote)
def vote(world: World, asker: User, command: commands.Vote) -> Outcome:
    room = place_of_member(world, asker, command.room)
    poll = _poll_of(room)
    if not poll.open or not 0 <= command.choice <= len(poll.options):
        raise Refusal(Reason.NO_POLL if not poll.open else Reason.NO_OPTION, room.name)
    seq = world.stamp(command)
    if command.choice:
        poll.votes[asker.uid] = command.choice - 1
        if len(poll.votes) > MOST_VOTES:
            poll.keep(_present(world, room))
    else:
        poll.votes.pop(asker.uid, None)
    return [events.Done(command.cid, str(command.choice)), _told(world, room, poll, 0, seq)]


@rule(commands.EndPoll)
def end_poll(world: World, asker: User, command: commands.EndPoll) -> Outcome:
    room = place(world, command.room)
    check_operator(world, room, asker)
    return _end(world, room, command, asker.uid)


@rule(commands.ShowPoll)
def show_poll(world: World, asker: User, command: commands.ShowPoll) -> Outcome:
    room = place_of_member(world, asker, command.room)
    poll = _poll_of(room)
    shown = events.PollShown(command.cid, room.name, poll.by, poll.question, poll.options, open=poll.open)
    shown.counts = poll.counts(_present(world, room))
    shown.choice = poll.votes.get(asker.uid, -1) + 1
    return [shown]


def _open(world: World, room: Room, command: commands.OpenPoll | commands.PollLobby, uid: int, name: str) -> Outcome:
    question = text.brief(command.question, LONGEST_QUESTION).strip()
    options = [text.brief(one, LONGEST_OPTION).strip() for one in command.options[: MOST + 1]]
    if not question or not all(options) or not FEWEST <= len(options) <= MOST:
        raise Refusal(Reason.EMPTY)
    seq = world.stamp(command)
    room.poll = Poll(question, options, name)
    return [_told(world, room, room.poll, command.cid, seq, uid)]


def _end(world: World, room: Room, command: commands.EndPoll | commands.PollLobby, uid: int) -> Outcome:
    poll = _poll_of(room)
    seq = world.stamp(command)
    poll.keep(_present(world, room))
    poll.open = False
    return [_told(world, room, poll, command.cid, seq, uid)]


def _poll_of(room: Room) -> Poll:
    if room.poll is None:
        raise Refusal(Reason.NO_POLL, room.name)
    return room.poll


def _present(world: World, room: Room) -> Container[int]:
    return room.members if room.rid else world.state.users


def _told(world: World, room: Room, poll: Poll, cid: int, seq: int, uid: int = 0) -> events.PollChanged:
    """Nobody is told who chose what."""
    told = events.PollChanged(cid, seq, room.rid, room.name, uid, poll.by)
    told.question, told.options, told.open = poll.question, poll.options, poll.open
    told.counts = poll.counts(_present(world, room))
    return told

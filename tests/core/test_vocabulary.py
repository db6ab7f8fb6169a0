"""Commands, events and the table of rules: that nothing is missing in any of them."""

from typing import get_args

import msgspec

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.rules import RULES

COMMANDS = get_args(commands.Any)
EVENTS = get_args(events.Any)
BY_USERS = [command for command, (_, for_users) in RULES.items() if for_users]


def kinds(base: type) -> set[type]:
    """All below `base` that are meant to be made."""
    below = base.__subclasses__()
    return {base, *below, *(kind for one in below for kind in kinds(one))} - {base}


def test_the_codec_knows_every_command():
    assert set(COMMANDS) == {one for one in kinds(commands.Command) if one.__module__.startswith("chatlib.core")} - {
        commands.Begin
    }


def test_the_codec_knows_every_event():
    assert set(EVENTS) == kinds(events.Event) - {events.Push}


def test_every_command_has_a_rule():
    assert set(RULES) == set(COMMANDS)


def test_a_command_survives_the_pipe():
    for kind in COMMANDS:
        command = kind(7, "digest")
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(command), type=commands.Any) == command


def test_an_event_survives_the_pipe():
    for kind in EVENTS:
        event = kind(7)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(event), type=events.Any) == event


def test_what_only_users_may_ask_is_refused_to_a_connection_without_a_session():
    for kind in BY_USERS:
        chat = Chat()
        assert chat.apply(kind(7), 0.0) == [events.Refused(7, Reason.NO_SESSION)]
        assert chat.apply(kind(7, "no such token"), 0.0) == [events.Refused(7, Reason.NO_SESSION)]
        assert chat.take_changes() == []


def test_two_commands_share_no_list():
    commands.Invite().users.append("x")
    assert commands.Invite().users == []

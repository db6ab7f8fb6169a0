"""The fuzzer's harness finds what it is there to find."""

import pytest

from chatlib.core import events
from chatlib.dialects.base import Ask
from chatlib.dialects.pm import Pm
from chatlib.server.worker.connection import Connection
from tests.fuzz.harness import check_push, fill, talk

TALK = b"citra\nhalo\nwhoami\n"


def test_a_dialect_without_fault_passes() -> None:
    talk("pm", TALK)


def test_an_error_is_not_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pm, "reply", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        talk("pm", TALK)


def test_an_answer_without_bound_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pm, "reply", lambda *_: b"a" * 10_000)
    with pytest.raises(AssertionError, match="without bound"):
        talk("pm", TALK)


def test_a_command_that_cannot_be_carried_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def receive(self: Pm, line: str) -> Ask:
        ask = understand(self, line)
        ask.command.token = 1
        return ask

    understand = Pm.receive
    monkeypatch.setattr(Pm, "receive", receive)
    with pytest.raises(Exception, match="Expected `str`"):
        talk("pm", TALK)


def test_that_a_split_changes_something_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "_find_line_end", lambda conn, data: b"\n" in data)
    monkeypatch.setattr("chatlib.server.worker.connection.REST", -1.0)
    with pytest.raises(AssertionError, match="split"):
        talk("pm", TALK)


@pytest.mark.parametrize("text", ["a\rb", "\x1b[2J"])
def test_what_would_be_more_than_text_is_found(text: str) -> None:
    with pytest.raises(AssertionError):
        check_push(events.Message(seq=1, room="lobby", sender="ani", text=text))


def test_more_lines_than_were_said_are_found() -> None:
    check_push(events.Message(seq=1, room="lobby", sender="ani", text="a\nb"))
    with pytest.raises(AssertionError):
        check_push(events.Message(seq=1, room="lobby", sender="a\nni", text="b"))


def test_a_line_can_be_filled() -> None:
    assert len(fill("abc")) == len(fill("x")) == 65536
    assert fill("") == ""

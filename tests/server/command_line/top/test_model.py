"""What is shown follows from the frames."""

import json
from typing import Any

import pytest

from chatlib.server.command_line.top.model import MOST_EVENTS, MOST_MESSAGES, Model, mortal
from chatlib.server.command_line.viewing import frames
from chatlib.server.command_line.viewing.frames import Order, read, written
from tests.server.command_line.viewing.fake import HELLO, PROCESSES, message


def told(*said: dict[str, Any]) -> Model:
    model = Model()
    for one in said:
        model.take(read(json.dumps(one)))
    return model


@pytest.mark.parametrize(
    "data", ["", "x", "[]", "{}", '{"type":"strange"}', '{"type":"ledger","lost":"many"}', '{"type":"lost"}', b"\xff"]
)
def test_what_is_not_understood_is_left_out(data: str | bytes) -> None:
    assert read(data) is None


def test_what_is_missing_or_new_harms_nobody() -> None:
    assert read('{"type":"hello","colour":"blue"}') == frames.Hello()
    assert read('{"type":"message"}') == frames.Message()


def test_what_is_asked_for() -> None:
    assert json.loads(written(Order("kill", "worker 1"))) == {"do": "kill", "place": "worker 1"}
    assert json.loads(written(Order("reload"))) == {"do": "reload"}


def test_the_supervisor_stands_above_and_the_forker_last() -> None:
    assert [one.place for one in told(PROCESSES).processes] == ["supervisor", "worker 1", "worker 2", "web", "forker"]


def test_who_can_be_killed() -> None:
    assert [one.place for one in told(PROCESSES).processes if mortal(one)] == ["worker 1", "worker 2", "web"]


def test_a_process_stays_selected_while_it_is_there() -> None:
    model = told(PROCESSES)
    assert model.process.place == "worker 1"
    model.select_process(2)
    assert model.process.place == "web"
    model.take(read(json.dumps(PROCESSES | {"processes": PROCESSES["processes"][:2]})))
    assert model.process is None
    model.take(read(json.dumps(PROCESSES)))
    assert model.process.place == "web"
    model.select_process(-99)
    assert model.process.place == "supervisor"
    model.select_process(99)
    assert model.process.place == "forker"


def test_nothing_can_be_selected_where_there_is_nothing() -> None:
    model = Model()
    model.select_process(1)
    model.select_message(1)
    assert (model.process, model.message, model.at) == (None, None, 0)


def test_the_newest_message_is_selected_unless_one_has_gone_back() -> None:
    model = told(*(message("halo", seq) for seq in range(3)))
    assert model.message.seq == 2
    model.select_message(1)
    model.take(read(json.dumps(message("halo", 3))))
    assert (model.message.seq, model.at) == (1, 2)
    model.select_message(-99)
    model.take(read(json.dumps(message("halo", 4))))
    assert (model.message.seq, model.at) == (4, 0)


def test_what_is_too_old_is_forgotten_and_the_oldest_selected() -> None:
    model = told(message("halo", 0), message("halo", 1))
    model.select_message(1)
    for seq in range(2, MOST_MESSAGES + 2):
        model.take(read(json.dumps(message("halo", seq))))
    for _ in range(MOST_EVENTS + 1):
        model.take(frames.Event(text="x"))
    assert (len(model.messages), len(model.events)) == (MOST_MESSAGES, MOST_EVENTS)
    assert (model.message.seq, model.at) == (2, MOST_MESSAGES - 1)


def test_it_is_connected_from_a_greeting_on() -> None:
    model = Model()
    seen = [model.connected]
    for frame in (read(json.dumps(HELLO)), frames.Lost(), read(json.dumps(HELLO))):
        model.take(frame)
        seen.append(model.connected)
    assert seen == [False, True, False, True]


def test_what_cannot_be_is_an_event() -> None:
    model = told({"type": "error", "text": "there is no such place"})
    assert [(one.level, one.text) for one in model.events] == [("error", "there is no such place")]

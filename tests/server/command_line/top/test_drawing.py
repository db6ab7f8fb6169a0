"""What the parts of the screen look like."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chatlib.lang import LANGUAGES
from chatlib.server.command_line.top.drawing import ledger, processes, queues, strips, way
from chatlib.server.command_line.top.drawing.canvas import Canvas
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing.frames import Step
from tests.server.command_line.viewing.fake import HELLO, PROCESSES, STEPS, message, private

from .test_model import told

ALL = (
    processes.draw, queues.draw, ledger.draw, way.draw, strips.draw_head, strips.draw_keys, strips.draw_events,
    strips.draw_list, strips.draw_verdict,
)  # fmt: skip
QUEUES = {
    "type": "queues",
    "workers": [
        {"worker": 1, "batches": 3, "lines": 30, "tells": 0, "bytes": 70000, "lagging": 1},
        {"worker": 2, "batches": 1, "lines": 10, "tells": 0, "bytes": 0, "lagging": 0},
    ],
    "view": 7,
}
LEDGER = {
    "type": "ledger", "accepted": 1200, "stored": 1200, "delivered": 24000, "waiting": 2, "left": 3, "balanced": True,
    "told": [{"worker": 1, "told": 1200, "heard": 1199}],
    "bytes": [{"worker": 1, "given": 120000, "kernel": 119000, "waiting": 1000}],
    "per_second": {"accepted": 50.0, "delivered": 1000.0},
}  # fmt: skip
OVER = {"type": "action", "what": "kill", "place": "worker 1", "phase": "over", "pause": 37.2}
EVENT = {"type": "event", "at": 1e9, "level": "error", "text": "worker 2 died"}
HOSTILE = "\x1b[31m\x07[bold red]x[/] \x9b2J\u202e\r\n\ttail"


def drawn(draw: Callable[..., None], model: Model, width: int = 80, height: int = 24, lang: str = "en") -> list[str]:
    canvas = Canvas(width, height)
    draw(canvas, model, Words(lang))
    return canvas.text().plain.split("\n")


def everything(text: str = "halo") -> Model:
    faults = {"type": "faults", "faults": [{"number": 1}]}
    action = OVER | {"phase": "refused", "reason": text}
    said = [message(text), private(2), message(text, 3)]
    return told(HELLO, PROCESSES, QUEUES, LEDGER, *said, EVENT | {"text": text}, action, faults)


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("model", [Model(), everything(), everything("漢字😀" * 40)])
def test_nothing_goes_over_its_edges_however_small(draw: Callable[..., None], model: Model, lang: str) -> None:
    for width in (0, 1, 2, 7, 31, 47, 80, 120):
        for height in (0, 1, 2, 6, 24):
            lines = drawn(draw, model, width, height, lang)
            assert len(lines) <= max(1, height)
            assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("draw", ALL)
@given(text=st.text("\x1b\x07\x9b\u202e\r\n\t[]/ab=31m\\ é漢"))
def test_no_control_character_reaches_the_terminal(draw: Callable[..., None], text: str) -> None:
    model = everything(text)
    model.take(model.hello.__class__(version=text))
    for line in drawn(draw, model):
        assert not re.search("[\0-\x1f\x7f-\x9f\u202a-\u202e]", line)


def test_markup_is_only_text() -> None:
    model = everything(HOSTILE)
    found = "\n".join(drawn(way.draw, model))
    assert "␛[31m␇[bold red]x[/]" in found
    assert "tail␍␊" in found


def test_the_tree_of_processes() -> None:
    title, *rows = drawn(processes.draw, told(PROCESSES), 47)
    assert title.split() == ["Processes", "pid", "CPU", "memory", "conn.", "status"]
    assert [row.split() for row in rows] == [
        ["supervisor", "100", "1.5", "5.0M", "serves"],
        ["├", "worker", "1", "101", "20.0", "3.0M", "65", "serves"],
        ["├", "worker", "2", "102", "0.0", "3.0M", "gone"],
        ["├", "web", "103", "0.0", "3.0M", "stopped"],
        ["└", "forker", "99", "?", "?", "serves"],
    ]
    row = drawn(processes.draw, told(PROCESSES), 47, 6, "id")[4]
    assert row.endswith("3,0M       berhenti")


def test_the_selected_process_is_always_seen() -> None:
    model = told(PROCESSES)
    model.select_process(99)
    assert [row.split()[1] for row in drawn(processes.draw, model, 47, 3)[1:]] == ["web", "forker"]


@pytest.mark.parametrize(
    ("waiting", "filled"), [([0, 0], [0, 0]), ([1, 0], [2, 0]), ([99, 99], [6, 6]), ([10**9, 0], [20, 0])]
)
def test_bars_have_a_part_for_each_worker(waiting: list[int], filled: list[int]) -> None:
    *parts, rest = queues.segments(waiting, 20, 10_000, ["cyan", "blue"])
    assert [len(part) for part, _ in parts] == filled
    assert len(rest[0]) == 20 - sum(filled)


def test_queues_say_the_sum() -> None:
    assert [row.split()[-1] for row in drawn(queues.draw, told(QUEUES), 40)[1:]] == ["4", "40", "0", "70,000", "1", "7"]


def test_the_ledger_and_its_verdict() -> None:
    title, *rows = drawn(ledger.draw, told(LEDGER), 60, lang="id")
    assert title.split() == ["Pembukuan", "✓", "seimbang"]
    assert rows[2].split() == ["diantar", "24.000", "terputus", "0"]
    assert rows[4] == "per detik: diterima 50,0, diantar 1.000,0"
    assert rows[5].split() == ["worker", "1", "dikabari", "1.200,", "didengar", "1.199"]


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"waiting": 3}, "✓ balanced"),
        ({"balanced": False}, "… under way"),
        ({"balanced": False, "lost": 1}, "✗ does not balance"),
        ({"balanced": False, "doubled": 1}, "✗ does not balance"),
    ],
)
def test_verdicts(said: dict[str, Any], verdict: str) -> None:
    assert drawn(ledger.draw, told(LEDGER | said))[0].endswith(verdict)


def test_lanes_are_those_of_the_way() -> None:
    found = way.lanes([Step(*step) for step in STEPS])
    assert [(process, [step.step for step in steps]) for process, steps in found] == [
        ("worker 1", ["woke", "asked"]),
        ("state", ["read", "ruled", "stored", "told"]),
        ("worker 1", ["heard", "rendered", "rendered", "written", "consumed"]),
        ("worker 2", ["heard", "written"]),
    ]


def test_the_way_where_there_is_little_room() -> None:
    assert drawn(way.draw, told(message("halo")), 80, 8) == [
        " Way of a message  the newest  1 ani → lobby: halo",
        "worker 1 woke 0 asked 85 µs",
        "state    read 120 ruled 130 stored 150 told 170 µs",
        "worker 1 heard 200 rendered 220 230 written 250 consumed 1,234 µs",
        "worker 2 heard 210 written 240 µs",
        "bytes → pm 6  ← pm 11×3",
        "pm       ani: halo␍␊",
    ]


def test_the_way_where_there_is_more() -> None:
    found = drawn(way.draw, told(message("halo")), 100, 24)
    assert found[2].split() == ["worker", "1", "asked", "85.2", "µs", "━" * found[2].count("━")]
    assert len(found) == 1 + len(STEPS) + 2
    assert found[-2:] == [
        "→ came in pm, 6 bytes               halo␍␊",
        "← goes out in pm, 11 bytes, 3 times ani: halo␍␊",
    ]


def test_of_a_private_message_there_are_lengths_only() -> None:
    found = drawn(way.draw, told(private()), 80, 8)
    assert found[0] == " Way of a message  the newest  1 private"
    assert found[-1] == "bytes → pm 17  ← irc 42×1"


def test_the_selected_message_is_in_the_list() -> None:
    model = told(*(message("halo", seq) for seq in range(20)))
    assert [row.split()[0] for row in drawn(strips.draw_list, model, 40, 4)[1:]] == ["17", "18", "19"]
    model.select_message(9)
    assert [row.split()[0] for row in drawn(strips.draw_list, model, 40, 4)[1:]] == ["10", "11", "12"]


def test_the_newest_events_are_seen() -> None:
    model = told(EVENT | {"text": "one"}, EVENT | {"text": "two"}, EVENT | {"text": "three"})
    assert [row.split()[-1] for row in drawn(strips.draw_events, model, 80, 2)] == ["two", "three"]
    assert [row.split()[-1] for row in drawn(strips.draw_events, model, 80, 3)] == ["Events", "two", "three"]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (OVER, ["kill worker 1: pause", "lost 0 · doubled 0 · disconnected 0"]),
        (OVER | {"lost": 1234}, ["kill worker 1: pause", "lost 1,234 · doubled 0 · disconnected 0"]),
        (OVER | {"phase": "begun"}, ["kill worker 1: being measured"]),
        (OVER | {"phase": "refused", "reason": "no"}, ["kill worker 1: refused", "no"]),
        (OVER | {"what": "reload", "place": ""}, ["reload: pause", "lost 0 · doubled 0 · disconnected 0"]),
    ],
)
def test_what_became_of_an_action(said: dict[str, Any], lines: list[str]) -> None:
    assert drawn(strips.draw_verdict, told(said)) == lines

"""What is typed, what is asked of the server, and what is said of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from chatlib.server.command_line.faults import command, table
from chatlib.server.specialists.web.lab.faults import KINDS, checked
from tests.integration.server import free_port, run
from tests.server.command_line.viewing.fake import HELLO, Fake, ended, faked

DELAY = {"number": 3, "target": "ani", "connections": 1, "kind": "delay", "details": "500 ms ± 100 ms", "seconds": None}
SLOW = {"number": 12, "target": "all", "connections": 40, "kind": "slow_reader", "details": "1000 B/s", "seconds": 12.4}
LINES = """\
3   ani  delay        500 ms ± 100 ms  connections: 1   until it is healed
12  all  slow-reader  1000 B/s         connections: 40  12 s left
"""

Frame = dict[str, Any]
Ended = tuple[int, str, str]


def faults(*those: Frame) -> Frame:
    return {"type": "faults", "faults": [*those]}


def counted(*those: Frame) -> list[Frame]:
    """As they are told of once a second."""
    return [
        *({"type": "connections", "worker": number, "total": 40, "shown": []} for number in (1, 2)),
        {"type": "processes", "processes": []},
        faults(*those),
    ]


def play(*options: object, first: list[Frame], then: list[Frame] | None = None) -> tuple[Ended, list[Frame]]:
    """A command with a server that says the `first` frames at once, and the others when it is asked for something."""

    async def scene() -> tuple[Ended, list[Frame]]:
        async with faked() as fake:
            ending = asyncio.create_task(ended("faults", fake.port, *options))
            asked = []
            await fake.say(*first)
            if then is not None:
                asked.append(await fake.orders.get())
                await fake.say(*then)
            status, said, complaint = await ending
            while not fake.orders.empty():
                asked.append(fake.orders.get_nowait())
            return (status, said, complaint.replace(str(fake.port), "PORT")), asked

    return asyncio.run(scene())


def test_what_is_on_is_a_line_for_each() -> None:
    early = [one | {"connections": 0} for one in (DELAY, SLOW)]
    done, asked = play(first=[faults(*early), *counted(DELAY, SLOW)])
    assert done == (0, LINES, "")
    assert asked == []


def test_nothing_is_on() -> None:
    assert play(first=[faults()])[0] == (0, "no fault is on\n", "")
    assert play("--lang", "id", first=[faults()])[0] == (0, "tidak ada gangguan\n", "")


def test_the_language_is_the_servers() -> None:
    async def scene() -> Ended:
        async with faked() as fake:
            fake.hello = HELLO | {"lang": "id"}
            ending = asyncio.create_task(ended("faults", fake.port))
            await fake.say(faults())
            return await ending

    assert asyncio.run(scene()) == (0, "tidak ada gangguan\n", "")


def test_of_those_on_a_screen_nobody_draws() -> None:
    evil = DELAY | {"target": "\x1b[2Jani", "details": "1\n2"}
    (_, said, _), _ = play(first=counted(evil))
    assert "\x1b" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "asked", "told"),
    [
        ("delay ani --delay 500 --jitter 100", {"kind": "delay", "target": "ani", "delay": 500, "jitter": 100}, DELAY),
        ("slow-reader all --rate 1000 --seconds 13",
         {"kind": "slow_reader", "target": "all", "rate": 1000, "seconds": 13}, SLOW),
        ("--rate 1000 slow_reader all", {"kind": "slow_reader", "target": "all", "rate": 1000}, SLOW),
    ],
)  # fmt: skip
def test_one_is_put(typed: str, asked: Frame, told: Frame) -> None:
    """Its line is that of the new one, though one like it is on."""
    before, new = told | {"number": 1}, told | {"number": 20}
    then = [faults(before), faults(before, new | {"connections": 0}), *counted(before, new)]
    done, orders = play(*typed.split(), first=[faults(before)], then=then)
    assert orders == [{"do": "fault"} | asked]
    assert done[0] == 0
    assert done[2] == ""
    assert done[1].split() == LINES.splitlines()[told is SLOW].replace(f"{told['number']} ", "20 ", 1).split()


@pytest.mark.parametrize(
    ("typed", "kind"), [("half-open", "half_open"), ("half_open", "half_open"), ("reset", "reset")]
)
def test_what_happens_once_is_done(typed: str, kind: str) -> None:
    once = {"number": 4, "target": "#7", "connections": 0, "kind": kind, "details": "", "seconds": 0.5}
    done, orders = play(typed, "#7", first=[faults()], then=[faults(once)])
    assert orders == [{"do": "fault", "kind": kind, "target": "#7"}]
    assert done == (0, f"done: {kind.replace('_', '-')}, #7\n", "")


def test_one_is_healed_or_all_are() -> None:
    done, orders = play("heal", "3", first=[faults(DELAY, SLOW)], then=[faults(DELAY, SLOW), faults(SLOW)])
    assert (done, orders) == ((0, "fault 3 is over\n", ""), [{"do": "heal", "number": 3}])
    done, orders = play("heal", first=[faults(DELAY, SLOW)], then=[faults(SLOW), faults()])
    assert (done, orders) == ((0, "no fault is on any more\n", ""), [{"do": "heal"}])


def test_what_is_not_on_cannot_be_healed() -> None:
    done, orders = play("heal", "4", first=[faults(DELAY)])
    assert (done, orders) == ((1, "", "ruang: there is no fault 4 now\n"), [])


def test_what_the_server_has_against_it_is_the_only_line() -> None:
    elsewhere, ours = ({"type": "error", "text": text} for text in ("not for us", "no\nsuch fault"))
    (status, said, complaint), _ = play("reset", "ani", first=[elsewhere, faults()], then=[ours])
    assert (status, said, len(complaint.splitlines())) == (1, "", 1)
    assert complaint.startswith("ruang: no")


def test_a_server_that_is_lost_meanwhile() -> None:
    async def scene() -> str:
        async with faked() as fake:
            ending = asyncio.create_task(ended("faults", fake.port, "reset", "ani"))
            await fake.say(faults())
            await fake.orders.get()
            await fake.cut()
            status, said, complaint = await ending
            assert (status, said) == (1, "")
            return complaint.replace(str(fake.port), "PORT")

    assert asyncio.run(scene()) == "ruang: 127.0.0.1:PORT does not answer any more; whether it was done is not known\n"


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (404, "the server at 127.0.0.1:PORT was not started with --lab"),
        (403, "the server at 127.0.0.1:PORT lets nobody see it without its token (--token)"),
        (500, "what answers at 127.0.0.1:PORT is no Ruang server that shows itself"),
    ],
)
def test_a_server_that_shows_nothing(status: int, line: str) -> None:
    def set_up(fake: Fake) -> None:
        fake.status = status

    assert answered(set_up, "--token", "abc") == (1, "", f"ruang: {line}\n")


def answered(set_up: Callable[[Fake], None], *options: str) -> Ended:
    async def scene() -> Ended:
        async with faked() as fake:
            set_up(fake)
            status, said, complaint = await ended("faults", fake.port, *options, "--lang", "en")
            assert fake.tokens == ["abc"]
            return status, said, complaint.replace(str(fake.port), "PORT")

    return asyncio.run(scene())


def test_no_server() -> None:
    port = free_port()
    done = run("faults", port, "--lang", "en")
    complaint = f"ruang: no server answers at 127.0.0.1:{port}: nobody answers at that port\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", complaint)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "9000 earthquake ani",
        "9000 reset",
        "9000 delay ani",
        "9000 delay ani --delay 0",
        "9000 delay ani --delay x",
        "9000 delay ani --delay 60001",
        "9000 delay ani --delay 5 --jitter 6",
        "9000 delay ani --delay 5 --rate 6",
        "9000 rate ani",
        "9000 rate ani --rate 1000001",
        "9000 slow-reader ani --delay 5",
        "9000 join ani",
        "9000 join ani --delay 5 --jitter 1",
        "9000 cut ani",
        "9000 cut ani --seconds 0",
        "9000 cut ani --seconds 3601",
        "9000 reset ani --seconds 5",
        "9000 split ani budi",
        "9000 heal ani",
        "9000 heal 0",
        "9000 heal 1 --seconds 5",
        "9000 --seconds 5",
        "9000 --lang xx",
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        command.main(typed.split())
    said = capsys.readouterr()
    assert (ending.value.code, said.out, len(said.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_lets_pass_the_server_takes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = []
    monkeypatch.setattr(command, "_do", lambda _, order, __: orders.append(order) or asyncio.sleep(0, 0))
    numbers = {"delay": 60_000, "jitter": 60_000, "rate": 1_000_000, "seconds": 3600}
    takes = [*KINDS[kind], *(["seconds"] if kind not in ("reset", "half_open") else [])]
    typed = [word for name in takes for word in (f"--{name}", str(numbers[name]))]
    assert command.main(["9000", kind, "ani", *typed]) == 0
    (order,) = orders
    assert checked(order.target, order.kind, order.delay, order.jitter, order.rate, order.seconds)


def test_the_help_has_examples_that_can_be_typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        command.main(["--help"])
    assert ending.value.code == 0
    monkeypatch.setattr(command, "_do", lambda *_: asyncio.sleep(0, 0))
    examples = [line.split("faults ")[1].split("   ")[0].replace("'", "").split()
                for line in capsys.readouterr().out.splitlines() if line.startswith("  server.py faults ")]  # fmt: skip
    assert len(examples) > 5
    assert {command.main(typed) for typed in examples} == {0}


def test_a_server_that_tells_of_no_faults_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """To those who come later it need not tell that there are none."""

    async def scene() -> list[Any]:
        async with faked() as fake:
            feed = table.Feed("127.0.0.1", fake.port)
            try:
                return await table.Table(feed, await feed.open()).on()
            finally:
                await feed.close()

    monkeypatch.setattr(table, "FIRST", 0.05)
    assert asyncio.run(scene()) == []

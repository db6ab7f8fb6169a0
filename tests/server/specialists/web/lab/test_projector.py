"""Viewers come and go, take what they are told, or are dropped."""

import asyncio
import json
import os
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer

from chatlib.server.ipc.orders import Acted, Fault, Faults, Place, Places, Said
from chatlib.server.specialists.control_channel import Watched
from chatlib.server.specialists.web.lab import projector as projectors
from chatlib.server.specialists.web.lab.projector import Projector
from chatlib.state.layout import CRASHES
from chatlib.state.tracing.board import STATE, Board, make_board
from chatlib.state.tracing.records import Connected, Connections, encode
from chatlib.state.tracing.ring import RingWriter

WITHIN = 10.0


class Control:
    """The supervisor, as far as it is told."""

    def __init__(self):
        self.told = []
        self.troubles = []

    def trouble(self, text):
        self.troubles.append(text)

    def disturb(self, wish):
        self.told.append(wish)

    def watch(self, on):
        self.told.append(on)

    def act(self, what, place, *_):
        self.told.append((what, place))


class Hall:
    """A projector in a server of its own."""

    def __init__(self, data):
        self.data, self.control, self.viewers = data, Control(), []
        options = SimpleNamespace(lab="kata", lang="en", workers=2, listen=[SimpleNamespace(port=9000)], data=data)
        self.projector = Projector(self.control, options)
        self.file = make_board(2)
        self.board = Board(self.file, 2)

    def watched(self):
        """The supervisor gives the board."""
        self.projector.take(Watched(os.dup(self.file)))

    async def come(self):
        self.viewers.append(await self.session.ws_connect(self.url.with_query(token="kata")))
        return self.viewers[-1]

    async def gone(self):
        """All viewers are."""
        while self.projector._viewers:
            await asyncio.sleep(0.001)


@asynccontextmanager
async def opened():
    with TemporaryDirectory() as data:
        async with opened_in(Path(data)) as hall:
            yield hall


@asynccontextmanager
async def opened_in(data):
    app, hall = web.Application(), Hall(data)
    app.router.add_get("/lab/live", hall.projector.serve)
    async with TestServer(app) as server, ClientSession() as hall.session:
        hall.url = server.make_url("/lab/live")
        yield hall
        for ws in hall.viewers:
            await ws.close()
        await hall.gone()
        os.close(hall.file)


def played(play):
    """A test whose hall is open meanwhile."""

    def test():
        async def run():
            async with asyncio.timeout(WITHIN), opened() as hall:
                await play(hall)

        asyncio.run(run())

    test.__name__ = play.__name__
    test.__doc__ = play.__doc__
    return test


async def heard(ws, kind):
    """The next frame of this type."""
    while (frame := json.loads((await ws.receive()).data))["type"] != kind:
        pass
    return frame


@played
async def test_the_first_frame_says_who_this_is(hall):
    ws = await hall.come()
    frame = await ws.receive_json()
    assert frame.pop("version")
    assert frame == {"type": "hello", "port": 9000, "lang": "en", "workers": 2}


@played
async def test_the_first_viewer_begins_it_and_the_last_one_ends_it(hall):
    first, second = await hall.come(), await hall.come()
    assert hall.control.told == [True]
    await first.close()
    hall.watched()
    assert (await heard(second, "ledger"))["balanced"]
    assert hall.control.told == [True]
    await second.close()
    await hall.gone()
    assert hall.control.told == [True, False]
    await hall.come()
    assert hall.control.told == [True, False, True]


@played
async def test_what_comes_is_told_to_all(hall):
    viewers = [await hall.come() for _ in range(3)]
    hall.projector.take(Said(1.0, "info", "before there is a board"))
    hall.watched()
    hall.projector.take(Said(1.5, "warning", "worker 1 died"))
    places = [
        Place("supervisor", "supervisor", os.getpid(), "serves", 0, 0),
        Place("worker 1", "worker", 9, "gone", 0, 5),
    ]
    hall.projector.take(Places(places, 5.0, 3, 1, False))
    for ws in viewers:
        assert await heard(ws, "event") == {"type": "event", "at": 1.5, "level": "warning", "text": "worker 1 died"}
        own, gone = (await heard(ws, "processes"))["processes"]
        assert own["memory"] > 0
        assert gone == {
            "place": "worker 1", "kind": "worker", "pid": 9, "cpu": None, "memory": None, "status": "gone",
            "connections": 0,
        }  # fmt: skip
        assert (await heard(ws, "queues"))["workers"] == []


@played
async def test_how_many_have_left_is_told_since_the_beginning(hall):
    ws = await hall.come()
    hall.watched()
    hall.projector.take(Places([], 5.0, 0, 0, False))
    hall.projector.take(Places([], 5.0, 2, 1, False))
    frame = await heard(ws, "ledger")
    while not frame["left"]:
        frame = await heard(ws, "ledger")
    assert (frame["left"], frame["disconnected"]) == (2, 1)


@played
async def test_what_is_asked_for_goes_to_the_supervisor(hall):
    ws = await hall.come()
    hall.watched()
    for wish in ({"do": "kill", "place": "worker 1"}, {"do": "reload"}, {"do": "stop", "place": "state", "more": 1}):
        await ws.send_json(wish)
    while len(hall.control.told) < 4:
        await asyncio.sleep(0.001)
    assert hall.control.told[1:] == [("kill", "worker 1"), ("reload", ""), ("stop", "state")]


@played
async def test_how_far_the_view_is_behind_is_told_with_the_queues(hall):
    ws = await hall.come()
    hall.watched()
    assert (await heard(ws, "queues"))["view"] == 0
    hall.board.tallies[STATE].write(9, 2, 2, 7, *[0] * 4)
    while (frame := await heard(ws, "queues"))["view"] == 0:
        pass
    assert frame == {"type": "queues", "workers": [], "view": 7}


FAULT = Fault(4, "ani", "delay", 0.3, 0.1, 0, float("inf"), "begins", "ends")


@played
async def test_who_comes_later_is_told_what_there_is_and_what_was(hall):
    """At once, and not when it comes up the next time; which for an event is never."""
    first = await hall.come()
    hall.watched()
    hall.projector.take(Faults([FAULT]))
    hall.projector.take(Said(1.5, "warning", "worker 1 died"))
    hall.projector.take(Acted(3, "kill", "worker 1", 2.5, [0] * 6, 1, ""))
    await heard(first, "action")
    second = await hall.come()
    frames = [await second.receive_json() for _ in range(5)]
    assert [frame["type"] for frame in frames] == ["hello", "question", "faults", "event", "action"]
    (fault,) = frames[2]["faults"]
    assert (fault["number"], fault["target"], fault["kind"], fault["details"]) == (4, "ani", "delay", "300 ms ± 100 ms")
    assert frames[3] == {"type": "event", "at": 1.5, "level": "warning", "text": "worker 1 died"}
    assert (frames[4]["number"], frames[4]["what"], frames[4]["phase"]) == (3, "kill", "begun")


@played
async def test_who_comes_later_is_told_of_the_last_ones_alone(hall):
    first = await hall.come()
    hall.watched()
    for number in range(projectors.RECENT + 5):
        hall.projector.take(Said(float(number), "info", "again"))
    await heard(first, "event")
    second = await hall.come()
    told = [(await heard(second, "event"))["at"] for _ in range(projectors.RECENT)]
    assert told == [float(number) for number in range(5, projectors.RECENT + 5)]


@played
async def test_who_begins_another_lesson_is_told_nothing_of_the_last_one(hall):
    first = await hall.come()
    hall.watched()
    hall.projector.take(Faults([FAULT]))
    hall.projector.take(Said(1.5, "warning", "worker 1 died"))
    await heard(first, "event")
    await first.close()
    await hall.gone()
    second = await hall.come()
    hall.watched()
    types = [(await second.receive_json())["type"] for _ in range(3)]
    assert types[:2] == ["hello", "question"]
    assert not {"event", "faults"} & {*types}


async def hears_of_no_error(hall, ws):
    """Until the line of the console that comes next."""
    hall.projector.take(Said(1.0, "info", "last"))
    types = set()
    while (frame := await ws.receive_json())["type"] != "event":
        types.add(frame["type"])
    assert "error" not in types


@played
async def test_a_fault_that_cannot_be_is_refused_to_who_asked_for_it(hall):
    ws, other = await hall.come(), await hall.come()
    hall.watched()
    for wish in ({"kind": "delay", "delay": 0}, {"kind": "burn"}, {"kind": "rate", "rate": 0}, {"target": ""}):
        await ws.send_json({"do": "fault", "target": "all"} | wish)
        assert " " in (await heard(ws, "error"))["text"]
    assert hall.control.told == [True]
    await hears_of_no_error(hall, other)


@played
async def test_what_cannot_be_read_on_the_board_is_left_out_and_all_else_is_told(hall):
    """Its writer may have died over it."""
    ws = await hall.come()
    hall.watched()
    writer = RingWriter(hall.board.rings[1])
    for record in (b"\xff\xff", b"", b"\x91\xa5ruled"):
        writer.append(record)
    writer.append(encode(Connections(1, [Connected(5, "ani", "pm", 0, 0, 0)], 0, 0, 0, 0)))
    assert [one["name"] for one in (await heard(ws, "connections"))["shown"]] == ["ani"]
    assert hall.control.troubles == []


@played
async def test_whatever_the_show_stumbles_over_is_told_and_viewers_come_again(hall):
    viewers = [await hall.come(), await hall.come()]
    hall.watched()
    await heard(viewers[1], "ledger")
    hall.projector._show._count = lambda: 1 / 0
    for ws in viewers:
        while (message := await ws.receive()).type is WSMsgType.TEXT:
            pass
        assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR)
    await hall.gone()
    assert hall.control.troubles == ["ZeroDivisionError: division by zero"]
    assert "ZeroDivisionError" in (hall.data / CRASHES).read_text()
    assert hall.control.told == [True, False]
    again = await hall.come()
    hall.watched()
    assert (await heard(again, "ledger"))["balanced"]


NONSENSE = ["", "{", "[]", "null", '{"do": 1}', '{"do": "burn"}', '{"place": "x"}', '{"do": "kill", "place": []}', "\0"]


@played
async def test_who_asks_for_nonsense_alone_is_told_so(hall):
    ws, other = await hall.come(), await hall.come()
    hall.watched()
    for text in NONSENSE:
        await ws.send_str(text)
        assert (await heard(ws, "error"))["text"]
    assert hall.control.told == [True]
    await hears_of_no_error(hall, other)


@played
async def test_before_there_is_a_board_nothing_can_be_asked_for(hall):
    ws = await hall.come()
    await ws.send_json({"do": "kill", "place": "worker 1"})
    assert (await heard(ws, "error"))["text"]
    assert hall.control.told == [True]


@played
async def test_who_says_too_much_goes(hall):
    ws = await hall.come()
    await ws.send_str("x" * (projectors.LONGEST + 1))
    while (message := await ws.receive()).type is WSMsgType.TEXT:
        pass
    assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    await hall.gone()
    assert hall.control.told == [True, False]


@played
async def test_there_is_room_for_some_and_for_another_when_one_has_left(hall):
    viewers = [await hall.come() for _ in range(projectors.MOST_VIEWERS)]
    with pytest.raises(WSServerHandshakeError) as refused:
        await hall.come()
    assert refused.value.status == 503
    await viewers[0].close()
    while len(hall.projector._viewers) == projectors.MOST_VIEWERS:
        await asyncio.sleep(0.001)
    assert (await (await hall.come()).receive_json())["type"] == "hello"


@played
async def test_who_may_not_look_on_begins_nothing(hall):
    """See test_access.py for all the others who may not."""
    with pytest.raises(WSServerHandshakeError) as refused:
        await hall.session.ws_connect(hall.url.with_query(token="kata"), origin="http://jahat.example")
    assert refused.value.status == 403
    assert hall.control.told == []


@played
async def test_who_does_not_read_is_dropped_and_others_get_everything(hall):
    """What waits for one is bounded: in frames, each of which is a line of the console here."""
    reads, waits = await hall.come(), await hall.come()
    hall.watched()
    transport = waits._response.connection.transport
    transport.pause_reading()
    count = 0
    while len(hall.projector._viewers) == 2:
        count += 1
        assert count < 4 * projectors.MOST_WAITING
        hall.projector.take(Said(float(count), "info", "x" * 50_000))
        assert (await heard(reads, "event"))["at"] == count
        for frames in hall.projector._viewers:
            assert frames.qsize() <= projectors.MOST_WAITING
    transport.resume_reading()
    assert count >= projectors.MOST_WAITING
    hall.projector.take(Said(0.5, "info", "still here"))
    assert (await heard(reads, "event"))["text"] == "still here"
    assert hall.control.told == [True]


@played
async def test_a_board_that_comes_again_is_looked_at_from_then_on(hall):
    """The state or the supervisor may have begun another one; there are not two who look."""
    ws = await hall.come()
    hall.watched()
    hall.watched()
    looking = [task for task in asyncio.all_tasks() if "_look" in repr(task.get_coro())]
    assert len([task for task in looking if not task.cancelling()]) == 1
    for worker in (1, 2):
        hall.board.tallies[worker].write(6, 1, 2, 20)
    hall.board.tallies[STATE].write(9, 2, 0, 0, 5, 2, 5, 2)
    frame = await heard(ws, "ledger")
    while frame["accepted"] != 2:
        frame = await heard(ws, "ledger")
    assert (frame["stored"], frame["delivered"], frame["balanced"]) == (2, 40, True)
    assert hall.board.every >= 1, "from now on messages are traced"

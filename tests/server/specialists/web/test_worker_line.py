"""What a worker says, as frames; and that nobody is told more than he takes."""

import asyncio
import json

from aiohttp import WSMsgType
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from chatlib.server.specialists.web.worker_line import Worker, frames

SIZES = st.one_of(st.integers(1, 200), st.sampled_from([125, 126, 65535, 65536, 70000]))


def understood(data):
    """What somebody else's library finds in these bytes."""
    client = ClientProtocol(parse_uri("ws://x/"), state=State.OPEN, max_size=None)
    client.receive_data(data)
    return client.events_received()


@given(st.lists(SIZES, max_size=5))
def test_frames_are_understood(sizes):
    lines = [bytes([97 + n]) * size for n, size in enumerate(sizes)]
    found = understood(frames(lines, WSMsgType.TEXT))
    assert [(frame.opcode, bytes(frame.data), frame.fin) for frame in found] == [
        (Opcode.TEXT, line, True) for line in lines
    ]


class Transport:
    def __init__(self):
        self.written = b""
        self.reading = True
        self.ended = False

    def write(self, data):
        self.written += data

    def write_eof(self):
        self.ended = True

    def is_closing(self):
        return False


class Browser:
    def __init__(self):
        self.transport = Transport()
        self.source = None


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1), max_size=5), st.data())
def test_however_lines_are_cut_each_is_one_frame(lines, data):
    said = b"".join(line.encode() + data.draw(st.sampled_from([b"\n", b"\r\n"])) for line in lines)
    browser, worker_end = Browser(), Transport()

    async def hear():
        worker = Worker(browser, WSMsgType.BINARY)
        worker.connection_made(worker_end)
        assert browser.source is worker_end
        at = 0
        while at < len(said):
            step = data.draw(st.integers(1, len(said) - at))
            worker.data_received(said[at : at + step])
            at += step
        assert not worker.ended.is_set()
        worker.end()
        worker.data_received(b"zu spaet\n")
        worker.eof_received()
        assert worker.ended.is_set()

    asyncio.run(hear())
    assert [frame.data.decode() for frame in understood(browser.transport.written)] == lines
    assert worker_end.ended


def test_who_speaks_waits_while_the_worker_takes_nothing():
    async def speak():
        worker = Worker(Browser(), WSMsgType.TEXT)
        worker.connection_made(Transport())
        worker.pause_writing()
        speaking = asyncio.create_task(worker.say(json.dumps("satu").encode()))
        await asyncio.sleep(0)
        assert not speaking.done()
        worker.resume_writing()
        await asyncio.wait_for(speaking, 20)

    asyncio.run(speak())

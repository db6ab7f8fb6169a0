"""The projector's feed of a server that is made up, and the commands that look on at it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from chatlib.server.command_line.viewing.feed import PATH
from tests.integration.server import PROJECT, command

HELLO = {"type": "hello", "version": "1.2", "port": 9000, "lang": "en", "workers": 2}

PROCESSES = {
    "type": "processes",
    "processes": [
        {"place": "forker", "kind": "forker", "pid": 99, "cpu": None, "memory": None, "status": "serves"},
        {"place": "supervisor", "kind": "supervisor", "pid": 100, "cpu": 1.5, "memory": 5 << 20, "status": "serves"},
        {"place": "worker 1", "kind": "worker", "pid": 101, "cpu": 20.0, "memory": 3 << 20, "status": "serves",
         "connections": 65},
        {"place": "worker 2", "kind": "worker", "pid": 102, "cpu": 0.0, "memory": 3 << 20, "status": "gone"},
        {"place": "web", "kind": "specialist", "pid": 103, "cpu": 0.0, "memory": 3 << 20, "status": "stopped"},
    ],
}  # fmt: skip

STEPS = [
    ("woke", "worker 1", 0.0), ("asked", "worker 1", 85.2), ("read", "state", 120.0), ("ruled", "state", 130.0),
    ("stored", "state", 150.0), ("told", "state", 170.0), ("heard", "worker 1", 200.0), ("heard", "worker 2", 210.0),
    ("rendered", "worker 1", 220.0), ("rendered", "worker 1", 230.0), ("written", "worker 2", 240.0),
    ("written", "worker 1", 250.0), ("consumed", "worker 1", 1234.5),
]  # fmt: skip


def message(text: str, seq: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "type": "message", "seq": seq, "sender": "ani", "place": "lobby", "text": text, "length": len(text),
        "dialect": "pm", "came": f"{text}\r\n", "came_bytes": len(text) + 2,
        "steps": [{"step": step, "process": process, "us": us} for step, process, us in STEPS],
        "receivers": [
            {"worker": worker, "dialect": "pm", "line": f"ani: {text}\r\n", "bytes": len(text) + 7, "count": worker}
            for worker in (1, 2)
        ],
    } | more  # fmt: skip


def private(seq: int = 1) -> dict[str, Any]:
    silent = {"worker": 1, "dialect": "irc", "line": "", "bytes": 42, "count": 1}
    return message("", seq, sender="", place="private", private=True, came="", came_bytes=17, length=15,
                   receivers=[silent])  # fmt: skip


class Fake:
    """Says what it is told to say, and keeps what it is asked for."""

    def __init__(self) -> None:
        self.port = 0
        self.status = 0
        """Of HTTP, if it lets nobody in."""
        self.hello: dict[str, Any] | None = HELLO
        self.tokens: list[str] = []
        self.orders: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._socket: asyncio.Future[web.WebSocketResponse] = asyncio.get_running_loop().create_future()

    async def say(self, *frames: dict[str, Any]) -> None:
        for frame in frames:
            await (await self._socket).send_json(frame)

    async def cut(self) -> None:
        """Whoever comes next is somebody else."""
        socket, self._socket = await self._socket, asyncio.get_running_loop().create_future()
        await socket.close()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.tokens.append(request.query.get("token", ""))
        if self.status:
            return web.Response(status=self.status)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.hello:
            await socket.send_json(self.hello)
        self._socket.set_result(socket)
        async for came in socket:
            self.orders.put_nowait(came.json())
        return socket


@asynccontextmanager
async def faked() -> AsyncIterator[Fake]:
    fake = Fake()
    application = web.Application()
    application.router.add_get(PATH, fake.serve)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        fake.port = runner.addresses[0][1]
        yield fake
    finally:
        await runner.cleanup()


async def ended(*options: object) -> tuple[int, str, str]:
    """Of a real process of the server with these options: its exit status, what it says, and what it complains of."""
    process = await asyncio.create_subprocess_exec(
        *command(*options), cwd=PROJECT, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, complaint = await process.communicate()
    return process.returncode, said.decode(), complaint.decode()

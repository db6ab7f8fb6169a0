"""How long a connection that speaks HTTP may keep silent, and that its end is told."""

import asyncio
import socket

import pytest
from aiohttp import web

from chatlib.server.specialists.control_channel import ClientConnection
from chatlib.server.specialists.web import http_connection
from chatlib.server.specialists.web.http_connection import HttpConnection


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHo", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_who_says_nothing_more_goes(monkeypatch, said):
    monkeypatch.setattr(http_connection, "SILENT", 0.05)
    gone = []

    async def serve(sock):
        async def greet(_):
            return web.Response(text="halo")

        loop = asyncio.get_running_loop()
        server = web.Server(greet)
        client = ClientConnection(7, sock, "127.0.0.1", False)
        await loop.connect_accepted_socket(lambda: HttpConnection(client, gone.append, server, loop), sock)
        while not gone:
            await asyncio.sleep(0.01)

    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(said)
        asyncio.run(asyncio.wait_for(serve(ours), 20))
        answer = b""
        while data := theirs.recv(4096):
            answer += data
    assert gone == [7]
    assert answer.endswith(b"halo") == said.endswith(b"\r\n\r\n")

"""A server that is older than the client, and does not know what it asks for."""

import asyncio

import pytest

from chatlib.client.session import protocol
from tests.integration.server import Server

from .desk import desk, soon
from .people import person

NEW = ("READ", "UNREAD", "TYPING", "DELETE", "EDIT", "REACT", "PIN", "PINS", "REPORT", "RULES", "MODLOG", "KICK")
NEW += ("HAND", "HANDS", "CALL", "ASK", "POLL", "VOTE", "END_POLL", "GROUPS", "ATTENDANCE")


CANNOT = "this server cannot do that: it is older than this client"


def test_it_is_said_once_and_everything_else_goes_on(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    request = protocol.request

    def asked(flag: str, *more: str, **fields: object) -> bytes:
        return request(f"FUTURE_{flag}" if flag in NEW else flag, *more, **fields)

    monkeypatch.setattr(protocol, "request", asked)

    async def scene() -> None:
        async with desk(server.port, "ani1o", windows=False) as ani, person(server.port, "budi1o") as (budi, _):
            await ani.shows("this server is older than this client")
            await budi.send("ani1o", "halo")
            await ani.shows("halo")
            ani.hub.conversations.turn(1)
            ani.hub.active(True)
            ani.hub.seen()
            ani.type("jawab")
            await ani.shows("jawab")
            for line in ("/rules", "/modlog", "/delete", "/react 👍", "/pins", "/hand", "/call", "/groups 2"):
                before = len(ani.screen.shown)
                ani.type(line)
                await soon(lambda before=before: ani.screen.shown[before:] == [CANNOT], f"{line} refused")
            assert sum("older than this client: it does not know" in text for text in ani.screen.shown) == 1

    asyncio.run(scene())

"""Repeats what it is told: python docs/bots/echo.py HOST PORT"""

import asyncio
import sys

from chatlib.client import Message, connect


async def main(host: str, port: str) -> None:
    async with await connect(host, int(port), "gema") as chat:
        async for event in chat:
            if isinstance(event, Message) and event.private and not event.mine:
                await chat.send(event.where, event.text)


asyncio.run(main(*sys.argv[1:]))

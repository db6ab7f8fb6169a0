"""Throws dice for whoever says `!dadu` or `!dadu 20`: python docs/bots/dice.py HOST PORT"""

import asyncio
import random
import sys

from chatlib.client import Message, connect


async def main(host: str, port: str) -> None:
    async with await connect(host, int(port), "dadu-bot") as chat:
        async for event in chat:
            if isinstance(event, Message) and event.text.startswith("!dadu") and not event.mine:
                sides = event.text.removeprefix("!dadu").strip()
                sides = int(sides) if sides.isdecimal() and 1 < int(sides) <= 1000 else 6
                await chat.send(event.where, f"{event.sender}: {random.randint(1, sides)}")


asyncio.run(main(*sys.argv[1:]))

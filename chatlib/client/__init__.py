"""The client: a library for programs that chat, and the program that people chat with.

    from chatlib.client import Message, connect

    async with await connect("127.0.0.1", 9000, "bot") as chat:
        async for event in chat:
            if isinstance(event, Message) and event.text == "ping" and not event.mine:
                await chat.send(event.where, "pong")

The program: ``cli``, ``hub`` (one connection, many windows), ``window``, ``screen``; docs/architecture.md has the rest.
"""

from chatlib.client.files.transfers import TransferFailed
from chatlib.client.session.dial import WrongServer
from chatlib.client.session.protocol import File, Invitation, Lost, Message, Notice, Presence, Restored
from chatlib.client.session.session import LoginFailed, RequestFailed, Session, connect

__all__ = [
    "File",
    "Invitation",
    "LoginFailed",
    "Lost",
    "Message",
    "Notice",
    "Presence",
    "RequestFailed",
    "Restored",
    "Session",
    "TransferFailed",
    "WrongServer",
    "connect",
]

"""The client: a library for programs that chat, and the program that people chat with.

    from chatlib.client import Message, connect

    async with await connect("127.0.0.1", 9000, "bot") as chat:
        async for event in chat:
            if isinstance(event, Message) and event.text == "ping" and not event.mine:
                await chat.send(event.where, "pong")

The program: ``cli``, ``hub`` (one connection, many windows), ``windows.window``, ``windows.screen``;
docs/architecture.md has the rest.
"""

from chatlib.client.files.transfers import TransferFailed
from chatlib.client.session.dial import WrongServer
from chatlib.client.session.protocol import File, Invitation, Lost, Message, Notice, Paced, Presence, Restored
from chatlib.client.session.requests import RequestFailed, TooManyWaiting
from chatlib.client.session.session import LoginFailed, Session, connect

__all__ = [
    "File",
    "Invitation",
    "LoginFailed",
    "Lost",
    "Message",
    "Notice",
    "Paced",
    "Presence",
    "RequestFailed",
    "Restored",
    "Session",
    "TooManyWaiting",
    "TransferFailed",
    "WrongServer",
    "connect",
]

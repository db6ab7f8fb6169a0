"""The client: a library for programs that chat, and the program that people chat with.

    from chatlib.client import Message, connect

    async with await connect("127.0.0.1", 9000, "bot") as chat:
        async for event in chat:
            if isinstance(event, Message) and event.text == "ping" and not event.mine:
                await chat.send(event.where, "pong")

The program: ``cli``, ``hub`` (one connection, many windows), ``windows.window``, ``screen.screen``;
docs/architecture.md has the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatlib.client.files.transfers import TransferFailed
    from chatlib.client.session.dial import WrongServer
    from chatlib.client.session.events import (
        Away,
        Composes,
        Deleted,
        Edited,
        Expelled,
        File,
        Hands,
        Invitation,
        Lost,
        Message,
        Notice,
        Paced,
        Pinned,
        Placed,
        Poll,
        Presence,
        Quote,
        Reacted,
        Read,
        Renamed,
        Reported,
        Restored,
        Ruled,
        Topic,
        Voted,
    )
    from chatlib.client.session.requests import RequestFailed, TooManyWaiting
    from chatlib.client.session.session import LoginFailed, Session, connect

__all__ = [
    "Away",
    "Composes",
    "Deleted",
    "Edited",
    "Expelled",
    "File",
    "Hands",
    "Invitation",
    "LoginFailed",
    "Lost",
    "Message",
    "Notice",
    "Paced",
    "Pinned",
    "Placed",
    "Poll",
    "Presence",
    "Quote",
    "Reacted",
    "Read",
    "Renamed",
    "Reported",
    "RequestFailed",
    "Restored",
    "Ruled",
    "Session",
    "TooManyWaiting",
    "Topic",
    "TransferFailed",
    "Voted",
    "WrongServer",
    "connect",
]

HOMES = {
    "chatlib.client.files.transfers": ("TransferFailed",),
    "chatlib.client.session.dial": ("WrongServer",),
    "chatlib.client.session.requests": ("RequestFailed", "TooManyWaiting"),
    "chatlib.client.session.session": ("LoginFailed", "Session", "connect"),
}
"""Where each of them is at home; all others are events."""


def __getattr__(name: str) -> object:
    """Fetched when asked for: a window, which has no session, is there so much sooner."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in HOMES.items() if name in names), "chatlib.client.session.events")
    return getattr(import_module(home), name)

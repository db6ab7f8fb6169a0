"""What became of messages after they were said."""

from typing import Literal

from chatlib.core.events.base import Event
from chatlib.core.events.pushes import Push

What = Literal["edit", "delete", "react", "unreact", "pin", "unpin"]


class Amendment(Push):
    """`name` did `what` with the message `about` of `author`, `at` (unix seconds): as a Message, everybody's push, its
    maker's acknowledgement, and what the journal keeps. In a private conversation `to` and `receiver` are the other.

    `text`: the new one, or what is reacted with; `reason` of a deletion.
    """

    at: float = 0.0
    to: int = 0
    receiver: str = ""
    what: What = "edit"
    about: int = 0
    author_uid: int = 0
    author: str = ""
    text: str = ""
    reason: str = ""


class Reported(Event):
    """To the user `to`, who runs the room (""; then it was private): `name` reports the message `about` of `author`."""

    seq: int = 0
    to: int = 0
    receiver: str = ""
    room: str = ""
    name: str = ""
    about: int = 0
    author: str = ""
    text: str = ""
    reason: str = ""

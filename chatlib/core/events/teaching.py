"""What a class is told."""

from chatlib.core.errors import Reason
from chatlib.core.events.base import Event
from chatlib.core.events.pushes import Push
from chatlib.core.visits import Visit


class HandsChanged(Push):
    """`name` raised a hand, or lowered it, or called somebody; `hands`: the queue now, `called`: whom."""

    hands: list[str] = []
    called: str = ""


class Admitted(Event):
    """A question without a name may be asked in the room."""

    room: str = ""


class Hands(Event):
    room: str = ""
    hands: list[str] = []


SERVER_ID = -1
"""Instead of a user's number: the server itself did it."""


class PollChanged(Push):
    """A poll that `name` began: how it stands. `uid`: who has begun or ended it just now; 0 if somebody voted."""

    question: str = ""
    options: list[str] = []
    counts: list[int] = []
    open: bool = True


class PollShown(Event):
    """As PollChanged, to who asks; `choice`: what he has chosen himself, from 1 (0: nothing)."""

    room: str = ""
    name: str = ""
    question: str = ""
    options: list[str] = []
    counts: list[int] = []
    open: bool = True
    choice: int = 0


class Placed(Event):
    """`name` put the user `to` into a room, together with its other members."""

    seq: int = 0
    to: int = 0
    receiver: str = ""
    name: str = ""
    room: str = ""
    members: list[str] = []


class Grouped(Event):
    """The groups that were made, with their members, and who could not be put into one."""

    groups: dict[str, list[str]] = {}
    refused: list[tuple[Reason, str]] = []


class Attended(Event):
    """Oldest first; of who is still here, `went` is 0."""

    visits: list[Visit] = []

"""Answers about rooms."""

from chatlib.core.deeds import Deed, Listing
from chatlib.core.errors import Reason
from chatlib.core.events.base import Event
from chatlib.core.events.messages import Message
from chatlib.core.events.people import Person


class View(Event):
    """A room as the asker may see it, with its members who are online. `key` is shown to members only.

    `masks`: by list, the masks with by whom and when.
    """

    rid: int = 0
    room: str = ""
    open: bool = True
    modes: str = ""
    key: str = ""
    limit: int = 0
    made: float = 0.0
    topic: str = ""
    topic_by: str = ""
    topic_at: float = 0.0
    members: list[tuple[str, str]] = []  # name and status
    masks: dict[str, list[tuple[str, str, float]]] = {}
    member: bool = False
    slow: int = 0

    @property
    def topic_is_secret(self) -> bool:
        """Whether the asker may not know what the room is about."""
        return not self.member and (not self.open or not {"s", "i"}.isdisjoint(self.modes))


class Entered(View):
    """This connection hears the room from now on, unless it is there `already`; what it `missed` comes first."""

    already: bool = False
    missed: list[Message] = []
    more: bool = False
    person: Person | None = None
    read: str = ""


class Listed(Event):
    """Rooms: name, how many are in it, what it is about."""

    rooms: list[tuple[str, int, str]] = []


class Ruled(Event):
    """What holds in a room: its `modes`, its pace (seconds, 0: none). `role` of who asks: see rules/moderation.

    Who runs it hears as well who is `banned` and `muted`, and from whose `addresses` nobody comes.
    """

    room: str = ""
    modes: str = ""
    slow: int = 0
    role: str = ""
    owner: str = ""
    moderators: list[str] = []
    voiced: list[str] = []
    banned: list[tuple[str, Listing]] = []
    muted: list[tuple[str, Listing]] = []
    addresses: list[tuple[str, Listing]] = []


class Deeds(Event):
    """Oldest first."""

    room: str = ""
    deeds: list[Deed] = []


class Names(Event):
    """A page of `names`, out of `total`; if there is `more`, it goes on behind the last one."""

    subject: str = ""
    names: list[str] = []
    total: int = 0
    more: bool = False


class Invites(Event):
    """How the invitations to `room` went."""

    room: str = ""
    invited: list[str] = []
    refused: list[tuple[Reason, str]] = []

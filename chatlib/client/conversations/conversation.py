"""One conversation, as the hub knows it."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from chatlib.client.conversations.polls import ShownPoll
from chatlib.client.entries import Entry
from chatlib.client.session.protocol import LOBBY
from chatlib.client.view.roll import Place
from chatlib.client.view.status import Status

Shown = Literal["here", "opening", "window"]


@dataclass(eq=False)
class Conversation:
    """`place`: "opening" until its history is there, and its window, if it has one: `waiting` could not be shown yet.

    `members` is None where they are not known, as of a private conversation. `busy`: what is going on. `last`: when
    others said something there last, `read`: until when it was read, both in unix seconds, 0 where nobody knows.
    `writing`: who is just writing there. `hands`: who wants to speak, in order; `runs`: the user runs it. `poll`:
    the last one that was shown.
    """

    place: Shown
    window: bool = False
    waiting: list[Entry] = field(default_factory=list)
    unread: int = 0
    mentions: int = 0
    members: set[str] | None = None
    topic: str = ""
    busy: str = ""
    last: float = 0.0
    read: float = 0.0
    writing: list[str] = field(default_factory=list)
    hands: list[str] = field(default_factory=list)
    runs: bool = False
    poll: ShownPoll | None = None
    told: Status | None = None

    def heard(self, entries: Iterable[Entry]) -> None:
        """Messages that are there to be read."""
        self.last = max([self.last, *(one.at for one in entries if one.kind == "message" and not one.mine)])

    def joined(self, name: str) -> None:
        if self.members is not None:
            self.members.add(name)

    def left(self, names: Iterable[str]) -> None:
        """They are not there any more, and have taken their hands down."""
        if self.members is not None:
            self.members -= set(names)
        self.hands = [name for name in self.hands if name not in names]

    def count(self, entries: Iterable[Entry]) -> None:
        """They come while nobody looks."""
        for entry in entries:
            self.unread += entry.is_news
            self.mentions += entry.urgent

    def seen(self) -> None:
        """Somebody looks."""
        self.unread = self.mentions = 0

    def listed(self, where: str) -> Place:
        return Place(where, self.unread, self.mentions, self.window)

    def status(self, where: str, people: set[str], away: Mapping[str, str], connected: bool, waiting: int) -> Status:
        """`people` are those who are here, without the user, `away` has what those say who are away; `waiting` is what
        he has said and nobody has yet.
        """
        members, here = len(self.members or ()), None
        if where == LOBBY:
            members = len(people) + 1
        elif self.members is None:
            here = where in people
        writing, said = tuple(self.writing), away.get(where, "")
        hands = tuple(self.hands) if self.runs else ()
        return Status(where, self.topic, members, here, connected, waiting, self.busy, writing, said, hands)


class Renamings:
    """Which name somebody has now of whom a conversation was shown under another one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}  # no more than there were conversations

    def add(self, old: str, new: str) -> None:
        self._names[old] = new
        self._names.pop(new, None)

    def forget(self, old: str) -> None:
        """It is somebody else's."""
        self._names.pop(old, None)

    def now(self, name: str, known: Container[str]) -> str:
        """The name itself, if it is `known`."""
        while name not in known and name in self._names:
            name = self._names[name]
        return name

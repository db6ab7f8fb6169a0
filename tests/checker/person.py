"""What all clients of the crowd have in common: they act, and keep a journal of what comes of it."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field

from .journal import Complaint, Journal, Stay
from .speech import LOBBY, Spoken
from .texts import Key, key, text
from .verdict import BROKEN, DISORDERED

Done = Callable[[bool, str], None]
"""Is told whether a request succeeded, and by which line."""


@dataclass
class World:
    """What the clients know of each other. `over`: nothing new is begun, and whoever was slow hurries. `ruled`: rooms
    in which somebody has tried to mute somebody, or to slow all of them down.
    """

    journals: dict[str, Journal] = field(default_factory=dict)
    open_rooms: list[str] = field(default_factory=list)
    rooms_made: int = 0
    ruled: set[str] = field(default_factory=set)
    over: bool = False

    @property
    def names(self) -> list[str]:
        return list(self.journals)

    def new_room(self) -> str:
        self.rooms_made += 1
        return f"ruang{self.rooms_made}"


class Person(ABC):
    """`rooms`: where it certainly is. `waiting`: how many answers are still to come. `here`: it is logged in.

    `invitations` are those that it has not answered. `lag`: seconds from when the last message was said to when it
    was heard. `received`: what has come, in bytes or in messages.
    """

    verbs: frozenset[str]
    queries: tuple[str, ...]
    deeds: tuple[str, ...] = ()
    makes: str
    joins: bool

    def __init__(self, name: str, world: World) -> None:
        self.journal = Journal(name)
        self.name = name
        self.world = world
        self.rooms: set[str] = set()
        self.invitations: list[str] = []
        self.waiting = 0
        self.here = False
        self.lag = 0.0
        self.received = 0
        self._stays: dict[str, Stay] = {}
        self._seq = 0
        world.journals[name] = self.journal

    @property
    def latest(self) -> int:
        """The SEQ of the last message that was heard; 0 for none."""
        return self._seq

    @property
    def alive(self) -> bool:
        return self.journal.ended is None

    @abstractmethod
    def ask(self, verb: str, target: str = "", text: str = "", done: Done | None = None) -> None:
        """Sends a request; never waits."""

    @abstractmethod
    def answers(self, verb: str) -> bool:
        """Whether such a request is answered at all."""

    @abstractmethod
    def hang_up(self) -> None:
        """At the very end."""

    # ----------------------------------------------------------------- what it does

    def say(self, verb: str, target: str) -> None:
        """To a user, a room or the lobby."""
        said = self.journal.saying(target, self.answers(verb))
        number = said.begin(time.monotonic())

        def done(ok: bool, _: str) -> None:
            said.settle(number, time.monotonic(), ok)

        self.ask(verb, target, text(Key(self.name, target, number)), done)

    def create(self) -> None:
        room = self.world.new_room()
        stay = self.journal.stay(room, time.monotonic()) if self.joins else None

        def done(ok: bool, _: str) -> None:
            if ok and self.makes == "open":
                self.world.open_rooms.append(room)
            if stay:
                self._joined(room, stay, ok)

        self.ask("create", room, done=done)

    def join(self, room: str, verb: str = "join") -> None:
        """`verb`: or else "accept"."""
        stay = self.journal.stay(room, time.monotonic())
        self.ask(verb, room, done=lambda ok, _: self._joined(room, stay, ok))

    def leave(self, room: str) -> None:
        self.rooms.discard(room)
        stay = self._stays.pop(room)
        stay.leaving = time.monotonic()

        def done(ok: bool, _: str) -> None:
            if ok:
                stay.left = time.monotonic()

        self.ask("leave", room, done=done)

    def _joined(self, room: str, stay: Stay, ok: bool) -> None:
        """Whoever was refused may be in nevertheless: it asked a second time, and had not heard the first answer."""
        if ok:
            stay.since = time.monotonic()
            self.rooms.add(room)
            self._stays[room] = stay

    def _entering(self, places: tuple[str, ...]) -> Done:
        """Asks for the lobby, and what else comes with a login; done when that is."""
        stays = {place: self.journal.stay(place, time.monotonic()) for place in places}

        def done(ok: bool, _: str) -> None:
            if ok:
                self.here = True
                for place, stay in stays.items():
                    stay.since = time.monotonic()
                    self._stays[place] = stay

        return done

    def _leaving(self, places: list[str]) -> list[Stay]:
        """Those stays have begun to end."""
        self.here = False
        self.rooms.difference_update(places)
        stays = [self._stays.pop(place) for place in places]
        for stay in stays:
            stay.leaving = time.monotonic()
        return stays

    # ---------------------------------------------------------------- what it hears

    def heard(self, spoken: Spoken) -> None:
        now = time.monotonic()
        said = key(spoken.text)
        if said is None or said[:2] != (spoken.sender, spoken.where):
            self.complain(BROKEN, f"{spoken.sender} in {spoken.where}: {spoken.text!r:.200}")
            return
        self.journal.heard[said[:2]].add(said.number, now)
        sender = self.world.journals.get(said.sender)
        if sender and said.target in sender.said:
            self.lag = now - sender.said[said.target].at[said.number]
        if spoken.seq:
            if spoken.seq <= self._seq:
                self.complain(DISORDERED, f"SEQ {spoken.seq} after {self._seq}")
            self._seq = spoken.seq

    def complain(self, kind: str, what: str) -> None:
        self.journal.complaints.append(Complaint(kind, what, time.monotonic()))

    def cut_off(self) -> None:
        """The connection has ended though nobody wanted it to."""
        self.here = False
        if self.alive:
            self.journal.ended = time.monotonic()

    def in_lobby(self) -> bool:
        return LOBBY in self._stays

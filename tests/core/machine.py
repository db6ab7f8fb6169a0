"""Drives a Chat beside a simple model of it, and compares."""

import unicodedata
from dataclasses import dataclass, field

import msgspec
from hypothesis.stateful import RuleBasedStateMachine, invariant

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.limits import Limits
from chatlib.core.rules.files import UPLOAD_LIFE
from tests.state.in_memory import InMemory

IMPOSSIBLE = ("lobby", "42", "PM")


def shown(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def fold(name: str) -> str:
    return shown(name).casefold()


@dataclass(eq=False)
class Person:
    name: str
    account: bool
    uid: int
    pushed: int = 0
    fetched: int = 0
    received: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    awaited: bool = False


@dataclass(eq=False)
class Place:
    name: str
    open: bool
    maker: Person
    members: dict[Person, int] = field(default_factory=dict)  # read up to
    invited: dict[Person, str] = field(default_factory=dict)  # by whom


@dataclass(eq=False)
class Pass:
    digest: str
    who: Person
    lingers: bool
    born: int
    used: float


@dataclass(eq=False)
class Seat:
    who: Person
    push: bool
    digest: str


@dataclass(eq=False)
class Paper:
    """A file, offered or arrived `at` a time. `arrived`: a SEQ, 0 for an upload; `to` is None for the lobby."""

    by: Person
    to: object
    name: str
    size: int
    at: float
    arrived: int = 0


class Machine(RuleBasedStateMachine):
    """The real thing, the model, and what holds at any time. Rules do something to both."""

    def __init__(self):
        super().__init__()
        limits = Limits(file=100, files_of_user=250, keep_files=100_000.0)
        self.chat, self.journal, self.now = Chat(limits=limits), InMemory(0.5), 1e6
        self.cids, self.made = list(range(1, 7)), 0
        self.people: dict[str, Person] = {}
        self.places: dict[str, Place] = {}
        self.seats: dict[int, Seat] = {}
        self.passes: list[Pass] = []
        self.online: list[Person] = []
        self.messages: list[tuple[int, Person, object]] = []
        self.files: dict[int, Paper] = {}  # uploads too
        self.papers: list[int] = []  # messages that are files, also of those that are gone
        # What somebody knows who has only heard the events:
        self.heard_online: list[str] = []
        self.heard_members: dict[int, set[int]] = {}
        # Who has only read what was kept.
        self.follower = Chat()

    def teardown(self):
        self.follower = Chat()
        self.what_was_kept_leads_to_the_same_state()
        self.journal.close()

    # ------------------------------------------------------------- the model

    def fresh(self, one: Pass) -> bool:
        life = 12 * 3600 if one.who.account else 600
        return self.now - one.used <= life or any(s.digest == one.digest for s in self.seats.values())

    def seats_of(self, person: Person) -> list[Seat]:
        return [seat for seat in self.seats.values() if seat.who is person]

    def is_present(self, person: Person) -> bool:
        passes = [one for one in self.passes if one.who is person and one.lingers and self.now - one.used <= 300]
        return bool(passes or self.seats_of(person))

    def appear(self, person: Person) -> None:
        if person not in self.online:
            self.online.append(person)

    def leave_if_gone(self, person: Person) -> None:
        if person not in self.online or self.is_present(person):
            return
        self.online.remove(person)
        if not person.account and not person.awaited:
            self.vanish(person)

    def vanish(self, person: Person) -> None:
        """A guest is not known any more."""
        for place in list(self.places.values()):
            place.invited.pop(person, None)
            self.leave(person, place)
        person.fetched, person.received, person.sent, person.awaited = 0, 0, {}, False
        del self.people[fold(person.name)]
        self.desert()

    def leave(self, person: Person, place: Place) -> None:
        if place.members.pop(person, None) is not None:
            self.desert()

    def desert(self) -> None:
        """Rooms without members go, but open ones only if their maker is gone, too."""
        makers = {person.uid for person in self.people.values()}
        for name, place in list(self.places.items()):
            if not place.members and not (place.open and place.maker.uid in makers):
                del self.places[name]

    @staticmethod
    def life(paper: Paper) -> float:
        return 100_000.0 if paper.arrived else UPLOAD_LIFE

    def end(self, cid: int, written: int) -> None:
        seat = self.seats.pop(cid)
        if seat.push:
            seat.who.pushed = max(seat.who.pushed, written)
        for one in self.passes:
            if one.digest == seat.digest and not one.lingers:
                one.used = self.now
        self.leave_if_gone(seat.who)

    def taken(self, name: str, by_person: bool = False) -> set[Reason]:
        """A person makes a guest give way who is only waited for."""
        if name in IMPOSSIBLE:
            return {Reason.BAD_NAME}
        if holder := self.people.get(fold(name)):
            return set() if by_person and holder.awaited else {Reason.NAME_IS_USER}
        return {Reason.NAME_IS_ROOM} if fold(name) in self.places else set()

    def make_way(self, name: str) -> None:
        if holder := self.people.get(fold(name)):
            self.vanish(holder)

    def to_letters(self, person: Person, after: int) -> list[int]:
        return [seq for seq, _, to in self.messages if to is person and seq > after]

    def to_place(self, person: Person, place: Place | None, after: int) -> list[int]:
        return [seq for seq, by, to in self.messages if to is place and by is not person and seq > after]

    # ---------------------------------------------------------- the real thing

    def do(self, command: commands.Command) -> list:
        seq = self.chat.state.seq
        own = self.chat.preceding(command, self.now)
        outcome = [event for one in (*own, command) for event in self.chat.apply(one, self.now)]
        changes = self.chat.take_changes()
        assert [change.seq for change in changes] == list(range(seq + 1, self.chat.state.seq + 1))
        if isinstance(outcome[-1] if outcome else None, events.Refused):
            assert not [
                change
                for change in changes
                if type(getattr(change, "command", change)) in (type(command), events.Message)
            ]
        self.journal.append(changes)
        for event in outcome:
            self.hear(event)
        return outcome

    def hear(self, event) -> None:
        match event:
            case events.Came():
                assert event.name not in self.heard_online
                self.heard_online.append(event.name)
            case events.Went():
                self.heard_online.remove(event.name)
            case events.Joined():
                self.heard_members.setdefault(event.rid, set()).add(event.uid)
            case events.Left():
                self.heard_members[event.rid].remove(event.uid)
            case events.Deleted():
                self.heard_members.pop(event.rid, None)

    def answer(self, command: commands.Command, reasons: set[Reason]):
        """The one answer, or None after a refusal for one of these reasons."""
        seq = self.chat.state.seq
        outcome = self.do(command)
        (answer, *fetch) = [event for event in outcome if event.cid == command.cid]
        assert bool(fetch) == (isinstance(answer, events.Welcome) and answer.pushes)
        if isinstance(answer, events.Refused):
            assert answer.reason in reasons
            assert self.uses_token(command) or (outcome == [answer] and self.chat.state.seq == seq)
            return None
        assert not reasons
        return fetch[0] if fetch else answer

    def uses_token(self, command: commands.Command) -> bool:
        seat = self.seats.get(command.cid)
        return bool(command.token) or (seat is not None and not seat.push)

    def connection(self, asker) -> int:
        seated = [cid for cid in self.cids if cid in self.seats]
        return seated[asker[0] % len(seated)] if seated and asker[0] < 9 else 99

    def ask(self, asker, kind, why_not, **fields):
        """A user's command: (who asked, the answer), or None if it is refused, as it must be."""
        cid = self.connection(asker)
        by = self.passes[asker[1]] if asker[1] is not None and asker[1] < len(self.passes) else None
        command = kind(cid, by.digest if by else "", **fields)
        seat = self.seats.get(cid)
        if by:
            person = by.who if by.lingers and self.fresh(by) else None
        else:
            person = seat.who if seat else None
            by = next((one for one in self.passes if seat and not seat.push and one.digest == seat.digest), None)
        if person is None:
            self.answer(command, {Reason.NO_SESSION})
            return None
        if by:
            by.used = self.now
            self.appear(person)
        answer = self.answer(command, why_not(person))
        return None if answer is None else (person, answer)

    # -------------------------------------------------------------- at any time

    @invariant()
    def the_room_is_as_the_model_has_it(self):
        state = self.chat.state
        assert {user.uid: user.name for user in state.users.values()} == {p.uid: p.name for p in self.people.values()}
        assert {fold(r.name): (r.open, r.creator, set(r.members), set(r.invited)) for r in state.rooms.values()} == {
            name: (p.open, p.maker.uid, {m.uid for m in p.members}, {i.uid for i in p.invited})
            for name, p in self.places.items()
        }
        assert {cid: (s.uid, s.pushes, s.token) for cid, s in state.sessions.items()} == {
            cid: (seat.who.uid, seat.push, seat.digest) for cid, seat in self.seats.items()
        }
        assert list(state.online) == [person.uid for person in self.online]
        assert {one.digest for one in self.passes} == set(state.tokens)

    @invariant()
    def files_are_as_the_model_has_them(self):
        state = self.chat.state
        uploads = {fid: (m.uid, m.text, m.file.size, 0) for fid, m in state.uploads.items()}
        files = {fid: (m.uid, m.text, m.file.size, m.seq) for fid, m in state.files.items()}
        assert uploads | files == {fid: (p.by.uid, p.name, p.size, p.arrived) for fid, p in self.files.items()}

    @invariant()
    def who_listens_knows_who_is_there(self):
        state = self.chat.state
        assert self.heard_online == [state.users[uid].name for uid in state.online]
        assert {rid: members for rid, members in self.heard_members.items() if members} == {
            rid: set(room.members) for rid, room in state.rooms.items() if room.members
        }

    @invariant()
    def the_state_fits_together(self):
        state = self.chat.state
        assert set(self.chat.names) == set(self.people) | set(self.places)
        for user in state.users.values():
            assert set(user.cids) == {cid for cid, session in state.sessions.items() if session.uid == user.uid}
            assert set(user.rooms) == {rid for rid, room in state.rooms.items() if user.uid in room.members}
            assert set(user.tokens) == {digest for digest, token in state.tokens.items() if token.uid == user.uid}

    @invariant()
    def what_was_kept_leads_to_the_same_state(self):
        """After every step from the state before, and in the end from the beginning."""
        for change in self.journal.appended:
            if change.seq > self.follower.state.seq:
                self.follower.replay(change)
        assert msgspec.msgpack.encode(self.follower.state) == msgspec.msgpack.encode(self.chat.state)
        assert self.follower.names.keys() == self.chat.names.keys()

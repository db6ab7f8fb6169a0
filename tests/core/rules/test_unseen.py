"""Devices that come, enter rooms and go, against a simple model: whatever no device of an account got, comes later."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from chatlib.core import commands, events
from chatlib.core.rules import Fetch
from tests.core.conftest import House

ENTERS = commands.Details(enters=True)
LETTERS = "Ana"
"""Stands for what is written to her in person: every device hears that."""

ROOMS = ["Kelas", "Tim"]
PLACES = [LETTERS, *ROOMS]

TOKEN = "digest of a token that polls"


def say(house, cid: int, to: str) -> int:
    """The SEQ of the message."""
    return house.reply(commands.Send(cid, to=to, text="hi")).seq


@dataclass(eq=False)
class Device:
    """The rooms that it has entered (None: it hears all), and what came to it: by place, the SEQ of each message and
    that of what brought it.

    `base`: by room, from which SEQ on it was given everything; `answers`: that of the answer by which it entered.
    """

    entered: set[str] | None
    got: dict[str, dict[int, int]] = field(default_factory=lambda: {place: {} for place in PLACES})
    base: dict[str, int] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    attended: int = 0

    def hears(self, place: str) -> bool:
        return place == LETTERS or self.entered is None or place in self.entered

    def comes_in(self, room: str, seq: int) -> None:
        """By becoming a member: nothing was said before."""
        if self.entered is not None:
            self.entered.add(room)
        self.base[room] = self.answers[room] = self.attended = seq
        self.got[room] = {}

    def is_out(self, room: str) -> None:
        self.got[room] = {}
        if self.entered is not None:
            self.entered.discard(room)


class Devices(RuleBasedStateMachine):
    """The devices of Ana. Budi made the rooms, and is the only one who says something.

    What was `said` to her is owed to her if no device `had` it, nor may have it by now. `sure`: what must not be given
    again: it was fetched, or is not behind a gap. `known`: by room, the SEQ at which the first gap begins: a device
    that goes raises it if it was given everything from there on, so that what a later one had is not sure as long as
    an earlier one may turn out to lag. Not for her: what was said in a room while she was not in it.

    Of letters, in contrast, what any device had is taken for what all of them had, and one that lags loses them if
    another is there.
    """

    def __init__(self):
        super().__init__()
        self.house = House()
        self.house.register("Ana")
        self.budi = self.house.account("Budi")
        for room in ROOMS:
            self.house.do(commands.CreateRoom(self.budi, room=room))
        self.devices: dict[int, Device] = {}
        self.guests: dict[int, Device] = {}
        self.polls = False
        self.inside: set[str] = set()
        self.said: dict[str, set[int]] = {place: set() for place in PLACES}
        self.had: dict[str, set[int]] = {place: set() for place in PLACES}
        self.sure: dict[str, set[int]] = {place: set() for place in PLACES}
        self.known = dict.fromkeys(ROOMS, 0)
        self.not_for_her: dict[str, set[int]] = {place: set() for place in PLACES}

    def teardown(self):
        for _ in range(2):
            for cid in [*self.devices, *self.guests]:
                self.house.do(commands.Drop(cid, written=0))
                if cid in self.devices:
                    self.gone(self.devices.pop(cid), 0)
            self.login(full=True)
        user = self.house.chat.user("Ana")
        assert set(user.unseen) <= set(user.rooms)
        assert self.house.replayed().state == self.house.state

    # ------------------------------------------------------------- the model

    @property
    def seq(self) -> int:
        return self.house.state.seq

    def some(self, pick: int, full: bool) -> int:
        """A device of that sort, 0 if there is none."""
        fitting = [cid for cid, device in self.devices.items() if (device.entered is None) == full]
        return fitting[pick % len(fitting)] if fitting else 0

    def anybody(self, pick: int) -> dict[str, object]:
        """Who asks: a device of any sort or the token; {} if there is nobody."""
        who = [{"cid": cid} for cid in self.devices] + [{"token": TOKEN}] * self.polls
        return who[pick % len(who)] if who else {}

    def owed(self, place: str) -> set[int]:
        return self.said[place].difference(self.had[place], *(device.got[place] for device in self.devices.values()))

    def has_no_gap(self, device: Device, room: str) -> bool:
        return room in self.inside and device.hears(room) and device.base[room] <= self.known[room]

    def given(self, room: str) -> bool:
        """Whether one of the devices is given everything that is not known to be got."""
        return any(self.has_no_gap(device, room) for device in self.devices.values())

    def give(self, device: Device, place: str, after: int, by: int = 0) -> None:
        """The device is given whatever came behind a SEQ, `by` an answer of that SEQ or else one by one."""
        assert not [seq for seq in self.owed(place) if seq <= after], "lost"
        assert not [seq for seq in self.sure[place] if seq > after], "given again"
        assert not [seq for seq in self.not_for_her[place] if seq > after]
        device.got[place] = {seq: by or seq for seq in self.said[place] if seq > after}

    def gone(self, device: Device, written: int) -> None:
        """It had got what there was up to `written`; it is none of the devices any more."""
        for place in PLACES:
            if not device.hears(place):
                continue
            has = {seq for seq, by in device.got[place].items() if by <= written}
            self.had[place] |= has
            if place == LETTERS:
                self.sure[place] |= has
                for other in self.devices.values():
                    self.had[place] |= {seq for seq in other.got[place] if seq <= written}
                if self.devices:
                    self.had[place] |= set(device.got[place])
            elif self.has_no_gap(device, place):
                self.sure[place] |= has
                if written >= device.answers[place]:
                    self.known[place] = max(self.known[place], written)

    def enters(self, room: str) -> None:
        """She becomes a member."""
        self.inside.add(room)
        self.known[room] = self.seq
        for device in self.devices.values():
            if device.entered is None:
                device.comes_in(room, self.seq)
                device.answers[room] = 0

    def out(self, room: str) -> None:
        """She is no member any more: of what was said there nothing is owed to her."""
        self.inside.discard(room)
        self.not_for_her[room] |= self.said[room]
        self.said[room], self.had[room], self.sure[room] = set(), set(), set()
        for device in self.devices.values():
            device.is_out(room)
        for guest in self.guests.values():
            guest.got[room] = {}

    # -------------------------------------------------------------- what is done

    @rule(place=st.sampled_from([*PLACES, *ROOMS]))
    def somebody_says_something(self, place):
        seq = say(self.house, self.budi, place)
        if place != LETTERS and place not in self.inside:
            self.not_for_her[place].add(seq)
            return
        self.said[place].add(seq)
        who = [*self.devices.values(), *(self.guests.values() if place != LETTERS else ())]
        for device in who:
            if device.hears(place):
                device.got[place][seq] = seq

    @precondition(lambda self: len(self.devices) < 4)
    @rule(full=st.booleans())
    def login(self, full):
        cid = self.house.cid()
        how = {"session": f"s{cid}"} if full else {"details": ENTERS}
        wanted = self.house.missed(self.house.begun(commands.Enter(cid, name="Ana", **how)))
        device = Device(None if full else set())
        self.give(device, LETTERS, wanted.private)
        assert wanted.lobby == full
        assert set(wanted.rooms) == {self.house.chat.room(room).rid for room in self.inside if full}
        for room in self.inside if full else ():
            self.give(device, room, wanted.rooms[self.house.chat.room(room).rid])
            device.base[room] = self.seq if self.given(room) else self.known[room]
            device.answers[room] = 0
        self.devices[cid] = device

    @rule(pick=st.integers(0, 3), room=st.sampled_from(ROOMS))
    def attend(self, pick, room):
        if not (cid := self.some(pick, full=False)):
            return
        device, answer = self.devices[cid], self.house.reply(commands.Attend(cid, room=room))
        device.attended = self.seq
        if room in device.entered:
            assert answer.already
            return
        if room not in self.inside:
            self.enters(room)
            device.comes_in(room, self.seq)
            assert isinstance(answer, events.Entered)
            return
        given = self.given(room)
        assert isinstance(answer, events.Entered if given else Fetch)
        self.give(device, room, self.seq if given else answer.wanted.after, self.seq)
        device.base[room], device.answers[room] = self.seq if given else self.known[room], self.seq
        device.entered.add(room)

    @rule(pick=st.integers(0, 3), room=st.sampled_from(ROOMS))
    def depart(self, pick, room):
        if (cid := self.some(pick, full=False)) and room in self.inside:
            self.house.do(commands.Depart(cid, room=room))
            self.out(room)

    @rule(pick=st.integers(0, 4), room=st.sampled_from(ROOMS))
    def join(self, pick, room):
        if (who := self.anybody(pick)) and room not in self.inside:
            self.house.do(commands.JoinRoom(**who, room=room))
            self.enters(room)
            device = self.devices.get(who.get("cid"))
            if device and room in (self.house.state.sessions[who["cid"]].entered or {}):
                device.comes_in(room, self.seq)

    @rule(pick=st.integers(0, 4), room=st.sampled_from(ROOMS))
    def leave(self, pick, room):
        if (who := self.anybody(pick)) and room in self.inside:
            self.house.do(commands.LeaveRoom(**who, room=room))
            self.out(room)

    @rule(room=st.sampled_from(ROOMS))
    def put_out(self, room):
        if room in self.inside:
            self.house.do(commands.Kick(self.budi, room=room, user="Ana"))
            self.out(room)

    @precondition(lambda self: not self.polls)
    @rule(stays=st.booleans())
    def poll(self, stays):
        """With or without a connection of its own, which is told nothing."""
        cid = self.house.cid()
        self.house.begun(commands.Enter(cid, name="Ana", session=TOKEN, pushes=False, lingers=True))
        self.polls = True
        if not stays:
            self.house.do(commands.Drop(cid, written=0))

    @precondition(lambda self: self.polls)
    @rule(room=st.sampled_from(ROOMS))
    def fetch(self, room):
        if room not in self.inside:
            return
        (fetch,) = self.house.do(commands.RoomInbox(token=TOKEN, room=room))
        assert all(seq > fetch.wanted.after for seq in self.owed(room))
        self.house.do(commands.Fetched(uid=fetch.wanted.uid, what="room", rid=fetch.wanted.rid, upto=self.seq))
        self.had[room] |= self.said[room]
        self.sure[room] |= self.said[room]

    @precondition(lambda self: self.devices)
    @rule(pick=st.integers(0, 3), lag=st.sampled_from([0, 0, 1, 3, 8, 100, None, None]))
    def a_device_goes(self, pick, lag):
        """It may lag behind: then it has not got what came last; None: not even the answer to its last Attend."""
        cid = list(self.devices)[pick % len(self.devices)]
        written = self.devices[cid].attended - 1 if lag is None else self.seq - lag
        written = max(written, 0)
        self.house.do(commands.Drop(cid, written=written))
        self.gone(self.devices.pop(cid), written)

    # ------------------------------------------------------------- as a guest

    @precondition(lambda self: not self.guests)
    @rule(pick=st.integers(0, 3))
    def leave_the_account(self, pick):
        """It has got everything, by its answer."""
        if cid := self.some(pick, full=False):
            self.house.do(commands.Rename(cid, name="gita"))
            self.guests[cid] = self.devices.pop(cid)
            self.gone(self.guests[cid], self.seq)

    @precondition(lambda self: self.guests)
    @rule(room=st.sampled_from(ROOMS))
    def attend_as_a_guest(self, room):
        ((cid, guest),) = self.guests.items()
        assert isinstance(self.house.reply(commands.Attend(cid, room=room)), events.Entered)
        if room not in guest.entered:
            guest.comes_in(room, self.seq)

    @precondition(lambda self: self.guests and len(self.devices) < 4)
    @rule()
    def become_the_account(self):
        """Of a room that it heard as a guest it may have missed what came before; that stays owed."""
        ((cid, device),) = self.guests.items()
        self.guests, accompanied = {}, bool(self.devices)
        fetches = [one for one in self.house.do(commands.Rename(cid, name="Ana")) if isinstance(one, Fetch)]
        assert len(fetches) == (not accompanied)
        device.got[LETTERS] = {}
        for fetch in fetches:
            self.give(device, LETTERS, fetch.wanted.private)
        for room in device.entered - self.inside:
            self.enters(room)
            device.comes_in(room, self.seq)
        self.devices[cid] = device

    @precondition(lambda self: self.guests)
    @rule()
    def the_guest_goes(self):
        self.house.do(commands.Drop(self.guests.popitem()[0], written=self.seq))


TestDevices = Devices.TestCase
TestDevices.settings = settings(max_examples=45, stateful_step_count=40, deadline=None)


# ------------------------------------------------------------------- one by one


@pytest.fixture
def budi(house) -> int:
    cid = house.account("Budi")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def ana(house, budi) -> int:
    """On a device that hears everything, in the room."""
    cid = house.account("Ana")
    house.do(commands.JoinRoom(cid, room="Kelas"))
    return cid


def missed(house) -> int:
    """After which SEQ a new device is given what was said in the room."""
    return house.missed(house.begun(commands.Enter(99, name="Ana"))).rooms[1]


def test_what_a_device_heard_is_not_missed(house, budi, ana):
    seq = say(house, budi, "Kelas")
    house.do(commands.Drop(ana, written=seq))
    assert missed(house) >= seq


def test_what_is_said_while_only_a_device_is_there_that_has_not_entered_is_missed(house, budi, ana):
    heard = say(house, budi, "Kelas")
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    house.do(commands.Drop(phone, written=house.state.seq))
    assert heard <= missed(house) < unheard


def test_it_does_not_matter_which_device_goes_first(house, budi, ana):
    phone = house.enter("Ana", details=ENTERS)
    heard = say(house, budi, "Kelas")
    house.do(commands.Drop(ana, written=house.state.seq))
    unheard = say(house, budi, "Kelas")
    house.do(commands.Drop(phone, written=house.state.seq))
    assert heard <= missed(house) < unheard


def test_what_was_missed_comes_once_to_who_enters(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    assert house.reply(commands.Attend(phone, room="Kelas")).wanted.after < unheard
    again = house.enter("Ana", details=ENTERS)
    assert isinstance(house.reply(commands.Attend(again, room="Kelas")), events.Entered)


def test_what_was_fetched_is_not_missed_by_who_enters(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    seq = say(house, budi, "Kelas")
    house.do(commands.Fetched(uid=house.chat.user("Ana").uid, what="room", rid=1, upto=seq))
    assert house.reply(commands.Attend(phone, room="Kelas")).wanted.after == seq


def test_who_logs_out_has_got_everything_that_the_device_heard(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    house.do(commands.Attend(phone, room="Kelas"))
    seq = say(house, budi, "Kelas")
    house.do(commands.Exit(phone))
    assert missed(house) >= seq


def test_a_guest_misses_nothing(house, budi):
    house.begun(commands.Guest(50, name="gita", details=ENTERS))
    house.do(commands.Attend(50, room="Kelas"))
    assert house.chat.user("gita").unseen == {}


def test_marks_never_fall_below_what_one_device_got(house, budi, ana):
    tablet = house.enter("Ana")
    heard = say(house, budi, "Kelas")
    house.do(commands.Drop(ana, written=heard))
    house.do(commands.Drop(tablet, written=0))
    assert missed(house) >= heard


def test_two_full_devices_are_not_given_the_same(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    first = house.missed(house.begun(commands.Enter(98, name="Ana"))).rooms[1]
    assert first < unheard <= missed(house)
    house.do(commands.Drop(phone, written=house.state.seq))


def test_an_entry_that_was_not_written_comes_again(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    written = house.state.seq
    house.do(commands.Attend(phone, room="Kelas"))
    house.do(commands.Drop(phone, written=written))
    again = house.enter("Ana", details=ENTERS)
    assert house.reply(commands.Attend(again, room="Kelas")).wanted.after < unheard


def test_an_entry_that_was_written_does_not(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    house.do(commands.Attend(phone, room="Kelas"))
    assert house.state.sessions[phone].entered[1][1] == house.state.seq
    house.do(commands.Drop(phone, written=house.state.seq))
    assert missed(house) >= unheard


def test_what_could_not_be_read_stays_missed(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    house.do(commands.Attend(phone, room="Kelas"))
    house.do(commands.Unread(phone))
    house.do(commands.Drop(phone, written=house.state.seq))
    assert missed(house) < unheard


def test_a_room_that_was_just_joined_is_not_missed(house, budi):
    phone, tablet = house.account("Ana", details=ENTERS), house.enter("Ana", details=ENTERS)
    for room in ("Kelas", "Tim"):
        assert isinstance(house.do(commands.Attend(phone, room=room))[-1], events.Entered)
        say(house, phone, room)
        assert isinstance(house.reply(commands.Attend(tablet, room=room)), events.Entered)


@pytest.mark.parametrize("command", [commands.RemoveRoom(room="Kelas"), commands.DeleteRoom(room="Kelas")])
def test_no_mark_of_a_room_stays_when_that_is_gone(house, budi, ana, command):
    house.do(commands.Drop(ana, written=house.state.seq))
    house.enter("Ana", details=ENTERS)
    assert set(house.chat.user("Ana").unseen) == {1}
    command.cid = budi
    assert isinstance(house.reply(command), events.Done)
    assert house.chat.user("Ana").unseen == {}


# ------------------------------------------------ what lags, and what came behind a gap


def comes_as_gita(house) -> int:
    """A guest who is known to be Ana, in the room."""
    cid = house.cid()
    house.begun(commands.Guest(cid, name="gita", account="Ana", details=ENTERS))
    house.do(commands.Attend(cid, room="Kelas"))
    return cid


@pytest.mark.parametrize("accompanied", [False, True])
def test_a_guest_who_becomes_the_account_takes_no_backlog_of_a_shared_room_away(house, budi, ana, accompanied):
    house.do(commands.Drop(ana, written=house.state.seq))
    if accompanied:
        house.enter("Ana", details=ENTERS)
    unheard = say(house, budi, "Kelas")
    gita = comes_as_gita(house)
    house.do(commands.Rename(gita, name="Ana"))
    say(house, budi, "Kelas")
    phone = house.enter("Ana", details=ENTERS)
    assert house.reply(commands.Attend(phone, room="Kelas")).wanted.after < unheard
    house.do(commands.Drop(phone, written=0))
    house.do(commands.Drop(gita, written=house.state.seq))
    assert missed(house) < unheard


@pytest.mark.parametrize("later_first", [True, False])
def test_a_full_device_that_came_later_does_not_count_for_what_an_earlier_one_lacks(house, budi, ana, later_first):
    written = house.state.seq
    pending = say(house, budi, "Kelas")
    tablet = house.enter("Ana")
    say(house, budi, "Kelas")
    last = [(tablet, house.state.seq), (ana, written)]
    for cid, upto in last if later_first else last[::-1]:
        house.do(commands.Drop(cid, written=upto))
    assert written <= missed(house) < pending


@pytest.mark.parametrize("later_first", [True, False])
def test_a_device_that_entered_later_does_not_count_for_what_an_earlier_one_lacks(house, budi, ana, later_first):
    written = house.state.seq
    pending = say(house, budi, "Kelas")
    phone = house.enter("Ana", details=ENTERS)
    assert isinstance(house.reply(commands.Attend(phone, room="Kelas")), events.Entered)
    last = [(phone, house.state.seq), (ana, written)]
    for cid, upto in last if later_first else last[::-1]:
        house.do(commands.Drop(cid, written=upto))
    assert written <= missed(house) < pending


def test_what_the_earlier_device_got_after_all_is_not_given_again(house, budi, ana):
    tablet = house.enter("Ana")
    heard = say(house, budi, "Kelas")
    house.do(commands.Drop(tablet, written=heard))
    house.do(commands.Drop(ana, written=heard))
    assert missed(house) >= heard


def test_who_leaves_the_name_of_the_account_has_got_what_it_heard(house, budi, ana):
    house.do(commands.Drop(ana, written=house.state.seq))
    phone = house.enter("Ana", details=ENTERS)
    backlog = say(house, budi, "Kelas")
    assert house.reply(commands.Attend(phone, room="Kelas")).wanted.after < backlog
    heard = say(house, budi, "Kelas")
    house.do(commands.Rename(phone, name="gita"))
    assert missed(house) >= heard

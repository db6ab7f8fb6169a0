"""What other realms must be told, from the change to the acknowledgement; and what they tell."""

import shutil
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import get_args

import pytest

from chatlib.core import commands, entries, events
from chatlib.core.errors import Reason
from chatlib.state.journal.outbox import PAGE, Outbox, OutboxReader
from chatlib.state.layout import OUTBOX
from chatlib.state.order.relay import Relay

PRESENCE = entries.Presence("ani", True)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite"


def put(outbox: Outbox, *realms: str, lane: int = 0) -> None:
    outbox.put(outbox.upto + 1, [(realm, lane, entries.encode(PRESENCE)) for realm in realms])


def test_what_is_committed_is_read_by_realm_and_lane(path):
    outbox = Outbox(path)
    reader = OutboxReader(path)
    put(outbox, "b", "c", "b")
    put(outbox, "b", lane=1)
    (one, data), (two, _) = reader.after("b", 0, 0)
    assert entries.decode(data) == PRESENCE
    assert one < two
    assert [number for number, _ in reader.after("b", 0, one)] == [two]
    assert len(reader.after("b", 1, 0)) == len(reader.after("c", 0, 0)) == 1
    assert outbox.waiting() == {"b": 3, "c": 1}
    assert outbox.delivered("b", 0, one) == 1
    assert [number for number, _ in reader.after("b", 0, 0)] == [two]
    outbox.close()
    reader.close()


def test_a_page_is_not_everything(path):
    outbox = Outbox(path)
    put(outbox, *["b"] * (PAGE + 1))
    reader = OutboxReader(path)
    page = reader.after("b", 0, 0)
    assert len(page) == PAGE
    assert len(reader.after("b", 0, page[-1][0])) == 1
    reader.close()
    outbox.close()


def test_no_number_is_used_twice_not_even_by_an_old_copy_or_a_new_journal(path, tmp_path):
    clock = count(1_000_000, 1_000_000)

    def begun(where) -> Outbox:
        """As at the start of a server."""
        outbox = Outbox(where)
        outbox.renumber(next(clock))
        return outbox

    def numbers(where) -> list[int]:
        reader = OutboxReader(where)
        found = [number for number, _ in reader.after("b", 0, 0)]
        reader.close()
        return found

    outbox = begun(path)
    put(outbox, "b")
    outbox.close()
    shutil.copy(path, tmp_path / "old.sqlite")
    outbox = Outbox(path)
    put(outbox, "b")
    outbox.delivered("b", 0, 2**60)
    put(outbox, "b")
    outbox.close()
    (last,) = numbers(path)
    for other in (tmp_path / "old.sqlite", tmp_path / "new.sqlite"):
        outbox = begun(other)
        put(outbox, "b")
        outbox.close()
        assert numbers(other)[-1] > last


def test_what_somebody_said_is_taken_back_when_he_is_deleted(path):
    outbox = Outbox(path)
    said = [entries.Talk(name, 0.0, "rahasia \u20ac", to="budi") for name in ("ana", "anton")]
    outbox.put(1, [("b", 0, entries.encode(entry)) for entry in (*said, entries.Leave("ana", "kelas"))])
    outbox.withdraw("ana")
    reader = OutboxReader(path)
    assert [entries.decode(data) for _, data in reader.after("b", 0, 0)] == [said[1], entries.Leave("ana", "kelas")]
    reader.close()
    outbox.close()


# ---------------------------------------------------------------------- the relay


@pytest.fixture
def relay(house) -> Relay:
    house.register("Ana")
    house.sequencer.submit(commands.Federate(realm="a", peers=["b"]))
    return house.call(lambda: Relay(house.sequencer, house.journal))


def test_it_rings_when_there_is_something_new(house, relay, worker):
    bell, theirs = Pipe(duplex=False)
    relay.attach(theirs)
    worker.enter(1, "Ana")
    assert not wait([bell], 0)
    worker.ask(commands.Send(1, to="budi@b", text="hai"))
    assert wait([bell], 20)
    assert house.chat.state.waiting == {"b": 1}
    reader = OutboxReader(house.data / OUTBOX)
    ((number, data),) = reader.after("b", 0, 0)
    assert entries.decode(data).text == "hai"
    relay.delivered("b", 0, number)
    assert house.chat.state.waiting == {"b": 0}
    assert reader.after("b", 0, 0) == []
    reader.close()
    bell.close()


def test_nobody_hears_the_bell_and_nobody_minds(house, relay, worker):
    bell, theirs = Pipe(duplex=False)
    relay.attach(theirs)
    bell.close()
    worker.enter(1, "Ana")
    assert worker.reply(commands.Send(1, to="budi@b", text="hai")).text == "hai"


def talk(text: str) -> bytes:
    return entries.encode(entries.Talk("budi", 0.0, text, to="ana"))


def test_what_comes_is_told_and_safe_and_counts_once(house, relay, worker, open_house):
    worker.enter(1, "Ana")
    arrived = [(5, talk("satu")), (7, talk("dua"))]
    assert relay.arrive("b", 0, arrived, False) == (7, [])
    assert relay.arrive("b", 0, arrived, False) == (7, [])
    assert relay.arrive("b", 1, [], False) == (0, [])
    worker.ask(commands.WhoAmI(1))
    assert [m.text for m in worker.heard if isinstance(m, events.Message)] == ["satu", "dua"]
    again = open_house(house.killed())
    assert again.chat.state.received == {"b/0": 7}
    assert Relay(again.sequencer, again.journal).arrive("b", 0, [], False) == (7, [])


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"what":"besok"}', b'{"what":"talk"}', b"[1]", talk("x")[:-1]])
def test_what_is_not_understood_is_left_out_and_holds_up_nothing(house, relay, data):
    assert relay.arrive("b", 0, [(5, data), (6, talk("hai"))], False) == (6, ["unknown entry"])


def test_what_a_realm_may_not_say_is_told(house, relay):
    foreign = entries.encode(entries.Talk("citra@c", 0.0, "palsu", to="ana"))
    assert relay.arrive("b", 0, [(5, foreign)], False) == (5, ["bad-name 'citra@c'"])


SOME = {int: 1, str: "x", bool: True, float: 0.0, Reason: Reason.NOT_MEMBER, entries.File | None: entries.File(1, "x")}


@pytest.mark.parametrize("kind", get_args(entries.Any))
def test_every_entry_survives_link_and_journal(house, relay, open_house, kind):
    fields = {name: SOME.get(hint, []) for name, hint in kind.__annotations__.items()}
    entry = kind(**fields)
    assert entries.decode(entries.encode(entry)) == entry
    relay.arrive("b", 0, [(5, entries.encode(entry))], False)
    state, again = house.chat.state, open_house(house.killed()).chat.state
    assert (again.seq, again.users, again.rooms, again.received) == (state.seq, state.users, state.rooms, {"b/0": 5})


def test_a_late_answer_finds_its_worker(house, relay, worker):
    worker.enter(1, "Ana")
    relay.linked("b", True)
    assert worker.ask(commands.JoinRoom(1, room="kelas@b")) == []
    (number,) = house.chat.state.requests
    second = house.worker(2)
    refused = entries.encode(entries.Refused(number, Reason.NOT_INVITED, "kelas"))
    relay.arrive("b", 0, [(1, refused)], False)
    answer = events.Refused(1, Reason.NOT_INVITED, "kelas@b")
    assert worker.hear_of(events.Refused) == second.hear_of(events.Refused) == answer


def test_an_answer_that_does_not_come_is_made_up_for(house, relay, worker, clock):
    worker.enter(1, "Ana")
    relay.linked("b", True)
    worker.ask(commands.JoinRoom(1, room="kelas@b"))
    clock[0] += 11
    assert worker.hear_of(events.Refused) == events.Refused(1, Reason.REALM_AWAY, "b")

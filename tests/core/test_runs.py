"""What is said in one breath is told as one, and fares as it would message by message."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.chat import Chat

from .at_random import LIMITS, NAMES, ROOMS, at_random, outcome, packed

TEXTS = ["halo", "semua", "", " ", "x" * 20_000, "baris\nlain", "Änne"]
"""Some that are refused, and some that need a closer look."""

ELSEWHERE = commands.Federate | commands.Linked | commands.Delivered | commands.Arrive


def breathless(seed: int, count: int, others: bool):
    """Commands at random, many of them runs; if there are no `others`, nothing that has to do with other realms."""
    r = random.Random(seed)
    for command, now in at_random(seed, count):
        if others or not isinstance(command, ELSEWHERE):
            yield command, now
        to, cid = r.choice([*NAMES, *ROOMS]), r.randrange(1, 10)
        if r.random() < 0.5:
            texts = r.choices(TEXTS, weights=[9, 9, 1, 1, 1, 1, 1], k=r.randrange(1, 5))
            yield commands.Send(cid, to=to, text="halo", more=texts, outside=r.random() < 0.2), now
        elif r.random() < 0.1:
            yield commands.Raise(cid, room=to), now
        elif r.random() < 0.1:
            yield commands.SetModes(cid, room=to, changes=[(r.random() < 0.5, "W", "5")]), now


def applied(chat: Chat, command: commands.Command, now: float) -> list:
    """As the state applies it."""
    told = outcome(chat, command, now)
    if told or not getattr(command, "more", None):
        return told
    return [event for one in commands.singly(command) for event in outcome(chat, one, now)]


@given(seed=st.integers(0, 2**32), others=st.booleans())
@settings(max_examples=60)
def test_a_run_is_what_its_messages_are_one_by_one(seed, others):
    runs, singles = Chat(limits=LIMITS), Chat(limits=LIMITS)
    for command, now in breathless(seed, 300, others):
        told = [event for one in commands.singly(command) for event in outcome(singles, one, now)]
        assert packed(events.singly(applied(runs, command, now))) == packed(told)
        kept = events.singly(runs.take_changes())
        assert msgspec.msgpack.encode(kept) == msgspec.msgpack.encode(singles.take_changes())
        assert runs.take_outgoing() == singles.take_outgoing()
    assert msgspec.msgpack.encode(runs.state) == msgspec.msgpack.encode(singles.state)


def test_there_are_runs_among_those():
    """Else the test above would show nothing."""
    chat, found = Chat(limits=LIMITS), []
    for command, now in breathless(1, 2000, others=False):
        found += [type(one) for one in applied(chat, command, now) if getattr(command, "more", None)]
        chat.take_changes()
    assert {events.Run, events.Message, events.Refused} <= set(found)


def test_messages_of_a_run_have_seqs_one_after_the_other(house):
    ana, _ = house.guest("Ana"), house.guest("Budi")
    before = house.state.seq
    run = house.reply(commands.Send(ana, to="Budi", text="satu", more=["dua", "tiga"]))
    assert house.state.seq == before + 3
    assert [(one.seq - before, one.text) for one in run.messages()] == [(1, "satu"), (2, "dua"), (3, "tiga")]
    assert house.changes[-1] is run


@pytest.mark.parametrize("texts", [(" ", "dua"), ("satu", ""), ("satu", "x" * 20_000)])
def test_of_a_run_nothing_comes_if_one_is_refused(house, texts):
    ana, _ = house.guest("Ana"), house.guest("Budi")
    before = house.state.seq
    assert house.do(commands.Send(ana, to="Budi", text=texts[0], more=[*texts[1:]])) == []
    assert house.do(commands.Send(ana, to="Siti", text="satu", more=["dua"])) == []
    assert house.do(commands.Send(99, to="Budi", text="satu", more=["dua"])) == []
    assert house.state.seq == before


def test_of_a_run_nothing_comes_if_a_hand_is_to_go_down(house):
    ana = house.guest("Ana")
    house.do(commands.Raise(ana, room="lobby"))
    assert house.do(commands.Send(ana, to="lobby", text="satu", more=["dua"])) == []

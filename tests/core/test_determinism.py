"""The state follows from the commands alone: restarted or not, and whatever order Python's sets have."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.model import State

from .at_random import LIMITS, at_random, main, outcome, packed

ROOT = Path(__file__).parents[2]


class Restarted:
    """A Chat that is given up now and then, and made again from what was saved at some time and kept since."""

    def __init__(self) -> None:
        self.chat = Chat(limits=LIMITS)
        self.waiting: Counter[str] = Counter()
        self.saved, self.since = msgspec.msgpack.encode(self.chat.state), []

    def kept(self) -> tuple[list, list]:
        """What the journal keeps of the last command, and what its outbox does."""
        changes, outgoing = self.chat.take_changes(), self.chat.take_outgoing()
        self.since += changes
        self.waiting.update(one.realm for one in outgoing)
        for change in changes:
            what = getattr(change, "command", change)
            if isinstance(what, commands.Delivered):
                self.waiting[what.realm] = max(0, self.waiting[what.realm] - what.count)
        return changes, outgoing

    def save(self) -> None:
        self.saved, self.since = msgspec.msgpack.encode(self.chat.state), []

    def restart(self) -> None:
        self.chat = Chat(msgspec.msgpack.decode(self.saved, type=State), LIMITS)
        for change in self.since:
            self.chat.replay(change)
        self.chat.state.waiting = {peer: self.waiting[peer] for peer in self.chat.state.peers}


@given(
    seed=st.integers(0, 2**32), restarts=st.sets(st.integers(0, 400), max_size=5), saves=st.sets(st.integers(0, 400))
)
@settings(max_examples=60)
def test_a_state_that_was_restarted_decides_as_one_that_lived_on(seed, restarts, saves):
    live, other = Chat(limits=LIMITS), Restarted()
    for number, (command, now) in enumerate(at_random(seed, 400)):
        assert packed(outcome(live, command, now)) == packed(outcome(other.chat, command, now))
        changes, outgoing = other.kept()
        assert msgspec.msgpack.encode(live.take_changes()) == msgspec.msgpack.encode(changes)
        assert live.take_outgoing() == outgoing
        if number in saves:
            other.save()
        if number in restarts:
            other.restart()
            assert msgspec.msgpack.encode(other.chat.state) == msgspec.msgpack.encode(live.state)
    assert msgspec.msgpack.encode(other.chat.state) == msgspec.msgpack.encode(live.state)


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_the_order_of_sets_decides_nothing(hash_seed):
    command = [sys.executable, "-m", "tests.core.at_random", "7", "3000"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    printed = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == main(7, 3000)


def test_the_commands_at_random_try_everything():
    """Else the rest would show little."""
    live, came = Chat(limits=LIMITS), Counter()
    for command, now in at_random(3, 8000):
        for one in outcome(live, command, now):
            came[one.reason if isinstance(one, events.Refused) else type(one).__name__] += 1
            came.update(reason for reason, _ in getattr(one, "refused", ()))
        live.take_changes(), live.take_outgoing()
    wanted = {"Message", "Welcome", "Joined", "Left", "Invitation", "Declined", "Came", "Went", "Fetch", "Offered"}
    wanted |= {"too-many-rooms", "too-many-invited", "room-full", "looks-alike", "too-many-accounts", "realm-away"}
    assert wanted - set(came) == set()

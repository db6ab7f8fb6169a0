"""A room to test with: a Chat, its time, and everything that its journal would keep."""

import itertools

import pytest

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.limits import Limits
from chatlib.core.rules import Fetch
from chatlib.core.world import Kept


class House:
    """Drives a Chat. Time stands still unless a test moves `now`."""

    def __init__(self, **limits: float) -> None:
        self.chat = Chat(limits=Limits(**limits))
        self.now = 1_000_000.0
        self.changes: list[Kept] = []
        self._cids = itertools.count(1)

    @property
    def state(self):
        return self.chat.state

    def cid(self) -> int:
        return next(self._cids)

    def do(self, command: commands.Command) -> list:
        """As the sequencer does."""
        own = self.chat.preceding(command, self.now)
        outcome = [event for one in (*own, command) for event in self.chat.apply(one, self.now)]
        self.changes += self.chat.take_changes()
        return outcome

    def tick(self) -> list:
        """What time alone brings about by now: its changes."""
        kept = len(self.changes)
        self.do(commands.Tick())
        return [change.command for change in self.changes[kept:]]

    def reply(self, command: commands.Command):
        """The one answer to a command."""
        (answer,) = [event for event in self.do(command) if event.cid == command.cid]
        return answer

    def told(self, command: commands.Command) -> list:
        """What others are told because of a command."""
        return [event for event in self.do(command) if event.cid == 0]

    def refusal(self, command: commands.Command) -> Reason:
        return self.refused(command).reason

    def refused(self, command: commands.Command) -> events.Refused:
        """The refusal, which is all that happens."""
        seq, kept = self.state.seq, len(self.changes)
        (answer,) = self.do(command)
        assert isinstance(answer, events.Refused)
        assert answer.cid == command.cid
        assert (self.state.seq, len(self.changes)) == (seq, kept)
        return answer

    # ------------------------------------------------------------- people

    def register(self, name: str, address: str = "") -> None:
        assert isinstance(
            self.reply(commands.Register(name=name, secret=f"hash of {name}", address=address)), events.Done
        )

    def enter(self, name: str, **how) -> int:
        """Logs an account in, from a new connection."""
        cid = self.cid()
        self.begun(commands.Enter(cid, name=name, dialect="sendto", worker=1, session=f"s{cid}", **how))
        return cid

    def poll(self, name: str) -> tuple[int, str]:
        """Logs an account in as the polling dialect does: (cid, digest of the token)."""
        cid = self.enter(name, pushes=False, lingers=True)
        return cid, f"s{cid}"

    def poll_new(self, name: str) -> tuple[int, str]:
        self.register(name)
        return self.poll(name)

    def account(self, name: str, **how) -> int:
        self.register(name)
        return self.enter(name, **how)

    def guest(self, name: str) -> int:
        cid = self.cid()
        self.begun(commands.Guest(cid, name=name, dialect="pm", worker=1, session=f"s{cid}"))
        return cid

    def begun(self, command: commands.Command) -> list:
        """All that came of a command that logs in."""
        outcome = self.do(command)
        assert [event for event in outcome if isinstance(event, events.Welcome)], outcome
        return outcome

    # -------------------------------------------------------------- looks

    def online(self) -> list[str]:
        return self.chat.shown(self.state.online)

    def members(self, room: str) -> list[str]:
        return self.chat.shown(self.chat.room(room).members)

    def missed(self, outcome: list):
        """What a connection is to be given, of what it missed."""
        (fetch,) = [item for item in outcome if isinstance(item, Fetch)]
        return fetch.wanted

    def replayed(self) -> Chat:
        """Another Chat, to which only what was kept has been played."""
        chat = Chat()
        for change in self.changes:
            chat.replay(change)
        return chat


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture(scope="session")
def new_house() -> type[House]:
    """To build one with limits of its own, or one for each example."""
    return House

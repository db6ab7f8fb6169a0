"""The power fails: of the log there is what was synced, and anything of what was not."""

import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from chatlib.core import commands, events
from chatlib.core.limits import Limits
from chatlib.core.rules import Conversation
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import recover, write_down
from chatlib.state.layout import LOG
from chatlib.state.log.log import segments
from chatlib.state.view.feeding import Feeder

CUTS = 200
ALL = Conversation(0, None, -1, -1, 10_000)


class Machine:
    """A state that writes turns, is synced now and then, and fed to the view; `safe` are the texts that must stay."""

    def __init__(self, data: Path, rng: random.Random) -> None:
        self.data, self.rng = data, rng
        self.said: list[str] = []
        self.safe = 0
        self.journal = Journal(data)
        self.chat = recover(self.journal, Limits())
        if not self.chat.state.users:
            self.do(commands.Guest(1, name="ani", worker=1))
        self.synced = self.lengths()

    def do(self, *asked: commands.Command) -> list[events.Event]:
        told = [event for command in asked for event in self.chat.apply(command, self.chat.state.now + 1)]
        write_down(self.chat, self.journal)
        return told

    def lengths(self) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in segments(self.data / LOG)}

    def turn(self) -> None:
        texts = [f"{len(self.said) + n} {'x' * self.rng.randrange(200)}" for n in range(self.rng.randrange(1, 5))]
        run = commands.Send(1, to="lobby", text=texts[0], more=texts[1:])
        self.do(*([run] if self.rng.random() < 0.5 else commands.singly(run)))
        self.said += texts
        chance = self.rng.random()
        if chance < 0.3:
            self.journal.sync()
            self.safe, self.synced = len(self.said), self.lengths()
        elif chance < 0.4:
            self.journal.sync()
            self.journal.save(self.chat.state)
            self.journal.sync()
            self.safe, self.synced = len(self.said), self.lengths()
        elif chance < 0.5:
            with closing(Feeder(self.data)) as feeder:
                feeder.feed()  # which syncs what it feeds
            self.safe, self.synced = len(self.said), self.lengths()

    def lose_power(self, where: Path) -> None:
        """What was synced is there; of the rest there is a part, with some pages or bytes of it gone."""
        shutil.copytree(self.data, where)
        for path in segments(where / LOG):
            data, kept = bytearray(path.read_bytes()), self.synced.get(path.name, 0)
            del data[self.rng.randint(kept, len(data)) :]
            for _ in range(self.rng.randrange(3)):
                if len(data) <= kept:
                    break
                at = self.rng.randrange(kept, len(data))
                data[at : at + self.rng.choice([1, 50, 4096])] = b""
                data += bytes(self.rng.choice([0, 100]))
            path.write_bytes(data)
        self.journal.close()


def texts(journal: Journal) -> list[str]:
    return [one.text for one in journal.history.conversation(ALL)]


@pytest.mark.parametrize("seed", range(CUTS // 10))
def test_what_was_safe_is_there_once_and_in_order_and_it_goes_on(tmp_path, seed):
    rng = random.Random(seed)
    data = tmp_path / "0"
    data.mkdir()
    said: list[str] = []
    for cut in range(10):
        machine = Machine(data, rng)
        machine.said = list(said)
        machine.safe = len(said)
        for _ in range(rng.randrange(1, 12)):
            machine.turn()
        data = tmp_path / str(cut + 1)
        machine.lose_power(data)
        with closing(Journal(data)) as journal:
            chat = recover(journal, Limits())
            said = texts(journal)
            seqs = [one.seq for one in journal.history.conversation(ALL)]
            assert said == machine.said[: len(said)]
            assert len(said) >= machine.safe
            assert seqs == sorted(set(seqs))
            assert chat.state.seq >= max(seqs, default=0)
            assert [user.name for user in chat.state.users.values()] == ["ani"]

from chatlib.core import commands
from chatlib.core.world import Change
from chatlib.state.journal.checkpoints import Checkpoints
from chatlib.state.journal.journal import Journal


def test_stopping_carries_everything_over_and_empties_the_log(tmp_path):
    path = tmp_path / "j.sqlite"
    journal, log = Journal(path), tmp_path / "j.sqlite-wal"
    checkpoints = Checkpoints(path)
    journal.append(Change(i, 0.0, commands.Register(name=f"user{i}", secret="x" * 500)) for i in range(1, 200))
    journal.commit()
    assert log.stat().st_size > 0
    checkpoints.stop()
    assert log.stat().st_size == 0
    assert len(list(journal.load()[1])) == 199
    journal.close()


def test_stopping_after_the_journal_is_closed_is_fine(tmp_path):
    path = tmp_path / "j.sqlite"
    journal = Journal(path)
    checkpoints = Checkpoints(path)
    journal.append([Change(1, 0.0, commands.Register(name="Ana", secret="x"))])
    journal.commit()
    journal.close()
    checkpoints.stop()
    again = Journal(path)
    assert len(list(again.load()[1])) == 1
    again.close()

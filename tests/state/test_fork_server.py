"""Processes that are forks of the fork server, whatever becomes of it."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest

from chatlib.state import fork_server, forked_process

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process is spawned"),
    # The server has none yet; whoever runs these tests may.
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]


def serve(pipe: Connection) -> None:
    """Answers with the number of its parent, and ends with what it is told."""
    pipe.send(os.getppid())
    os._exit(pipe.recv())


class Child:
    def __init__(self) -> None:
        context = fork_server.context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,))
        self.process.start()
        theirs.close()
        self.parent: int = self.pipe.recv()

    def end(self, status: int = 0) -> int:
        self.pipe.send(status)
        self.process.join()
        return self.process.exitcode


@pytest.fixture(autouse=True)
def server() -> Iterator[None]:
    fork_server.start(["chatlib.state.fork_server"])
    yield
    end()


def end() -> None:
    fork_server.kill()
    forkserver._forkserver._stop()
    fork_server.give_up()


def test_the_first_one_is_a_fork_and_has_nothing_that_was_open(tmp_path: Path) -> None:
    end()
    with open(tmp_path / "held", "w"):
        fork_server.start(["chatlib.state.fork_server"])
        Child().end()
        ours, its = psutil.Process(), psutil.Process(pid())
        assert str(tmp_path / "held") in {file.path for file in ours.open_files()}
        assert str(tmp_path / "held") not in {file.path for file in its.open_files()}
        assert its.cmdline() == ours.cmdline()


def test_it_imports_what_its_maker_would_and_not_what_lies_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end()
    for place in ("ours", "about"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "preloaded.py").write_text("open(__file__ + '.imported', 'w').close()")
    monkeypatch.syspath_prepend(tmp_path / "ours")
    monkeypatch.chdir(tmp_path / "about")
    fork_server.start(["preloaded"])
    fork_server.renew()
    Child().end()
    assert [path.parent.name for path in tmp_path.rglob("*.imported")] == ["ours"]


def pid() -> int:
    return forkserver._forkserver._forkserver_pid


def test_it_is_a_fork_of_the_fork_server_and_tells_how_it_ended() -> None:
    child = Child()
    assert child.parent == pid() != os.getpid()
    assert child.process.is_alive()
    assert child.process.exitcode is None
    assert child.end(7) == 7
    assert not child.process.is_alive()
    child.process.kill()  # nobody, and certainly not somebody else who has its number now


def test_who_is_killed_tells_that() -> None:
    child = Child()
    child.process.kill()
    child.process.join()
    assert child.process.exitcode == -signal.SIGKILL


def test_who_lives_can_be_waited_for() -> None:
    child = Child()
    child.process.join(0)
    assert child.process.is_alive()
    child.end()


@pytest.mark.parametrize("kill", [False, True])
def test_who_outlives_the_fork_server_can_still_be_ended_and_waited_for(kill: bool) -> None:
    child = Child()
    os.kill(pid(), signal.SIGKILL)
    os.waitid(os.P_PID, pid(), os.WEXITED | os.WNOWAIT)
    assert child.process._popen.poll() == fork_server.UNKNOWN  # what Python makes of it
    assert child.process.is_alive()
    if kill:
        child.process.kill()
        child.process.join()
    else:
        child.end()
    assert child.process.exitcode == fork_server.UNKNOWN
    assert not child.process.is_alive()


def test_the_next_one_makes_another_fork_server_necessary() -> None:
    before = Child()
    fork_server.kill()
    os.waitid(os.P_PID, before.parent, os.WEXITED | os.WNOWAIT)
    after = Child()
    assert after.parent == pid() != before.parent
    before.end()
    after.end()


def test_after_a_renewal_it_is_another_one() -> None:
    before = Child()
    fork_server.renew()
    after = Child()
    assert after.parent == pid() != before.parent
    before.end()
    after.end()


def test_where_the_system_has_no_pidfds_everybody_is_spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    fork_server.give_up()
    monkeypatch.delattr(os, "pidfd_open")
    fork_server.start(["chatlib.state.fork_server"])
    assert fork_server.context() is fork_server.FRESH


def test_no_thread_is_like_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Timer, "start", start)
    with pytest.raises(OSError, match="no thread"):
        Child()


def test_a_fork_server_that_hangs_is_ended_and_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child()
    monkeypatch.setattr(forked_process, "PATIENCE", 0.1)
    monkeypatch.setattr(forked_process, "STATUS_WITHIN", 0.1)
    os.kill(pid(), signal.SIGSTOP)
    child.end()
    assert child.process.exitcode == fork_server.UNKNOWN
    with pytest.raises(OSError, match="fork server"):
        Child()
    spawned = Child()
    assert spawned.parent == os.getpid()
    spawned.end()

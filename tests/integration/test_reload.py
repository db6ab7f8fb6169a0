"""SIGHUP: all processes are replaced by new ones, or none is."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from .client import eventually
from .server import PROJECT, Server

Start = Callable[..., Server]
BROKEN = "this is no Python"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program, to be changed while it runs."""
    program = tmp_path / "program"
    shutil.copytree(PROJECT / "chatlib", program / "chatlib", ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copy(PROJECT / "server.py", program))


@pytest.mark.parametrize(
    "part", ["server/worker/worker.py", "server/specialists/files/transfers.py", "state/order/sequencer.py"]
)
def test_a_program_that_cannot_even_begin_replaces_nobody(start: Start, program: Path, part: str) -> None:
    server = start("--workers", "2", script=program)
    budi, ani = server.pm("budi"), server.sendto("ani")
    eventually(lambda: server.output.text.count("stands by") == 2, "spares that have begun")
    before = server.started()
    broken = program.parent / "chatlib" / part
    whole = broken.read_text()
    broken.write_text(BROKEN)
    server.signal(signal.SIGHUP)
    server.says("no new process begins")
    crashes = server.data / "crash.log"
    assert "SyntaxError" in crashes.read_text()
    assert "died" not in server.output.text
    budi.send("masih di sini")
    ani.until("[budi] masih di sini")
    broken.write_text(whole)
    server.signal(signal.SIGHUP)
    server.says("every process has begun afresh")
    eventually(lambda: len(now := server.started()) == 7 and not before.keys() & now, "other processes")
    budi.send("dan masih di sini")
    ani.until("[budi] dan masih di sini")
    crashes.unlink()


def test_who_asks_twice_has_it_once(start: Start) -> None:
    server = start("--workers", "2")
    budi = server.pm("budi")
    for _ in range(3):
        server.signal(signal.SIGHUP)
    server.says("every process has begun afresh")
    budi.ask("whoami", "[Whoami] budi")
    assert server.output.text.count("beginning afresh") == server.output.text.count("has begun afresh")


def test_a_reload_into_another_release_is_refused_in_one_line(start: Start, program: Path) -> None:
    server = start("--workers", "2", script=program)
    ani = server.pm("ani")
    eventually(lambda: "ruang-transfers" in {one.name() for one in server.processes()}, "that all have begun")
    eventually(lambda: server.output.text.count("stands by") == 2, "spares")
    release = program.parent / "chatlib" / "state" / "release.py"
    ours = release.read_text()
    release.write_text(f"{ours}\nRELEASE += 1\n")
    server.signal(signal.SIGHUP)
    server.says("is another release now")
    ani.ask("whoami", "[Whoami] ani")
    release.write_text(ours)
    server.signal(signal.SIGHUP)
    server.says("every process has begun afresh")
    ani.ask("whoami", "[Whoami] ani")


@pytest.mark.parametrize("kind", ["worker", "state"])
def test_a_server_that_another_release_lies_under_ends_when_nobody_can_take_a_place(
    start: Start, program: Path, kind: str
) -> None:
    server = start("--workers", "1", script=program)
    ani = server.pm("ani")
    eventually(lambda: server.output.text.count("stands by") == 2, "spares of our release")
    eventually(lambda: "ruang-transfers" in {one.name() for one in server.processes()}, "a specialist of our release")
    release = program.parent / "chatlib" / "state" / "release.py"
    release.write_text(f"{release.read_text()}\nRELEASE += 1\n")
    server.kill(kind)
    eventually(lambda: server.output.text.count("stands by") == 3, "another spare of our release")
    server.fork_server().kill()  # it had our release in memory
    server.kill(kind)
    server.says("is another release now")
    ani.ask("whoami", "[Whoami] ani")
    (last,) = server.workers() if kind == "worker" else {server.state().pid}
    os.kill(last, signal.SIGKILL)
    assert server.ended() == 1
    assert server.output.text.count("another release") == 1
    assert server.errors.text.count("\n") == 1
    assert "start the server anew" in server.errors.text
    assert not (server.data / "crash.log").exists()

"""`server.py cluster`: real members of etcd and real nodes, killed and started again."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from .client import eventually
from .cluster import Cluster, begun
from .server import PROJECT, run


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Callable[[int], Cluster]]:
    with ExitStack() as stack:
        yield lambda count: stack.enter_context(begun(count, tmp_path / "kelas"))


def test_a_lesson_with_three(cluster: Callable[[int], Cluster]) -> None:
    three = cluster(3)
    for number in (1, 2, 3):
        assert three.says(rf"etcd {number}: pid (\d+), http://127.0.0.1:\d+, data .*/kelas/etcd-{number}\n")
        assert three.says(rf"node {number}: pid (\d+), port {three.port + number - 1}, data .*/kelas/node-{number}\n")
        assert three.says(rf"(?m)^{number} \| \S+ Ruang is open on port {three.port + number - 1}")
        eventually(lambda number=number: three.answers(number), f"node {number}")
    assert three.belongs().count("etcd") == 3

    os.kill(int(three.says(r"node 2: pid (\d+)")[1]), signal.SIGKILL)
    three.says(r"node 2 \d+ ended \(signal 9\)")
    eventually(lambda: not three.answers(2), "a closed port")
    assert three.answers(1)
    three.types("start 2")
    three.says(r"node 2: pid (\d+)", times=2)
    eventually(lambda: three.answers(2), "node 2")

    three.types("stop etcd 3")
    pid = three.says(r"etcd 3: pid (\d+), .*; it is stopped")[1]
    eventually(lambda: psutil.Process(int(pid)).status() == psutil.STATUS_STOPPED, "a stopped member")
    three.types("cont etcd 3")
    three.says(f"etcd 3 {pid} goes on")
    three.types("kill etcd 3")
    three.says(rf"etcd 3 {pid} ended \(signal 9\)")
    three.types("what?")
    three.says("type: list; start, kill, stop or cont")
    three.types("list")
    three.says(r"etcd 3: http\S+, data \S+; it does not run")
    three.types("cont etcd 3")
    three.says("etcd 3 does not run")

    three.process.terminate()
    assert three.gone() == 0
    assert "Traceback" not in three.output.text


def test_nothing_is_left_of_one_that_was_killed_and_its_members_come_back(cluster: Callable[[int], Cluster]) -> None:
    one = cluster(1)
    before = one.says(r"etcd 1: pid \d+, (\S+),")[1]
    one.says("1 .* Ruang is open")
    one.types("stop 1")
    one.says("node 1: .*; it is stopped")
    one.process.kill()
    assert one.gone() == -signal.SIGKILL
    again = cluster(1)
    assert again.says(r"etcd 1: pid \d+, (\S+),")[1] == before
    again.says("1 .* Ruang is open")
    again.types("stop 1")
    again.says("node 1: .*; it is stopped")
    again.process.send_signal(signal.SIGINT)
    again.says("closing down")
    again.process.send_signal(signal.SIGINT)
    assert again.gone() == 0


def test_without_etcd_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("cluster", 3, 9000, "--data", tmp_path / "kelas", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "ruang: the program etcd is needed: apt-get install etcd-server\n"


@pytest.mark.parametrize(
    "options",
    [
        (2, 9000, "--data", "kelas"),
        (3, 9000),
        (3, 65534, "--data", "kelas"),
        (3, 9000, "--data", "kelas", "--nothing"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(options: tuple[object, ...]) -> None:
    done = run("cluster", *options)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert not (PROJECT / "kelas").exists()

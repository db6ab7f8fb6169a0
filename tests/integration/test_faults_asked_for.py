"""Faults that are asked for by a viewer or by the command line: what cannot be is said in one line."""

from collections.abc import Callable, Iterator

import pytest

from .server import Server, run
from .viewer import Viewer
from .web import Browser

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"), "--lab", "--workers", "2")
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"target": "ani", "kind": "earthquake"}, "there is no such fault"),
        ({"target": " ", "kind": "reset"}, "whose connection?"),
        ({"target": "x" * 65, "kind": "reset"}, "whose connection?"),
        ({"target": "ani", "kind": "cut"}, "cut needs some"),
        ({"target": "ani", "kind": "delay", "delay": 60_001}, "delay: 1 to 60000 ms"),
        ({"target": "ani", "kind": "rate", "rate": 0}, "rate: 1 to 1000000"),
        ({"target": "ani", "kind": "split", "seconds": 3601}, "at most 3600 seconds"),
    ],
)
def test_what_cannot_be(viewer: Viewer, wish: dict[str, object], why: str) -> None:
    viewer.say(do="fault", **wish)
    assert why in viewer.error()
    assert viewer.faults == []


def test_without_lab_mode_nothing_can_be_asked_for(start: Start) -> None:
    server = start()
    browser = Browser(server.port)
    assert browser.ask("GET", "/lab/live").status == 404
    browser.close()
    done = run("faults", server.port, "reset", "all", "--lang", "en")
    complaint = f"ruang: the server at 127.0.0.1:{server.port} was not started with --lab\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", complaint)


def test_by_the_command_line(server: Server) -> None:
    def faults(*words: object) -> tuple[int, str, str]:
        done = run("faults", server.port, *words)
        return done.returncode, done.stdout, done.stderr

    ani = server.pm("ani15")
    assert faults() == (0, "no fault is on\n", "")
    status, line, _ = faults("delay", "ani15", "--delay", 50, "--jitter", 5)
    ani.until("(for a lesson) your connection: 50 ms late, ± 5 ms")
    number, rest = line.split(maxsplit=1)
    assert (status, rest) == (0, "ani15  delay  50 ms ± 5 ms  connections: 1  until it is healed\n")
    assert faults() == (0, line, "")
    assert faults("delay", "", "--delay", 50)[:2] == (1, "")
    assert faults("heal", 10**9) == (1, "", "ruang: there is no fault 1000000000 now\n")
    assert faults("heal", number) == (0, f"fault {number} is over\n", "")
    ani.until("as it was")
    assert faults("reset", "ani15") == (0, "done: reset, ani15\n", "")
    with pytest.raises(ConnectionResetError):
        ani.rest()
    assert faults("heal", "--lang", "id") == (0, "tidak ada gangguan lagi\n", "")

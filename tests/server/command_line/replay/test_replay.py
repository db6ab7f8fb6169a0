"""The command, with an export that is made up."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chatlib.server.command_line import cli
from chatlib.server.command_line.replay import replay, terminal
from chatlib.state.errors import JournalError
from chatlib.state.journal import maintenance
from chatlib.state.layout import LOG

BEGIN = 1_000_000_000.0
SAID = [f"kata {number}" for number in range(3)]
ALL = ("--from", "2001-09-01")

Run = Callable[..., tuple[int, list[str], list[str]]]


def exports(damage: str = "") -> Callable[[Path], Iterator[dict[str, Any]]]:
    """What is said a second after each other."""

    def export(_: Path) -> Iterator[dict[str, Any]]:
        yield {"kind": "account", "name": "ani"}
        for number, text in enumerate(SAID):
            yield {"kind": "message", "time": BEGIN + number, "from": "ani", "room": "lobby", "text": text}
        if damage:
            raise JournalError(damage)

    return export


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a server, which said SAID. Nobody waits."""
    (tmp_path / LOG).mkdir()
    (tmp_path / LOG / "00000000.log").touch()
    monkeypatch.setattr(maintenance, "export", exports())
    monkeypatch.setattr(terminal.time, "sleep", lambda _: None)
    return tmp_path


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Its exit status, what it says, and what it complains of, by lines."""
    monkeypatch.setattr(terminal.sys.stdout, "reconfigure", lambda **_: None, raising=False)

    def replayed(*options: object) -> tuple[int, list[str], list[str]]:
        try:
            status = cli.main(["replay", str(data), "--lang", "en", *map(str, options)])
        except SystemExit as end:
            status = int(end.code)
        said, complaint = capsys.readouterr()
        return status, said.splitlines(), complaint.splitlines()

    return replayed


def test_a_terminal_is_told_everything(run: Run) -> None:
    status, said, complaint = run(*ALL)
    assert (status, complaint) == (0, [])
    assert [line.partition(" ")[2] for line in said] == ["", *(f"ani: {text}" for text in SAID)]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--from", "2001-09-10", "--to", "2001-09-09"), "is not before"),
        (("--from", "2001-09-09 10:00", "--to", "10:00"), "is not before"),
        (("--from", "2002-01-01"), "nothing was said in lobby in that time"),
        ((*ALL, "--room", "Ani"), "Ani is a user: only what was said in rooms"),
        ((*ALL, "--room", "kelas"), "there is no room kelas in"),
        ((*ALL, "--cast", "/nowhere/at/all.cast"), "/nowhere/at/all.cast: "),
        ((*ALL, "--into", "127.0.0.1:1"), "127.0.0.1:1 cannot be reached: nobody answers at that port"),
    ],
)
def test_what_is_not_there_is_one_line(run: Run, options: tuple[str, ...], complaint: str) -> None:
    status, said, (line,) = run(*options)
    assert (status, said) == (1, [])
    assert complaint in line


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--from", "besok"),
        (*ALL, "--to", "x"),
        (*ALL, "--speed", "0"),
        (*ALL, "--speed", "nan"),
        (*ALL, "--idle", "-1"),
        (*ALL, "--into", "kelas"),
        (*ALL, "--cast", "x.cast", "--into", "kelas:9000"),
        (*ALL, "--cast-version", "1"),
    ],
)
def test_what_cannot_be_is_one_line_and_status_2(run: Run, options: tuple[str, ...]) -> None:
    status, said, complaint = run(*options)
    assert (status, said, len(complaint)) == (2, [], 1)


def test_a_recording_is_never_written_over_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.cast"
    status, (line,), complaint = run(*ALL, "--cast", path, "--speed", 2)
    assert (status, complaint) == (0, [])
    assert f"{path} is written; messages: 3, seconds: 1" in line
    before = path.read_text("utf-8")
    header, *events = map(json.loads, before.splitlines())
    assert header["title"] == "lobby, 2001-09-09"
    assert [at for at, *_ in events] == [0.0, 0.5, 1.0]
    status, _, (complaint,) = run(*ALL, "--cast", path)
    assert (status, path.read_text("utf-8")) == (1, before)
    assert str(path) in complaint


def test_half_a_recording_is_none(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cast(*_: object) -> Iterator[str]:
        yield "{}\n"
        raise OSError(28, "full")

    monkeypatch.setattr(replay, "cast", cast)
    status, _, (complaint,) = run(*ALL, "--cast", tmp_path / "a.cast")
    assert status == 1
    assert "full" in complaint
    assert not (tmp_path / "a.cast").exists()


def test_it_can_be_interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = iter([0.0, 1.0])

    def sleep(pause: float) -> None:
        if pause == pauses.__next__() == 1.0:
            raise KeyboardInterrupt

    monkeypatch.setattr(terminal.time, "sleep", sleep)
    status, said, complaint = run(*ALL)
    assert (status, len(said), complaint) == (1, 2, ["ruang: interrupted; the rest is not told again"])


def test_what_can_be_read_of_a_damaged_journal_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maintenance, "export", exports("damaged at 17"))
    status, said, (complaint,) = run(*ALL)
    assert (status, len(said)) == (1, 4)
    assert "damaged at 17" in complaint
    status, said, (complaint,) = run(*ALL, "--room", "kelas")
    assert (status, said) == (1, [])
    assert "damaged at 17" in complaint


def test_more_than_can_be_kept_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST", 10)
    status, said, (complaint,) = run(*ALL)
    assert (status, said) == (1, [])
    assert "more than 10 B" in complaint


def test_where_there_was_no_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", str(tmp_path / "none"), *ALL, "--lang", "en"]) == 1
    assert capsys.readouterr().err == f"ruang: no server has kept anything in {tmp_path / 'none'}\n"

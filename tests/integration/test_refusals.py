"""A server that cannot start says why in one line, and how it ended in its status."""

from pathlib import Path

import pytest

from .server import Server, free_port, run


def refused(*options: object) -> tuple[int, str]:
    """The exit status and the one line on stderr."""
    ended = run(*options)
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.endswith("\n")
    return ended.returncode, ended.stderr


def test_two_servers_cannot_share_a_data_directory(server: Server) -> None:
    status, line = refused(free_port(), "--host", "127.0.0.1", "--data", server.data)
    assert status == 1
    assert str(server.data) in line


def test_two_servers_cannot_share_a_port(server: Server, tmp_path: Path) -> None:
    status, line = refused(server.port, "--host", "127.0.0.1", "--data", tmp_path / "data")
    assert status == 1
    assert str(server.port) in line


def test_a_second_port_that_is_taken_stops_the_start_as_well(server: Server, tmp_path: Path) -> None:
    status, line = refused(free_port(), "--listen", f"{server.port}=pm", "--data", tmp_path / "data")
    assert status == 1
    assert str(server.port) in line


def test_the_data_directory_must_be_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    status, line = refused(free_port(), "--data", file)
    assert status == 1
    assert str(file) in line


def test_the_database_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "ruang.sqlite").write_bytes(b"not a database, but long enough to be looked at " * 100)
    status, line = refused(free_port(), "--data", tmp_path)
    assert status == 1
    assert "ruang.sqlite" in line


@pytest.mark.parametrize(
    ("roster", "named"),
    [("ani,rahasia\nbudi\n", "2"), ("ani,rahasia\nsend,rahasia\n", "send"), ("ani,\n", "1"), (None, "roster.csv")],
)
def test_a_roster_that_is_wrong(tmp_path: Path, roster: str | None, named: str) -> None:
    file = tmp_path / "roster.csv"
    if roster is not None:
        file.write_text(roster)
    status, line = refused(free_port(), "--roster", file, "--data", tmp_path / "data")
    assert status == 1
    assert named in line


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("port",),
        ("0",),
        ("65536",),
        ("-1",),
        ("9000", "9001"),
        ("9000", "--nothing"),
        ("9000", "--listen", "9001=gopher"),
        ("9000", "--listen", "9001"),
        ("9000", "--listen", "70000=pm"),
        ("9000", "--lang", "fr"),
        ("9000", "--sync", "never"),
        ("9000", "--workers", "0"),
        ("9000", "--max-message", "0"),
        ("9000", "--burst", "many"),
        ("9000", "--rate", "-1"),
        ("9000", "--max-connections", "0"),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be(options: tuple[str, ...]) -> None:
    status, _ = refused(*options)
    assert status == 2

"""backup, restore, export and delete-user, beside a running server and without one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from chatlib.state.layout import CLIENT

from .server import Server, run

Start = Callable[..., Server]


def maintain(word: str, *options: object, data: Path, lang: str = "en") -> tuple[int, str, str]:
    ended = run(word, *options, "--data", data, "--lang", lang)
    return ended.returncode, ended.stdout, ended.stderr


def refused(word: str, *options: object, data: Path) -> str:
    """The one line that says why it cannot be."""
    status, out, complaint = maintain(word, *options, data=data)
    assert (status, out, complaint.count("\n")) == (1, "", 1)
    return complaint


def test_a_backup_of_a_running_server_is_put_back(start: Start, tmp_path: Path) -> None:
    server = start()
    ani = server.sendto("ani")
    ani.ask("sendall satu", "[OK]")
    status, out, complaint = maintain("backup", tmp_path, data=server.data)
    assert (status, complaint) == (0, "")
    (kept,) = tmp_path.glob("ruang-*.tar")
    assert str(kept) in out
    ani.ask("sendall dua", "[OK]")
    assert "is used by another server" in refused("restore", kept, data=server.data)
    ani.ask("sendall tiga", "[OK]")
    (server.data / CLIENT).mkdir()
    server.stop()

    status, out, complaint = maintain("restore", kept, data=server.data)
    assert (status, complaint) == (0, "")
    (aside,) = server.data.glob("before-restore-*")
    assert str(aside) in out
    assert (server.data / CLIENT).is_dir()
    again = start(data=server.data)
    assert [m["CONTENT"] for m in again.mamushi("eko").history("lobby")] == ["satu"]
    again.sendto("ani", verb="login")


def test_an_export_of_a_running_server(server: Server) -> None:
    server.sendto("ani1").ask("sendall halo ✓", "[OK]")
    status, out, complaint = maintain("export", data=server.data)
    assert (status, complaint) == (0, "")
    items = [json.loads(line) for line in out.splitlines()]
    assert {"kind": "account", "name": "ani1"} in items
    assert [item["text"] for item in items if item["kind"] == "message" and item["from"] == "ani1"] == ["halo ✓"]


def test_a_user_is_deleted(start: Start) -> None:
    server = start()
    ani, budi = server.sendto("ani"), server.sendto("budi")
    ani.ask("sendall kata ani", "[OK]")
    ani.ask("sendto budi rahasia ani", "[OK]")
    budi.ask("sendall kata budi", "[OK]")
    assert "is used by another server" in refused("delete-user", "ani", data=server.data)
    server.stop()
    status, out, complaint = maintain("delete-user", "Ani", data=server.data)
    assert (status, complaint, out.count("\n")) == (0, "", 2)
    assert "ani is deleted" in out
    assert "ani" in refused("delete-user", "ani", data=server.data)

    again = start(data=server.data)
    ani = again.connect()
    ani.ask("login ani rahasia", "[Error] user ani tidak terdaftar")
    budi = again.sendto("budi", verb="login")
    budi.ask("list", "[List] budi")
    said = [m["CONTENT"] for m in again.mamushi("eko").history("lobby")]
    assert said == ["(dihapus)", "kata budi"]
    assert b"kata ani" not in (server.data / "ruang.sqlite").read_bytes()


@pytest.mark.parametrize("word", [("backup", "{}/x.tar"), ("export",), ("delete-user", "ani")])
def test_where_there_was_no_server(word: tuple[str, ...], tmp_path: Path) -> None:
    assert str(tmp_path) in refused(*(part.format(tmp_path) for part in word), data=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_backup(tmp_path: Path) -> None:
    assert "none.tar" in refused("restore", tmp_path / "none.tar", data=tmp_path / "data")
    (tmp_path / "text").write_text("hello")
    assert "text" in refused("restore", tmp_path / "text", data=tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["lock"]


def test_where_nothing_can_be_written(server: Server) -> None:
    assert "nowhere" in refused("backup", "/nowhere/at/all.tar", data=server.data)


@pytest.mark.parametrize("words", [("backup",), ("restore",), ("delete-user",), ("export", "x"), ("backup", "a", "b")])
def test_what_cannot_be_is_one_line_and_status_2(words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)


def test_help_tells_of_them() -> None:
    assert "backup, restore, export, admin, delete-user" in " ".join(run("--help").stdout.split())
    assert run("backup", "--help").returncode == 0


def test_a_room_is_deleted(start: Start) -> None:
    server = start()
    ani = server.mamushi("ani")
    ani.call("MAKE_ROOM", CONTENT="kelas")
    ani.call("JOIN_ROOM", CONTENT="kelas")
    ani.call("SEND", RECEIVER="kelas", CONTENT="halo kelas")
    assert "is used by another server" in refused("delete-room", "kelas", data=server.data)
    server.stop()
    status, out, complaint = maintain("delete-room", "KELAS", data=server.data)
    assert (status, complaint) == (0, "")
    assert "kelas is deleted; messages that went with it: 1" in out
    assert "there is no room kelas" in refused("delete-room", "kelas", data=server.data)
    again = start(data=server.data)
    assert again.mamushi("ani", register=False).call("LIST_ROOM")["CONTENT"] == []


def test_a_journal_is_checked_beside_its_server_and_without_one(server: Server) -> None:
    status, out, complaint = maintain("check", data=server.data)
    assert (status, complaint) == (0, "")
    assert "every page of the journal can be read" in out

"""A class on a real server: who asked without a name is nowhere, groups are there at once, who was here is a table."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from .client import Mamushi
from .server import Server, run
from .test_moderation import password_of

Start = Callable[..., Server]


def teacher(server: Server) -> Mamushi:
    guru = server.connect(Mamushi)
    account = {"username": "guru", "password": password_of(server)}
    assert guru.call("LOGIN", CONTENT=account)["CODE"] == "LOGIN_OK"
    return guru


def test_nobody_knows_who_asked(start: Start) -> None:
    server = start("--admin", "guru", "--quiet")
    guru, budi, cici = teacher(server), server.mamushi("penanya-rahasia"), server.pm("cici")
    assert budi.call("SEND", RECEIVER="lobby", CONTENT="hai")["REASON"] == "moderated"
    budi.request("ASK", RECEIVER="lobby", CONTENT="kapan ujian?")
    cici.send("/ask lobby di mana?")
    asked = {guru.push("MESSAGE")["CONTENT"] for _ in range(2)}
    assert asked == {f"pertanyaan tanpa nama di lobby: {text}" for text in ("kapan ujian?", "di mana?")}
    assert budi.read()["CODE"] == "ASK_OK"
    cici.until("[OK] pertanyaanmu disampaikan tanpa nama")
    exported = run("export", "--data", server.data).stdout
    assert "kapan ujian?" in exported
    assert not [line for line in exported.splitlines() if "ujian" in line and "penanya" in line]
    turn = max((path for path in (server.data / "log").iterdir()), key=lambda path: path.name).read_bytes()
    at = turn.index(b"kapan ujian?")
    assert b"penanya" not in turn[max(0, at - 200) : at + 200]


def test_an_unsigned_question_survives_the_death_of_who_takes_the_name_off(start: Start) -> None:
    server = start("--admin", "guru")
    guru, budi = teacher(server), server.mamushi("budi")
    budi.request("ASK", RECEIVER="lobby", CONTENT="kapan?")
    server.kill("worker")
    assert budi.read()["CODE"] == "ASK_OK"
    assert guru.push("MESSAGE")["CONTENT"].endswith("kapan?")


def test_groups_are_there_at_once_and_who_was_here_is_a_table(start: Start) -> None:
    server = start("--admin", "guru")
    guru, budi, cici = teacher(server), server.mamushi("budi"), server.pm("cici")
    made = guru.call("GROUPS", RECEIVER="lobby", CONTENT=2, NAME="regu")["CONTENT"]
    assert sorted(made) == ["regu-1", "regu-2"]
    placed = budi.push("PLACED")
    assert placed["CONTENT"] == ["budi", "guru"]
    cici.until("[Groupchat] guru memasukkanmu ke regu-")
    assert budi.call("SEND", RECEIVER=placed["ROOM"], CONTENT="halo")["CODE"] == "SEND_OK"
    assert guru.push("MESSAGE")["ROOM"] == placed["ROOM"]
    cici.close()
    guru.push("OFFLINE")
    rows = list(csv.DictReader(io.StringIO(run("attendance", "--data", server.data).stdout)))
    assert [(row["name"], row["account"], bool(row["went"])) for row in rows] == [
        ("guru", "yes", False),
        ("budi", "yes", False),
        ("cici", "no", True),
    ]
    assert run("attendance", "--from", "kemarin", "--data", server.data).returncode == 2


def test_what_was_done_is_told_of_reports_and_deletions_too(start: Start, tmp_path: Path) -> None:
    server = start("--admin", "guru")
    guru, budi = teacher(server), server.mamushi("budi")
    seq = budi.call("SEND", RECEIVER="lobby", CONTENT="kasar")["SEQ"]
    assert guru.call("REPORT", SEQ=seq, REASON="kasar")["CODE"] == "REPORT_OK"
    assert guru.push("REPORTED")["CONTENT"] == "kasar"
    assert guru.call("DELETE", SEQ=seq)["CODE"] == "DELETE_OK"
    assert [deed["WHAT"] for deed in guru.call("MODLOG", RECEIVER="lobby")["CONTENT"]] == ["REPORT", "DELETE"]

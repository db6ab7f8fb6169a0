"""Data directories from outside: kept, put back, exported, and rid of somebody."""

import io
import json
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable

import msgspec
import pytest

from chatlib.core import commands, events
from chatlib.core.rules import Conversation
from chatlib.core.rules.deletion import DELETED
from chatlib.state.errors import JournalError
from chatlib.state.journal import maintenance
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.maintenance import (
    BadBackup,
    UnknownRoom,
    UnknownUser,
    backup,
    delete_room,
    delete_user,
    export,
    restore,
)
from chatlib.state.layout import LOG, VIEW
from chatlib.state.log.log import DAMAGED, Log, segments
from chatlib.state.view.database import VERSION
from chatlib.state.view.feeding import feed_all

CONTENT = "ab" + "0" * 62


@pytest.fixture
def lived_in(house, worker):
    """Ana and Budi, rooms and messages. Everybody is still there."""
    house.register("Ana", "Budi", "Citra")
    worker.enter(1, "Ana")
    worker.enter(2, "Budi")
    worker.ask(commands.Guest(3, name="Gita", worker=1, session="s3"))
    worker.ask(commands.CreateRoom(1, room="Tim", open=False, invite=["Budi"]))
    worker.ask(commands.CreateRoom(2, room="Kelas"), commands.JoinRoom(1, room="Kelas"))
    anas = worker.reply(commands.Send(1, to="lobby", text="anas words", id="anas id"))
    budis = worker.reply(commands.Send(2, to="lobby", text="budis words", reply=anas.seq))
    worker.ask(commands.Amend(1, seq=budis.seq, what="react", text="anas emoji"))
    worker.ask(commands.Send(1, to="Kelas", text="anas room words"))
    worker.ask(commands.Send(1, to="Budi", text="anas secret"))
    worker.ask(commands.Send(2, to="Ana", text="budis secret"))
    worker.ask(commands.Send(2, to="Citra", text="for citra"))
    store = Store(house.data)
    for fields in ({"to": "Budi", "name": "anas file"}, {"to": "Kelas", "name": "anas room file"}):
        offer = commands.Offer(1, size=12, sha256=store.put(b"anas content"), **fields)
        worker.ask(commands.Arrived(1, fid=worker.reply(offer).fid))
    budis = worker.reply(commands.Offer(2, to="lobby", name="budis file", size=13, sha256=store.put(b"budis content")))
    worker.ask(commands.Arrived(2, fid=budis.fid))
    return house


@pytest.fixture
def target(tmp_path):
    return tmp_path / "backup.tar"


def files_with(data, *traces: bytes) -> list:
    files = [path for path in data.rglob("*") if path.is_file()]
    return [path for path in files if any(trace in path.read_bytes() for trace in traces)]


def exported(data):
    return json.loads(msgspec.json.encode(list(export(data))))


def texts(house, rid=0):
    return [
        m.text for m in house.call(lambda: house.journal.history.conversation(Conversation(rid, None, -1, -1, 200)))
    ]


# ------------------------------------------------------------------------ backup


def test_what_was_kept_while_it_ran_can_be_put_back(lived_in, worker, target, tmp_path, open_house):
    before = exported(lived_in.data)
    backup(lived_in.data, target)
    worker.ask(commands.Send(1, to="lobby", text="too late"))
    new = tmp_path / "new"
    new.mkdir()
    assert restore(target, new, tmp_path / "aside") is False
    assert exported(new) == before
    again = open_house(new)
    assert texts(again) == ["anas words", "budis words", "budis file"]
    assert again.chat.user("ana").secret == "hash"
    assert not (tmp_path / "aside").exists()
    assert stat.S_IMODE((new / VIEW).stat().st_mode) == 0o600


def test_it_is_of_one_moment_though_others_write_on(lived_in, worker, target, tmp_path):
    """Whatever is in it, all before that is in it as well."""
    done = threading.Event()

    def write():
        number = 0
        while not done.is_set():
            worker.ask(*(commands.Send(1, to="lobby", text=f"{number + i}") for i in range(20)))
            number += 20

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(lived_in.data, tmp_path / f"{number}.tar")
    finally:
        done.set()
        writer.join()
    lengths = []
    for number in range(5):
        new = tmp_path / f"new{number}"
        new.mkdir()
        restore(tmp_path / f"{number}.tar", new, tmp_path / "aside")
        said = [m["text"] for m in exported(new) if m["kind"] == "message" and m["text"].isdecimal()]
        assert said == [str(n) for n in range(len(said))]
        lengths.append(len(said))
    assert lengths == sorted(lengths)


def test_contents_of_files_and_the_certificate_are_kept(lived_in, target, tmp_path):
    (lived_in.data / "files" / "ab").mkdir()
    (lived_in.data / "files" / "ab" / CONTENT).write_bytes(b"content")
    (lived_in.data / "files" / "partial" / "7").write_bytes(b"half")
    (lived_in.data / "tls.pem").write_bytes(b"pem")
    (lived_in.data / "crash.log").write_text("not this")
    backup(lived_in.data, target)
    new = tmp_path / "new"
    new.mkdir()
    restore(target, new, tmp_path / "aside")
    assert (new / "files" / "ab" / CONTENT).read_bytes() == b"content"
    assert (new / "tls.pem").read_bytes() == b"pem"
    assert sorted(path.name for path in new.iterdir() if path.suffix[-4:] not in ("-wal", "-shm")) == [
        "files",
        "log",
        "marks",
        "outbox.sqlite",
        "ruang.sqlite",
        "tls.pem",
    ]


def test_only_its_owner_can_read_it_and_nothing_else_is_left(lived_in, target):
    backup(lived_in.data, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in target.parent.iterdir() if path.is_file()] == ["backup.tar"]
    assert not list(target.parent.glob("backup-*"))


def test_another_backup_is_never_written_over(lived_in, target):
    target.write_text("precious")
    with pytest.raises(FileExistsError):
        backup(lived_in.data, target)
    assert target.read_text() == "precious"


def test_where_nothing_is_there_is_nothing_to_keep(tmp_path, target):
    before = list(tmp_path.iterdir())
    with pytest.raises(JournalError):
        backup(tmp_path, target)
    assert list(tmp_path.iterdir()) == before


# ----------------------------------------------------------------------- restore


def test_what_was_there_is_moved_aside(lived_in, worker, target, tmp_path, open_house):
    backup(lived_in.data, target)
    worker.ask(commands.Send(1, to="lobby", text="newer"))
    lived_in.stop()
    aside = tmp_path / "aside"
    assert restore(target, lived_in.data, aside) is True
    assert texts(open_house(lived_in.data)) == ["anas words", "budis words", "budis file"]
    assert texts(open_house(aside)) == ["anas words", "budis words", "budis file", "newer"]


def archive(path, **members):
    with tarfile.open(path, "w") as made:
        for name, content in members.items():
            member = tarfile.TarInfo(name.replace("__", "/"))
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture
def bad(request, lived_in, target, tmp_path):
    match request.param:
        case "text":
            target.write_text("hello")
        case "empty":
            archive(target)
        case "other names":
            archive(target, **{"..__evil": b"x"})
        case "a link":
            with tarfile.open(target, "w") as made:
                member = tarfile.TarInfo(VIEW)
                member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
                made.addfile(member)
        case "twice":
            with tarfile.open(target, "w") as made:
                for _ in range(2):
                    made.addfile(tarfile.TarInfo("marks"))
        case "no database":
            archive(target, **{VIEW: b"not a database, but long enough to be looked at " * 100})
        case "cut":
            backup(lived_in.data, target)
            target.write_bytes(target.read_bytes()[:-20_000])
        case "newer":
            with sqlite3.connect(tmp_path / "newer") as db:
                db.execute(f"PRAGMA user_version = {VERSION + 1}")
            db.close()
            archive(target, **{VIEW: (tmp_path / "newer").read_bytes()})
    return target


@pytest.mark.parametrize(
    "bad", ["text", "empty", "other names", "a link", "twice", "no database", "cut", "newer"], indirect=True
)
def test_what_is_no_backup_changes_nothing(bad, lived_in, tmp_path):
    lived_in.stop()
    before = {path.name: path.read_bytes() for path in lived_in.data.rglob("*") if path.is_file()}
    with pytest.raises(BadBackup) as caught:
        restore(bad, lived_in.data, tmp_path / "aside")
    assert str(caught.value)
    assert {path.name: path.read_bytes() for path in lived_in.data.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "aside").exists()
    assert not (tmp_path / "evil").exists()


def test_a_file_that_is_not_there_is_an_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        restore(tmp_path / "none.tar", tmp_path, tmp_path / "aside")


# ------------------------------------------------------------------------ export


def test_everything_but_secrets_is_exported(lived_in):
    found = exported(lived_in.data)
    assert [item["name"] for item in found if item["kind"] == "account"] == ["Ana", "Budi", "Citra"]
    rooms = {item.pop("name"): item for item in found if item["kind"] == "room"}
    assert rooms == {
        "Tim": {"kind": "room", "open": False, "creator": "Ana", "members": ["Ana"], "invited": ["Budi"]},
        "Kelas": {"kind": "room", "open": True, "creator": "Budi", "members": ["Budi", "Ana"], "invited": []},
    }
    said = [item for item in found if item["kind"] == "message"]
    assert [message["seq"] for message in said] == sorted(message["seq"] for message in said)
    assert [(m["from"], m.get("room"), m.get("to"), m["text"]) for m in said] == [
        ("Ana", "lobby", None, "anas words"),
        ("Budi", "lobby", None, "budis words"),
        ("Ana", "Kelas", None, "anas room words"),
        ("Ana", None, "Budi", "anas secret"),
        ("Budi", None, "Ana", "budis secret"),
        ("Budi", None, "Citra", "for citra"),
        ("Ana", None, "Budi", "anas file"),
        ("Ana", "Kelas", None, "anas room file"),
        ("Budi", "lobby", None, "budis file"),
    ]
    assert [message["file"]["size"] for message in said if "file" in message] == [12, 12, 13]
    assert {message["time"] for message in said} == {1_000_000.0}
    assert "hash" not in json.dumps(found)


def test_what_became_of_messages_is_exported(lived_in, worker):
    said = [item for item in exported(lived_in.data) if item["kind"] == "message"]
    assert (said[1]["reply"], said[1]["reactions"]) == (said[0]["seq"], {"anas emoji": ["Ana"]})
    worker.ask(commands.Amend(2, seq=said[1]["seq"], what="edit", text="others"))
    worker.ask(commands.Amend(1, seq=said[0]["seq"], what="delete"))
    said = [item for item in exported(lived_in.data) if item["kind"] == "message"]
    assert (said[0]["text"], said[0]["deleted"]) == ("", "Ana")
    assert (said[1]["text"], said[1]["edited"] > 0) == ("others", True)


def test_a_topic_is_exported_as_what_it_is(lived_in, worker):
    worker.ask(commands.SetTopic(2, room="Kelas", text="soket"))
    last = exported(lived_in.data)[-1]
    assert (last["event"], last["text"]) == ("topic", "soket")


def test_nothing_is_left_of_an_export_that_was_broken_off(lived_in):
    items = export(lived_in.data)
    next(items)
    items.close()
    assert not list(lived_in.data.glob("export-*"))


# ---------------------------------------------------------------------- deletion


@pytest.fixture
def rid_of_ana(lived_in, clock):
    lived_in.stop()
    return lived_in.data, delete_user(lived_in.data, "ANA", clock[0])


def test_whoever_is_deleted_has_said_nothing(rid_of_ana, open_house):
    data, gone = rid_of_ana
    assert gone == maintenance.Forgotten("Ana", whole=3, blanked=3)
    house = open_house(data)
    assert [user.name for user in house.chat.state.users.values()] == ["Budi", "Citra", "Gita"]
    assert house.chat.shown(house.chat.room("Kelas").members) == ["Budi"]
    history = house.call(lambda: house.journal.history.conversation(Conversation(0, None, -1, -1, 200)))
    assert [(m.sender, m.text) for m in history] == [
        (DELETED, DELETED),
        ("Budi", "budis words"),
        ("Budi", "budis file"),
    ]
    assert texts(house, house.chat.room("Kelas").rid) == [DELETED, DELETED]
    assert [message.text for message in house.chat.state.files.values()] == ["budis file"]


def test_what_others_said_to_others_is_all_there(rid_of_ana):
    data, _ = rid_of_ana
    said = [(m["from"], m["text"]) for m in exported(data) if m["kind"] == "message"]
    deleted = (DELETED, DELETED)
    budis = [("Budi", "budis words"), ("Budi", "for citra"), ("Budi", "budis file")]
    assert said == [deleted, budis[0], deleted, budis[1], deleted, budis[2]]


def test_nothing_of_it_is_left_in_any_file(rid_of_ana):
    data, _ = rid_of_ana
    assert files_with(data, b"Ana", b"anas", b"budis secret") == []
    assert b"budis words" in (data / VIEW).read_bytes()
    assert [path.read_bytes() for path in data.glob("files/??/*")] == [b"budis content"]


def test_the_space_is_given_back(lived_in, worker, clock):
    for number in range(50):
        worker.ask(commands.Send(1, to="Budi", text=f"{number} " + "x" * 4000))
    lived_in.stop()
    feed_all(lived_in.data)
    before = (lived_in.data / VIEW).stat().st_size
    delete_user(lived_in.data, "Ana", clock[0])
    assert (lived_in.data / VIEW).stat().st_size < before - 50 * 4000


def test_the_room_goes_on_where_it_was(rid_of_ana, open_house):
    data, _ = rid_of_ana
    house = open_house(data)
    house.register("Ana")
    worker = house.worker(1)
    assert isinstance(worker.enter(1, "Ana")[0], events.Welcome)
    page = worker.reply(commands.History(1, peer="Budi"))
    assert page.messages == []


@pytest.mark.parametrize("name", ["nobody", "Gita", "Kelas", ""])
def test_who_has_no_account_cannot_be_deleted(lived_in, name, clock):
    lived_in.stop()
    with pytest.raises(UnknownUser):
        delete_user(lived_in.data, name, clock[0])


# ---------------------------------------------------------------- delete-room


def test_a_room_is_deleted_with_what_was_said_there_and_nothing_else(lived_in, clock, open_house):
    lived_in.stop()
    assert delete_room(lived_in.data, "KELAS", clock[0]) == ("Kelas", 2)
    everything = b"".join(path.read_bytes() for path in lived_in.data.rglob("*") if path.is_file())
    assert b"anas room words" not in everything
    assert b"anas words" in everything
    again = open_house(lived_in.data)
    (left,) = again.chat.state.rooms.values()
    assert left.name == "Tim"
    assert "Kelas" not in [message.get("room") for message in exported(lived_in.data)]
    assert {rid for user in again.chat.state.users.values() for rid in user.rooms} == {left.rid}


@pytest.mark.parametrize("name", ["nowhere", "Ana", "lobby"])
def test_what_is_no_room_cannot_be_deleted(lived_in, name, clock):
    lived_in.stop()
    with pytest.raises(UnknownRoom):
        delete_room(lived_in.data, name, clock[0])


# ------------------------------------------------------------------- damage


def hurt(segment) -> None:
    """In the middle, with whole records behind it."""
    data = segment.read_bytes()
    at = data.index(b"budis words")
    segment.write_bytes(data[:at] + b"X" * 11 + data[at + 11 :])


def test_a_backup_whose_log_is_damaged_is_refused(lived_in, tmp_path, target):
    backup(lived_in.data, target)
    with tarfile.open(target) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    hurt(segments(tmp_path / "out" / LOG)[-1])
    with tarfile.open(tmp_path / "bad.tar", "w") as archive:
        for path in sorted((tmp_path / "out").rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(tmp_path / "out").as_posix())
    (tmp_path / "new").mkdir()
    with pytest.raises(BadBackup, match="damaged"):
        restore(tmp_path / "bad.tar", tmp_path / "new", tmp_path / "aside")
    assert list((tmp_path / "new").iterdir()) == []


def test_an_export_of_what_is_damaged_gives_what_there_is_and_says_so(lived_in):
    hurt(segments(lived_in.killed().data / LOG)[-1])
    items = export(lived_in.data.with_name(lived_in.data.name + "-"))
    found: list = []
    with pytest.raises(JournalError, match="damaged"):
        found.extend(items)
    assert "anas words" in str(found)


def test_nothing_is_left_in_what_was_set_aside(lived_in, clock):
    data = lived_in.killed().data
    hurt(segments(data / LOG)[-1])
    delete_user(data, "Ana", clock[0])
    assert not list((data / LOG).glob(f"*{DAMAGED}"))
    assert files_with(data, b"anas words") == []


def no_room(monkeypatch, when: Callable[[bytes], bool] = lambda state: True) -> None:
    begin = Log.begin

    def full(log: Log, seq: int, state: bytes) -> None:
        if when(state):
            raise OSError(28, "No space left on device")
        begin(log, seq, state)

    monkeypatch.setattr(Log, "begin", full)


def test_where_there_is_no_room_for_it_nobody_is_deleted(lived_in, clock, monkeypatch):
    lived_in.stop()
    before = exported(lived_in.data)
    with monkeypatch.context() as patch:
        no_room(patch)
        with pytest.raises(JournalError, match="No space"):
            delete_user(lived_in.data, "Ana", clock[0])
    assert exported(lived_in.data) == before
    assert "anas secret" in str(before)


def test_what_was_interrupted_is_done_once_more(lived_in, clock, monkeypatch):
    lived_in.stop()
    with monkeypatch.context() as patch:
        no_room(patch, lambda state: b"Ana" not in state)
        with pytest.raises(JournalError, match="No space"):
            delete_user(lived_in.data, "Ana", clock[0])
    with pytest.raises(UnknownUser):
        delete_user(lived_in.data, "Ana", clock[0])
    assert files_with(lived_in.data, b"Ana", b"anas words", b"budis secret") == []

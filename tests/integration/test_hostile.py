"""A server that somebody wants to break: by sheer number, by look, by what the disk does."""

import shutil
from collections.abc import Callable

import pytest

from chatlib.state.view.feeding import feed_all
from tests.state.damage import spoil

from .client import Client, Mamushi, TokenClient, eventually
from .server import Server

Start = Callable[..., Server]


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory):
    """A server for which this machine's own address counts as any other."""
    server = Server(tmp_path_factory.mktemp("data"), "--count-loopback")
    yield server
    server.stop()


def test_who_comes_and_goes_all_the_time_has_to_wait(counting: Server) -> None:
    client = counting.connect(Mamushi)
    codes = set()
    for number in range(300):
        codes.add(client.call("GUEST", CONTENT=f"tamu{number}")["CODE"])
        if codes == {"GUEST_OK", "RATE_LIMITED"}:
            break
        client.call("LOGOUT")
    assert codes == {"GUEST_OK", "RATE_LIMITED"}
    counting.says("too many from one address: 127.0.0.1")
    counting.hang_up()


def test_guesses_are_told_of_and_do_not_hold_up_others(start: Start) -> None:
    server = start()
    server.sendto("ani")
    guessing = [server.connect() for _ in range(24)]
    for number, client in enumerate(guessing):
        client.send(f"login ani salah{number}")
    server.sendto("budi")
    for client in guessing:
        client.until("[Error] kata sandi salah")
    server.says("wrong passwords within a minute")


def test_nobody_makes_rooms_without_end(server: Server) -> None:
    ani = server.guest("pembuat")
    for number in range(100):
        assert ani.call("MAKE_ROOM", CONTENT=f"ruang{number}")["CODE"] == "MAKE_ROOM_OK"
    refused = ani.call("MAKE_ROOM", CONTENT="satulagi")
    assert (refused["CODE"], "terlalu banyak grup" in refused["CONTENT"]) == ("RATE_LIMITED", True)
    server.says("rooms or invitations were refused")
    ani.close()
    other = server.guest("lain")
    eventually(lambda: not other.call("LIST_ROOM")["CONTENT"], "the end of empty rooms whose maker has gone")


def test_nobody_is_invited_without_end(start: Start) -> None:
    server = start("--burst", "1000")
    korban = server.sendto("korban")
    korban.ask("logout", "[OK]")
    for name in ("ani", "budi"):
        client = server.guest(name)
        for number in range(60):
            client.call("CREATE_GROUP", RECEIVER=f"{name}{number}", CONTENT=["korban"])
    korban.ask("login korban rahasia", "[OK] selamat datang korban")
    korban.send("list")
    invitations = 0
    while not (line := korban.line()).startswith("[List]"):
        invitations += line.startswith("[Invitation]")
    assert invitations == 100


def test_an_inbox_says_that_there_is_more(server: Server) -> None:
    sender = server.guest("pengirim")
    receiver, _ = server.token("penerima")
    for number in range(230):
        while sender.call("SEND", RECEIVER="penerima", CONTENT=str(number))["CODE"] == "RATE_LIMITED":
            pass
    first, second = receiver.call("inbox"), receiver.call("inbox")
    texts = [[m["msg"] for m in answer["messages"]["pengirim"]] for answer in (first, second)]
    assert (first["more"], "more" in second) == (True, False)
    assert texts[0] + texts[1] == [str(number) for number in range(230)]


def flood(client: Client) -> None:
    for _ in range(4096):
        client.raw(b"x" * 65536)


def test_what_is_sent_after_the_end_is_not_read_for_ever(server: Server) -> None:
    client = server.connect()
    client.raw(b"x" * (64 * 1024 + 1))
    client.until("[Error]")
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        flood(client)


def test_everything_that_is_made_is_its_owners_alone(start: Start, tmp_path) -> None:
    data = tmp_path / "open"
    data.mkdir()
    data.chmod(0o755)
    before = data / "files" / "59" / "59b9"
    before.parent.mkdir(parents=True, mode=0o755)
    before.write_text("of an older server")
    before.chmod(0o644)
    server = start(data=data)
    server.sendto("ani")
    server.says("is open to other users of this machine")
    assert not (data / "files").stat().st_mode & 0o077
    made = [path for path in data.rglob("*") if path.is_file() and path != before]
    assert {"ruang.sqlite", "ruang.sqlite-wal", "marks"} <= {path.name for path in made}
    assert {oct(path.stat().st_mode & 0o077) for path in made} == {"0o0"}


def test_a_journal_that_is_gone_is_told_of(start: Start) -> None:
    server = start()
    server.sendto("ani")
    server.stop()
    (server.data / "ruang.sqlite").write_bytes(b"")
    again = start(data=server.data)
    again.says("ruang.sqlite: it is gone")
    again.sendto("ani", verb="login")  # the log has what there is
    again.stop()
    (server.data / "ruang.sqlite").write_bytes(b"")
    shutil.rmtree(server.data / "log")
    start(data=server.data).says("has no journal any more")


def test_a_damaged_journal_costs_who_asks_for_what_cannot_be_read(start: Start) -> None:
    server = start("--burst", "1000")
    eko = server.guest("eko")
    for number in range(400):
        assert eko.call("SEND", RECEIVER="lobby", CONTENT=f"{number} {'rusak' * 10}")["CODE"] == "SEND_OK"
    server.stop()
    journal = server.data / "ruang.sqlite"
    feed_all(server.data)
    spoil(journal, b"30 rusak")

    again = start(data=server.data)
    again.says("the journal is damaged")
    client, other = again.guest("budi"), again.pm("citra")
    refused = client.call("HISTORY", RECEIVER="lobby", BEFORE=60, LIMIT=50)
    assert (refused["CODE"], "gagal" in refused["CONTENT"]) == ("HISTORY_FAILED", True)
    other.ask("whoami", "[Whoami] citra")
    again.says("the journal cannot be read: SQLITE_CORRUPT")
    client.call("HISTORY", RECEIVER="lobby", BEFORE=60, LIMIT=50)
    assert client.call("SEND", RECEIVER="lobby", CONTENT="masih hidup")["CODE"] == "SEND_OK"
    assert client.call("HISTORY", RECEIVER="lobby", LIMIT=1)["CONTENT"][0]["CONTENT"] == "masih hidup"
    (again.data / "crash.log").unlink()  # it has the traceback, as it should
    again.stop()
    assert again.output.text.count("the journal cannot be read: SQLITE_CORRUPT") == 1
    assert "rusak" not in again.output.text


@pytest.mark.parametrize("name", ["\u0455erver", "\uff53\uff45\uff52\uff56\uff45\uff52", "bud\u0456"])
def test_a_name_that_looks_like_another_one(server: Server, name: str) -> None:
    if "budi" not in server.output.text:
        server.token("budi")
    server.connect().ask(name, "[Error]")
    assert server.connect(Mamushi).call("GUEST", CONTENT=name)["CODE"] == "GUEST_FAILED"
    assert server.connect(TokenClient).call(f"register {name} rahasia")["status"] == "ERROR"


def test_a_text_cannot_pretend_to_be_another_line(server: Server) -> None:
    listener, speaker = server.pm("pendengar"), server.guest("penyamar")
    listener.until("penyamar")
    speaker.call("SEND", RECEIVER="lobby", CONTENT="satu\u2028budi: palsu\u202egpj.exe\nbudi: dua")
    listener.expect("penyamar: satu budi: palsugpj.exe", "penyamar: budi: dua")


def test_what_could_not_be_read_is_still_waiting_when_the_journal_is_whole_again(start: Start) -> None:
    server = start("--burst", "1000")
    server.sendto("ani").ask("logout", "[OK]")
    eko = server.guest("eko")
    for number in range(150):
        assert eko.call("SEND", RECEIVER="ani", CONTENT=f"{number} {'rusak' * 10}")["CODE"] == "SEND_OK"
    server.stop()
    journal = server.data / "ruang.sqlite"
    feed_all(server.data)
    at, was = spoil(journal, b"30 rusak")

    again = start(data=server.data)
    first, second = again.sendto("ani", verb="login"), again.sendto("ani", verb="login")
    again.guest("budi").call("SEND", RECEIVER="ani", CONTENT="sementara itu")
    for device in (first, second):
        device.until("[budi -> ani] sementara itu")
        device.ask("logout", "[OK]")
    assert "malformed" in (again.data / "crash.log").read_text()
    (again.data / "crash.log").unlink()
    again.stop()
    with open(journal, "r+b") as file:
        file.seek(at)
        file.write(was)

    at_last = start(data=server.data).sendto("ani", verb="login")
    for number in range(150):
        at_last.until(f"{number} rusak")
    at_last.until("sementara itu")

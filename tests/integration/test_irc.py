"""IRC beside the other dialects, with real processes: two workers, so that most meet over the state."""

import base64
import re
import ssl
from collections.abc import Callable, Iterator

import pytest

from chatlib.server.worker.inlet import PEEKS

from .client import Client
from .server import Server

Start = Callable[..., Server]
survives = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"), "--workers", "2", "--irc-name", "irc.test")
    yield server
    server.stop()


def sync(client: Client) -> list[str]:
    """What has come until the answer to a PING, which comes after the effects of all that was asked before."""
    client.send("PING :sync")
    lines = []
    while not (line := client.line()).endswith(" PONG irc.test :sync"):
        lines.append(line)
    return lines


def irc(server: Server, nick: str, *before: str, rooms: str = "#lobby") -> Client:
    client = server.connect()
    client.send(*before, f"NICK {nick}", f"USER {nick} 0 * :{nick}", *(["CAP END"] if before else []))
    client.until(f" 001 {nick} ")
    client.send(f"JOIN {rooms}")
    sync(client)
    return client


def sasl(name: str, password: str = "rahasia") -> tuple[str, ...]:
    """The lines that log in."""
    secret = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
    return ("CAP REQ :sasl message-tags server-time", "AUTHENTICATE PLAIN", f"AUTHENTICATE {secret}")


def account(server: Server, name: str) -> None:
    client = irc(server, name)
    client.ask("REGISTER * * rahasia", f" REGISTER SUCCESS {name}")
    client.send("QUIT")
    assert client.rest().endswith("ERROR :Closing link\r\n")


def test_all_dialects_meet_in_the_lobby(server: Server) -> None:
    ani, budi = irc(server, "ani1"), server.pm("budi1")
    assert ":budi1!budi1@ruang JOIN #lobby" in sync(ani)
    citra, dewi = server.sendto("citra1"), server.mamushi("dewi1")
    ani.send("PRIVMSG #lobby :halo semua")
    budi.until("ani1: halo semua")
    citra.until("[ani1] halo semua")
    assert dewi.push("MESSAGE")["CONTENT"] == "halo semua"
    budi.send("hai, ani")
    ani.until(":budi1!budi1@ruang PRIVMSG #lobby :hai, ani")
    ani.send("PRIVMSG budi1 :rahasia kita")
    budi.until("[PrivateMessage] from ani1 : rahasia kita")
    assert "rahasia kita" not in "".join(dewi.texts())
    budi.close()
    ani.until(":budi1!budi1@ruang QUIT :Connection closed")
    ani.send("QUIT :dadah")
    citra.until("[Keluar] ani1")


def test_a_room_is_one_room_in_every_dialect(server: Server) -> None:
    ani, budi = irc(server, "ani2", rooms="#lobby,#kelas2"), server.pm("budi2")
    budi.ask("joingrup kelas2", "[OK] bergabung dengan kelas2")
    ani.until(":budi2!budi2@ruang JOIN #kelas2")
    ani.send("TOPIC #kelas2 :Soket", "PRIVMSG #kelas2 :mulai")
    budi.until("[Groupchat] ani2 mengganti topik kelas2: Soket")
    budi.until("[Grupchat] ani2@kelas2 : mulai")
    budi.send("switchgrup kelas2 siap")
    ani.until(":budi2!budi2@ruang PRIVMSG #kelas2 :siap")
    ani.send("MODE #kelas2 +m")
    budi.until("[Groupchat] ani2 mengubah aturan kelas2: +m")
    budi.ask("switchgrup kelas2 boleh?", "[Error] di kelas2 hanya yang diberi giliran boleh bicara")
    ani.send("MODE #kelas2 +v budi2")
    budi.until("+v budi2")
    budi.ask("switchgrup kelas2 boleh!", "[Grupchat] budi2@kelas2 : boleh!")
    ani.send("KICK #kelas2 budi2 :istirahat", "MODE #kelas2 +b budi2")
    budi.until("[Groupchat] ani2 mengeluarkan budi2 dari groupchat kelas2")
    sync(ani)
    budi.ask("joingrup kelas2", "[Error] kamu dilarang di kelas2")
    ani.send("MODE #kelas2 -b budi2", "MODE #kelas2 +k kunci")
    sync(ani)
    budi.ask("joingrup kelas2", "[Error]")
    budi.ask("joingrup kelas2 kunci", "[OK] bergabung dengan kelas2")
    ani.send("PART #kelas2 :pulang")
    budi.until("[Groupchat] ani2 meninggalkan groupchat kelas2")


def test_an_invitation_of_another_dialect_opens_the_room(server: Server) -> None:
    ani, budi = irc(server, "ani3"), server.pm("budi3")
    ani.send("JOIN #rapat3x")
    sync(ani)
    budi.ask("creategrup rapat3 adduser ani3", "[OK] grup rapat3 dibuat")
    ani.until(":budi3!budi3@ruang INVITE ani3 #rapat3")
    ani.send("JOIN #rapat3", "MODE #rapat3")
    budi.until("[Groupchat] ani3 bergabung dengan rapat3")
    assert any(re.fullmatch(r":irc\.test 324 ani3 #rapat3 \+in", line) for line in sync(ani))


def test_a_pong_comes_after_all_that_went_before_wherever_it_had_to_go(server: Server) -> None:
    crowd = [irc(server, f"kawan4{letter}", rooms="#ramai4") for letter in "abcdef"]
    assert server.worker_of("kawan4a") != server.worker_of("kawan4b")
    for member in crowd:
        sync(member)
    for number in range(20):
        crowd[0].send(f"PRIVMSG #ramai4 :{number}")
        sync(crowd[0])
        for member in crowd[1:]:
            assert [line.rpartition(":")[2] for line in sync(member)] == [str(number)]


def test_a_long_paste_is_taken_whole_and_its_pong_comes_in_its_turn(server: Server) -> None:
    ani, budi = irc(server, "ani5"), irc(server, "budi5")
    sync(ani)
    ani.send(*(f"PRIVMSG #lobby :baris {number}" for number in range(40)))
    assert sync(ani) == []
    said = [line for line in sync(budi) if ":baris " in line]
    assert [line.rpartition(" ")[2] for line in said] == [str(number) for number in range(40)]


def test_what_an_account_missed_comes_with_its_time(server: Server) -> None:
    account(server, "ani6")
    ani, budi = irc(server, "ani6", *sasl("ani6"), rooms="#kelas6"), server.pm("budi6")
    budi.ask("joingrup kelas6", "[OK]")
    ani.until("JOIN #kelas6")
    ani.send("QUIT")
    ani.rest()
    budi.ask("pm ani6 kamu di mana?", "[OK]")
    budi.ask("switchgrup kelas6 tugas: bab 3", "[Grupchat]")
    ani = server.connect()
    ani.send(*sasl("ani6"), "NICK ani6", "USER ani6 0 * :Ani", "CAP END")
    missed = ani.until("kamu di mana?")
    assert re.match(r"@time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z;msgid=\d+ :budi6!budi6@ruang PRIVMSG ani6 :", missed)
    assert not any("#kelas6" in line for line in sync(ani)), "nobody is joined unasked"
    ani.send("JOIN #kelas6")
    lines = sync(ani)
    assert [line for line in lines if line.startswith("@time=") and line.endswith(" PRIVMSG #kelas6 :tugas: bab 3")]
    ani.send("PART #kelas6", "JOIN #kelas6")
    assert not any("bab 3" in line for line in sync(ani))


def test_a_second_device_is_one_of_the_same_account(server: Server) -> None:
    account(server, "ani7")
    first, budi = irc(server, "ani7", *sasl("ani7")), irc(server, "budi7")
    second = irc(server, "ani7", *sasl("ani7"))
    third = server.mamushi("ani7", register=False)
    sync(budi)
    budi.send("PRIVMSG ani7 :untuk semua")
    for device in (first, second):
        device.until("PRIVMSG ani7 :untuk semua")
    assert third.push("MESSAGE")["CONTENT"] == "untuk semua"
    second.send("QUIT")
    second.rest()
    assert sync(budi) == []
    other = server.connect()
    other.send("NICK ani7", "USER ani7 0 * :Bukan Ani")
    other.expect(":irc.test 433 * ani7 :Nickname is already in use")


def test_a_password_may_come_by_pass_and_by_nickserv(server: Server) -> None:
    account(server, "ani8")
    ani = server.connect()
    ani.send("PASS ani8:rahasia", "NICK ani8", "USER a 0 * :Ani")
    ani.until(" 001 ani8 ")
    guest = irc(server, "tamu8")
    guest.ask("PRIVMSG NickServ :IDENTIFY ani8 salah", "NOTICE tamu8 :Password incorrect.")
    guest.ask("PRIVMSG NickServ :IDENTIFY ani8 rahasia", " 900 tamu8 ")
    guest.ask("NICK ani8", ":tamu8!tamu8@ruang NICK ani8")
    wrong = server.connect()
    wrong.send("PASS ani8:salah", "NICK ani8", "USER a 0 * :Ani")
    assert wrong.rest().endswith("ERROR :Password incorrect\r\n")


def test_whose_coming_and_going_is_watched_is_told_of(server: Server) -> None:
    ani = irc(server, "ani9")
    ani.ask("MONITOR + budi9", " 731 ani9 :budi9")
    budi = server.pm("budi9")
    ani.until(" 730 ani9 :budi9!budi9@ruang")
    budi.close()
    ani.until(" 731 ani9 :budi9")


def test_a_name_that_changes_is_told_in_every_dialect(server: Server) -> None:
    ani, budi, citra = irc(server, "ani10"), server.pm("budi10"), server.guest("citra10")
    ani.ask("NICK anita10", ":ani10!ani10@ruang NICK anita10")
    budi.until("[Ganti] ani10 menjadi anita10")
    renamed = citra.push("RENAMED")
    assert (renamed["SENDER"], renamed["CONTENT"]) == ("ani10", "anita10")
    budi.ask("pm ani10 halo", "[Error]")
    budi.ask("pm anita10 halo", "[OK]")
    ani.until("PRIVMSG anita10 :halo")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("PRIVMSG #lobby :" + "x" * 600, " 417 "),
        ("JOIN #nama/salah11", " 479 "),
        ("PRIVMSG tiada11 :halo", " 401 "),
        ("PRIVMSG #tiada11 :halo", " 403 "),
        ("TIADA", " 421 "),
        ("KICK #lobby ani11", " 482 "),
    ],
)
def test_what_cannot_be_is_answered_by_one_numeric(server: Server, line: str, answer: str) -> None:
    ani = irc(server, "ani11")
    sync(ani)
    ani.send(line)
    (refused,) = sync(ani)
    assert answer in refused
    ani.send("QUIT")
    ani.rest()


def test_bytes_that_are_no_text_are_refused_and_said_to_nobody(server: Server) -> None:
    ani, budi = irc(server, "ani12"), irc(server, "budi12")
    sync(ani)
    ani.raw(b"PRIVMSG #lobby :\xff\xfe\r\n")
    assert sync(ani)[0].startswith(":irc.test FAIL PRIVMSG INVALID_UTF8 ")
    assert sync(budi) == []


def test_a_word_may_be_asked_of_clients_of_irc_alone(start: Start) -> None:
    server = start("--irc-password", "gerbang")
    for before in ([], ["PASS salah"]):
        stranger = server.connect()
        stranger.send(*before, "NICK ani", "USER a 0 * :Ani")
        assert " 464 " in stranger.rest()
    ani = server.connect()
    ani.send("PASS gerbang", "NICK ani", "USER a 0 * :Ani")
    ani.until(" 001 ani ")
    server.pm("budi")


@survives
@pytest.mark.parametrize("who", ["worker", "state", "both"])
def test_a_registration_goes_on_where_it_was(server: Server, who: str) -> None:
    account(server, f"ani13{who}")
    client, name = server.connect(), f"ani13{who}"
    steps = ["CAP LS 302", "CAP REQ :sasl labeled-response batch", "AUTHENTICATE PLAIN", sasl(name)[2], f"NICK {name}"]
    answers = ["LS :", "ACK :", "AUTHENTICATE +", " 903 ", "PONG"]
    for step, answer in zip(steps, answers, strict=True):
        client.send(step, *(["PING :x"] if answer == "PONG" else []))
        client.until(answer)
        server.kill(who)
    client.send("USER a 0 * :Ani", "CAP END")
    client.until(f" 001 {name} ")
    server.kill(who)
    client.ask("@label=7 JOIN #lobby", "@label=7 :irc.test BATCH +")
    client.ask("@label=8 PRIVMSG #lobby :halo", "@label=8 :irc.test ACK")


@survives
def test_a_message_in_several_lines_goes_on_where_it_was(server: Server) -> None:
    caps = "CAP REQ :draft/multiline batch message-tags echo-message"
    ani, budi = irc(server, "ani14", caps), server.pm("budi14")
    ani.send("BATCH +b draft/multiline #lobby", "@batch=b PRIVMSG #lobby :satu")
    sync(ani)
    server.kill("worker")
    ani.send("@batch=b PRIVMSG #lobby :dua", "BATCH -b")
    budi.until("ani14: satu")
    budi.expect("ani14: dua")
    ani.until(" BATCH -m")


@pytest.mark.skipif(not PEEKS, reason="TLS needs Linux here")
def test_it_is_spoken_over_tls_as_well(start: Start) -> None:
    server = start("--tls-self-signed", "--irc-name", "irc.test")

    class Encrypted(Client):
        def __init__(self, port: int) -> None:
            super().__init__(port)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.sock = context.wrap_socket(self.sock)

    ani, budi = server.connect(Encrypted), server.pm("budi")
    ani.send("NICK ani", "USER a 0 * :Ani", "JOIN #lobby")
    ani.until(" 366 ani #lobby ")
    budi.send("halo")
    ani.until(":budi!budi@ruang PRIVMSG #lobby :halo")

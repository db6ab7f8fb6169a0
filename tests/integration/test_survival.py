"""kill -9 of a worker, of the state process, or of both: whoever is connected notices nothing but a pause."""

import re
import signal
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from chatlib.server.worker.inlet import PEEKS

from .client import Client, SlowClient, eventually
from .server import Server

pytestmark = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")

Start = Callable[..., Server]
LINES = 60
WHO = pytest.mark.parametrize("who", ["worker", "state", "both"])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"), "--workers", "2", "--burst", "100000")
    yield server
    server.stop()


class Talker(NamedTuple):
    """A client, how it says something, and a last request with a part of the answer to it."""

    client: Client
    say: Callable[[int], str]
    last: str
    answer: str

    def all_said(self) -> list[str]:
        """All lines up to the answer to one more request."""
        self.client.send(self.last)
        lines = [self.client.line()]
        while self.answer not in lines[-1]:
            lines.append(self.client.line())
        return lines


def talkers(server: Server, suffix: str) -> dict[str, Talker]:
    """Two of each dialect that hears the lobby, and one that fetches, spread over the workers."""
    found: dict[str, Talker] = {}
    for place in "12":
        name = f"pm{place}{suffix}"
        found[name] = Talker(server.pm(name), f"{name} {{}}.".format, "whoami", "[Whoami]")
        name = f"se{place}{suffix}"
        found[name] = Talker(server.sendto(name), f"sendall {name} {{}}.".format, "list", "[List]")
        name = f"ma{place}{suffix}"
        send = f'{{{{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"{name} {{0}}.","ID":{{0}}}}}}'
        found[name] = Talker(server.mamushi(name), send.format, '{"FLAG":"PING"}', "PING_OK")
        name = f"ir{place}{suffix}"
        client = server.connect()
        client.send(f"NICK {name}", f"USER {name} 0 * :{name}", "JOIN #lobby")
        client.until(" 366 ")
        found[name] = Talker(client, f"PRIVMSG #lobby :{name} {{}}.".format, "PING z", " PONG ")
    name = f"to{suffix}"
    client, token = server.token(name)
    found[name] = Talker(client, f"send {token} pm1{suffix} {name} {{}}.".format, f"list {token}", '"users"')
    return found


@WHO
def test_everybody_hears_everything_once_and_in_order(server: Server, who: str) -> None:
    everybody = talkers(server, who)
    for number in range(LINES):
        for talker in everybody.values():
            talker.client.send(talker.say(number))
        if number in (LINES // 3, 2 * LINES // 3):
            server.kill(who)
    said = {name: talker.all_said() for name, talker in everybody.items()}
    # By now all of it was said; by the next answer everybody has heard it.
    heard = {name: "\n".join(said[name] + talker.all_said()) for name, talker in everybody.items()}
    every = [str(number) for number in range(LINES)]
    for name, lines in heard.items():
        for other in everybody.keys() - {name}:
            hears = not name.startswith("to") and (not other.startswith("to") or name.startswith("pm1"))
            assert re.findall(rf"{other}\b.* (\d+)\.", lines) == (every if hears else []), f"{name} of {other}"
        # And the answers to all that it said.
        if name.startswith("ma"):
            assert re.findall(r'"CODE":"SEND_OK".*"ID":(\d+)', lines) == every
        if name.startswith(("se", "to")):
            assert len(re.findall(r"^\[OK\]$|Message Sent", lines, re.MULTILINE)) == LINES


@WHO
def test_a_line_begun_before_is_finished_after(server: Server, who: str) -> None:
    pm, sendto, mamushi = server.pm(f"awal1{who}"), server.sendto(f"awal2{who}"), server.mamushi(f"awal3{who}")
    poller, token = server.token(f"awal4{who}")
    new = server.connect()
    pm.raw(b"who")
    sendto.raw(b"sendto awal1%s ha" % who.encode())
    mamushi.raw(b'{"FLAG":"PING",')
    poller.raw(f"list {token}\nlist {token[:5]}".encode())
    new.raw(b"\nregist awal5%s rah" % who.encode())
    assert new.line().startswith("[Ruang]")
    poller.until("users")
    server.kill(who)
    pm.raw(b"ami\n")
    pm.until(f"[Whoami] awal1{who}")
    sendto.raw(b"lo\n")
    sendto.until("[OK]")
    pm.until(f"from awal2{who} : halo")
    mamushi.raw(b'"ID":7}\n')
    mamushi.push("PING_OK")
    poller.raw(f"{token[5:]}\n".encode())
    poller.until(f"awal4{who}")
    new.raw(b"asia\n")
    new.expect(f"[OK] selamat datang awal5{who}")


@WHO
def test_a_slow_reader_gets_every_byte_once(server: Server, who: str) -> None:
    """More waits for it than its connection holds, and it begins to read when there is a second successor."""
    filling, count = "x" * 4000, 400
    sender, slow = server.pm(f"deras{who}"), server.connect(SlowClient)
    slow.send(f"lambat{who}")
    slow.until("[Sukses]")
    for number in range(count):
        sender.send(f"pm lambat{who} surat-{number:03}. {filling}")
    for _ in range(count):
        sender.until("[OK]")
    server.kill(who)
    sender.ask(f"pm lambat{who} dan akhirnya", "[OK]")
    server.kill(who)
    head = f"[PrivateMessage] from deras{who} : "
    slow.expect(*(f"{head}surat-{number:03}. {filling}" for number in range(count)), f"{head}dan akhirnya")


@WHO
def test_logins_that_are_being_proved(server: Server, who: str) -> None:
    """Their passwords are hashed by a thread of the worker, which takes its time."""
    server.sendto(f"pintu{who}").ask("logout", "[OK]")
    server.lingering.add(f"pintu{who}")
    account = f'{{"username":"pintu{who}","password":"rahasia"}}'
    clients = [server.connect() for _ in range(8)]
    for number, client in enumerate(clients):
        client.send(
            (
                f"login pintu{who} rahasia",
                f"auth pintu{who} rahasia",
                f"regist baru{number}{who} rahasia",
                f'{{"FLAG":"LOGIN","CONTENT":{account},"DEVICE":"d{number}"}}',
            )[number % 4]
        )
    clients[0].until("[OK] selamat datang")
    server.kill(who)
    for number, client in enumerate(clients[1:], 1):
        client.until(("[OK] selamat datang", "tokenid", "[OK] selamat datang", "LOGIN_OK")[number % 4])
    for number, client in enumerate(clients):
        if number % 2 == 0:
            client.ask("sendall halo", "[OK]")


@WHO
def test_rooms_and_invitations_are_as_before(server: Server, who: str) -> None:
    names = [f"{name}{who}" for name in ("andi", "budi", "cici", "dodi")]
    andi, budi, cici, dodi = (server.pm(name) for name in names)
    room = f"tim{who}"
    andi.ask(f"creategrup {room} adduser {' '.join(names[1:])}", "[OK] grup")
    for client in (budi, dodi):
        client.ask(f"acceptgrup {room}", "[OK] bergabung")
    dodi.ask(f"exitgrup {room}", "[OK] keluar")
    server.kill(who)
    andi.ask(f"switchgrup {room} satu", "satu")
    budi.until(f"[Grupchat] {names[0]}@{room} : satu")
    cici.ask(f"acceptgrup {room}", "[OK] bergabung")
    server.kill(who)
    budi.ask(f"exitgrup {room}", "[OK] keluar")
    andi.ask(f"switchgrup {room} dua", "dua")
    cici.until(f"[Grupchat] {names[0]}@{room} : dua")
    andi.ask(f"switchgrup {room} listuser", f"[Groupchat] {room}: {names[0]}, {names[2]}")
    for client, others in ((budi, "dua"), (dodi, "satu|dua"), (cici, "satu")):
        client.send("whoami")
        heard = []
        while not (line := client.line()).startswith("[Whoami]"):
            heard.append(line)
        assert not re.search(rf"Grupchat.*({others})", "\n".join(heard))


@WHO
def test_who_never_sends_a_line_end(server: Server, who: str) -> None:
    witness, bare = server.pm(f"saksi{who}"), server.connect()
    name = f"polos{who}"
    bare.raw(name.encode())
    assert bare.exactly(4) == b"true"
    for number in range(3):
        bare.raw(b"kabar %d" % number)
        server.kill(who)
        witness.until(f"{name}: kabar {number}")
    witness.ask(f"pm {name} halo", "[OK]")
    bare.until(f"[PrivateMessage] from saksi{who} : halo")


@WHO
def test_what_was_asked_last_before_hanging_up_is_answered(server: Server, who: str) -> None:
    server.pm(f"ada{who}")
    client = server.connect()
    client.send(f"pergi{who}", *(f"pm ada{who} {number}" for number in range(50)), "whoami")
    client.end_input()
    server.kill(who)
    answers = [line for line in client.rest().splitlines() if not line.startswith(("[Masuk]", "[Keluar]"))]
    sent = [f"[OK] pesan untuk ada{who} terkirim"] * 50
    assert answers == [f"[Sukses] username: pergi{who}", *sent, f"[Whoami] pergi{who}"]


def test_a_hangup_renews_every_process_and_nobody_is_disconnected(start: Start) -> None:
    server = start("--workers", "2", "--burst", "100000")
    everybody = talkers(server, "")

    eventually(
        lambda: len(server.started()) == 7, "two workers, the state, a spare of each, one for files, and the view's"
    )
    before, said = server.started(), 0

    def renewed() -> bool:
        nonlocal said
        for talker in everybody.values():
            talker.client.send(talker.say(said))
        said += 1
        return len(now := server.started()) == 6 and not before.keys() & now

    server.signal(signal.SIGHUP)
    eventually(renewed, "other processes")
    server.says("beginning afresh")
    lines = {name: talker.all_said() for name, talker in everybody.items()}
    for name, talker in everybody.items():
        heard = "\n".join(lines[name] + talker.all_said())
        for other in everybody.keys() - {name}:
            if not other.startswith("to") and not name.startswith("to"):
                numbers = re.findall(rf"{other}\b.* (\d+)\.", heard)
                assert numbers == [str(number) for number in range(said)], f"{name} of {other}"

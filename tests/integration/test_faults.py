"""Faults on demand, as clients see them: what a bad network does, and nobody loses a word."""

import time
from collections.abc import Callable, Iterator

import pytest

from chatlib.server.worker.inlet import PEEKS

from .client import DEADLINE, Client, Mamushi, eventually
from .server import Server
from .viewer import Viewer

Start = Callable[..., Server]
LESSON = "(for a lesson) your connection"
survives = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"), "--lab", "--workers", "2")
    yield server
    server.stop()


def irc(server: Server, nick: str) -> Client:
    client = server.connect()
    client.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "JOIN #lobby")
    client.until(f" 366 {nick} #lobby ")
    return client


def sync(client: Client) -> list[str]:
    """What has come until the answer to one more request."""
    client.send("PING :sync" if not isinstance(client, Mamushi) else '{"FLAG":"PING","ID":"sync"}')
    lines = [client.line()]
    while "sync" not in lines[-1]:
        lines.append(client.line())
    return lines


def hears(client: Client, *lines: str) -> None:
    """Exactly these are the next lines, but for those that say who comes and goes."""
    found = []
    while len(found) < len(lines):
        if not (line := client.line()).startswith("["):
            found.append(line)
    assert found == [*lines]


def piece(client: Client) -> bytes:
    """The next bytes, as many as come at once."""
    client.sock.settimeout(DEADLINE)
    return client.sock.recv(1 << 16)


def whole(client: Client, last: bytes) -> list[bytes]:
    """The pieces up to what ends so."""
    pieces = [piece(client)]
    while not b"".join(pieces).endswith(last):
        pieces.append(piece(client))
        assert pieces[-1]
    return pieces


# --------------------------------------------------------------------------- each kind


def test_late_in_both_directions(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani1"), server.pm("budi1")
    viewer.put("ani1", "delay", delay=400)
    ani.until(f"{LESSON}: 400 ms late, ± 0 ms")
    began = time.monotonic()
    budi.send("halo")
    hears(ani, "budi1: halo")
    assert time.monotonic() >= began + 0.4
    began = time.monotonic()
    ani.send("halo juga")
    hears(budi, "ani1: halo juga")
    assert time.monotonic() >= began + 0.4


def test_later_ones_do_not_overtake(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani2"), server.pm("budi2")
    viewer.put("all", "delay", delay=100, jitter=100)
    ani.until(LESSON)
    budi.until(LESSON)
    for number in range(20):
        budi.send(str(number))
        ani.send(str(number))
    hears(ani, *(f"budi2: {number}" for number in range(20)))
    hears(budi, *(f"ani2: {number}" for number in range(20)))


def test_so_many_bytes_a_second(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani3"), server.pm("budi3")
    viewer.put("ani3", "rate", rate=400)
    ani.until(f"{LESSON}: 400 bytes a second")
    began = time.monotonic()
    budi.send("a" * 400)
    hears(ani, "budi3: " + "a" * 400)
    assert time.monotonic() > began + 0.9
    began = time.monotonic()
    ani.send("b" * 400)
    hears(budi, "ani3: " + "b" * 400)
    assert time.monotonic() > began + 0.9


def test_a_slow_reader_is_slow_in_one_direction(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani4"), server.pm("budi4")
    viewer.put("ani4", "slow_reader", rate=200)
    ani.until(f"{LESSON}: the other end reads 200 bytes a second")
    began = time.monotonic()
    budi.send("a" * 300)
    ani.send("b" * 2000)
    hears(budi, "ani4: " + "b" * 2000)
    between = time.monotonic()
    hears(ani, "budi4: " + "a" * 300)
    assert time.monotonic() > began + 1.4
    assert between < began + 9  # at 200 bytes a second it would have been ten


def test_nothing_passes_for_a_second(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani5"), server.pm("budi5")
    viewer.put("ani5", "cut", seconds=1)
    began = time.monotonic()
    ani.until(f"{LESSON}, for 1 s: nothing passes")
    budi.send("satu", "dua")
    ani.send("tiga", "empat")
    hears(ani, "budi5: satu", "budi5: dua", f"server: {LESSON} is as it was")
    assert time.monotonic() > began + 0.5
    hears(budi, "ani5: tiga", "ani5: empat")


def test_one_that_the_server_has_forgotten(server: Server, viewer: Viewer) -> None:
    ani, citra = server.pm("ani6"), irc(server, "citra6")
    sync(citra)
    viewer.put("ani6", "half_open")
    ani.until(f"{LESSON}: the server has forgotten it, and nobody says so")
    citra.until(":ani6!ani6@ruang QUIT ")
    again = server.pm("ani6")  # who comes back is no part of it
    citra.send("PRIVMSG #lobby :siapa di sini?")
    hears(again, "citra6: siapa di sini?")
    ani.send("halo?")
    with pytest.raises(ConnectionResetError):
        ani.rest()
    again.send("aku")
    citra.until(" PRIVMSG #lobby :aku")
    assert not [line for line in sync(citra) if "halo?" in line]


def test_one_that_is_half_open_may_end_meanwhile(server: Server, viewer: Viewer) -> None:
    ani, citra = server.pm("ani7"), irc(server, "citra7")
    viewer.put("ani7", "half_open")
    ani.until("nobody says so")
    citra.until(":ani7!ani7@ruang QUIT ")
    ani.end_input()
    with pytest.raises(ConnectionResetError):
        ani.rest()


def test_a_reset(server: Server, viewer: Viewer) -> None:
    ani, citra = server.pm("ani8"), irc(server, "citra8")
    viewer.put("ani8", "reset")
    with pytest.raises(ConnectionResetError):
        ani.rest()
    citra.until(":ani8!ani8@ruang QUIT ")
    again = server.pm("ani8")
    citra.send("PRIVMSG #lobby :halo")
    hears(again, "citra8: halo")


def test_every_byte_on_its_own(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani9"), server.pm("budi9")
    viewer.put("ani9", "split")
    ani.until(f"{LESSON}: every byte on its own")
    budi.send("a" * 300)
    pieces = whole(ani, b"\n")
    assert b"".join(pieces) == b"budi9: " + b"a" * 300 + b"\n"
    assert len(pieces) > 10  # those that had come while this process waited for the processor are read together
    ani.send("b" * 300)
    hears(budi, "ani9: " + "b" * 300)


def test_five_messages_in_one_piece(server: Server, viewer: Viewer) -> None:
    ani, budi, citra = server.pm("ani10"), server.pm("budi10"), server.pm("citra10")
    viewer.put("ani10", "join", delay=1500)
    ani.until(f"{LESSON}: all that comes within 1500 ms in one piece")
    for number in range(5):
        budi.send(str(number))
        hears(citra, f"budi10: {number}")
    assert piece(ani) == b"".join(b"budi10: %d\n" % number for number in range(5))
    ani.send("satu")
    ani.send("dua")
    hears(budi, "ani10: satu", "ani10: dua")


# --------------------------------------------------------------------------- who is told, and whom it is on


def test_who_has_it_is_told_when_it_begins_and_ends_and_nobody_else(server: Server, viewer: Viewer) -> None:
    """In every dialect in its own way."""
    ani, budi, citra = server.pm("ani11"), server.mamushi("budi11"), irc(server, "citra11")
    for name, client, line in (
        ("ani11", ani, f"server: {LESSON}"),
        ("budi11", budi, f'"SENDER":"server","RECEIVER":"lobby","ROOM":"lobby","CONTENT":"{LESSON}'),
        ("citra11", citra, f":ruang NOTICE #lobby :{LESSON}"),
    ):
        number = viewer.put(name, "delay", delay=10)
        assert f"{line}: 10 ms late, ± 0 ms" in client.until(LESSON)
        viewer.heal(number)
        assert f"{line} is as it was" in client.until(LESSON)
    others = sync(budi) + sync(citra)
    ani.send("whoami")
    assert ani.line().startswith("[Whoami]")
    assert not [line for line in others if LESSON in line]


def test_users_by_name_by_number_and_all(server: Server, viewer: Viewer) -> None:
    ani, budi = server.pm("ani12"), server.pm("budi12")
    viewer.put("ANI12", "delay", delay=11)
    ani.until("11 ms late")
    viewer.put(f"#{viewer.cid('budi12')}", "delay", delay=12)
    budi.until("12 ms late")
    viewer.put("all", "delay", delay=13)
    for client in (ani, budi):
        hears(client, f"server: {LESSON}: 13 ms late, ± 0 ms")  # and no word of the other one's
    late = server.pm("citra12")
    late.until("13 ms late")
    viewer.heal()
    for client in (ani, budi, late):
        hears(client, f"server: {LESSON} is as it was")


def test_all_connections_of_a_user_and_those_who_come_later(server: Server, viewer: Viewer) -> None:
    first, other = server.mamushi("ani13"), server.pm("budi13")
    viewer.put("ani13", "delay", delay=10)
    first.until(LESSON)
    second = server.mamushi("ani13", register=False)
    second.until(LESSON)
    eventually(lambda: [one["connections"] for one in viewer.faults] == [2], "both of them")
    other.send("whoami")
    assert other.line().startswith("[Whoami]")


def test_an_earlier_one_goes_on_when_a_later_one_is_over(server: Server, viewer: Viewer) -> None:
    ani = server.pm("ani14")
    viewer.put("all", "delay", delay=10)
    ani.until("10 ms late")
    number = viewer.put("ani14", "rate", rate=100_000)
    ani.until("100000 bytes a second")
    viewer.heal(number)
    ani.until("10 ms late")
    viewer.heal()
    ani.until("as it was")


# --------------------------------------------------------------------------- when a worker dies


@survives
@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("delay", {"delay": 300, "jitter": 100}),
        ("rate", {"rate": 3000}),
        ("split", {}),
        ("join", {"delay": 300}),
        ("cut", {"seconds": 600}),
    ],
)
def test_a_worker_dies_while_it_is_on(start: Start, kind: str, numbers: dict[str, int]) -> None:
    server = start("--lab", "--workers", "2", "--burst", "100000")
    viewer = Viewer(server.port)
    try:
        ani, budi = server.pm("ani"), server.pm("budi")
        number = viewer.put("ani", kind, **numbers)
        ani.until(LESSON)
        texts = [f"pesan {number}" for number in range(60)]
        for client in (ani, budi):
            client.send(*texts[:20])
        server.kill("worker")
        for client in (ani, budi):
            client.send(*texts[20:40])
        server.kill("worker")
        for client in (ani, budi):
            client.send(*texts[40:])
        viewer.until(lambda: [one["connections"] for one in viewer.faults] == [1], "the fault again")
        if kind == "cut":
            budi.send("whoami")
            while not (line := budi.line()).startswith("[Whoami]"):
                assert not line.startswith("ani: "), "it passed when a successor took over"
            viewer.heal(number)
        # Of what is on a successor does not tell again.
        hears(ani, *(f"budi: {text}" for text in texts))
        hears(budi, *(f"ani: {text}" for text in texts))
        if kind == "delay":
            began = time.monotonic()
            budi.send("halo")
            hears(ani, "budi: halo")
            assert time.monotonic() >= began + 0.2
        viewer.heal()
        hears(ani, f"server: {LESSON} is as it was")
    finally:
        viewer.close()

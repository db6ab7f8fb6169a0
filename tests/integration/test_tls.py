"""TLS on the port of everything else: by hand, and with the native client."""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from chatlib.client import LoginFailed, Lost, Message, Restored, WrongServer, connect
from chatlib.client.session import session
from chatlib.client.session.dial import look_up
from tests.client.people import Ear

from .client import DEADLINE, Client, Closed, Mamushi
from .server import Server, free_port, run
from .test_client_scripts import script

Start = Callable[..., Server]
OTHER = "0" * 64


class TlsClient(Client):
    """A line client over TLS. The certificate is looked at by other tests."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock)


class TlsMamushi(TlsClient, Mamushi):
    pass


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"), "--tls-self-signed", "--burst", "1000000")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions try to come back at once, so that the tests need not wait."""
    monkeypatch.setattr(session, "FIRST_WAIT", 0.02)
    monkeypatch.setattr(session, "LONGEST_WAIT", 0.1)


def fingerprint(server: Server) -> str:
    return re.search(r"fingerprint ([0-9a-f]{64})\n", server.output.text)[1]


def tls_process(server: Server) -> psutil.Process:
    """The one that ends encryption: beside the supervisor, it alone holds connections that were accepted."""
    for process in server.processes():
        places = [c.laddr.port for c in process.net_connections("tcp") if c.status == psutil.CONN_ESTABLISHED]
        if process.pid != server.process.pid and server.port in places:
            return process
    raise AssertionError("nobody has the connection")


def sendto(server: Server, name: str) -> Client:
    client = server.connect(TlsClient)
    client.send(f"regist {name} rahasia")
    client.expect(f"[OK] selamat datang {name}")
    return client


# ------------------------------------------------------------------ by hand


def test_who_comes_encrypted_meets_who_does_not(server: Server) -> None:
    budi, ani = server.pm("budi1"), sendto(server, "ani1")
    eko = server.connect(TlsMamushi)
    assert eko.call("GUEST", CONTENT="eko1")["CODE"] == "GUEST_OK"
    budi.until("[Masuk] eko1")
    ani.send("sendall halo")
    budi.expect("ani1: halo")
    assert eko.push("MESSAGE")["CONTENT"] == "halo"
    assert eko.call("SEND", RECEIVER="ani1", CONTENT="hai ani")["CODE"] == "SEND_OK"
    ani.until("[eko1 -> ani1] hai ani")
    ani.send("logout")
    ani.until("[OK] logout ani1")


def test_only_tls_that_is_up_to_date_is_spoken(server: Server) -> None:
    client = server.connect(TlsClient)
    assert client.sock.version() == "TLSv1.3"


def test_a_large_paste_arrives_whole(server: Server) -> None:
    budi, ani = server.pm("budi2"), sendto(server, "ani2")
    budi.until("[Masuk] ani2")
    lines = [f"{number} " + "x" * 4000 for number in range(150)]
    ani.send(*(f"sendall {line}" for line in lines))
    assert [budi.line() for _ in lines] == [f"ani2: {line}" for line in lines]
    ani.expect(*["[OK]"] * len(lines))


def test_a_client_that_ends_its_side_still_gets_its_answers(server: Server) -> None:
    client = server.connect(TlsClient)
    client.send("budi3", "whoami")
    socket.socket.shutdown(client.sock, socket.SHUT_WR)
    assert client.rest().splitlines() == ["[Sukses] username: budi3", "[Whoami] budi3"]


def test_whoever_is_shown_out_gets_the_last_words_and_an_orderly_end(server: Server) -> None:
    client = server.connect(TlsClient)
    client.send("sendall halo")
    assert client.rest() == "[Error] perintah salah\n"


def test_what_only_begins_like_tls_costs_that_connection_alone(server: Server) -> None:
    budi, ani = server.pm("budi4"), sendto(server, "ani4")
    server.connect().raw(b"\x16")
    for garbage in (b"\x16\x03\x01\x00\x05hello\n", b"\x16 hello\n", b"\x16" + b"x" * 100_000):
        wrong = server.connect()
        wrong.raw(garbage)
        with pytest.raises((Closed, ConnectionError)):
            wrong.exactly(1000)  # TLS may say in some bytes what it thinks of it
    budi.ask("whoami", "[Whoami] budi4")
    ani.ask("list", "[List] ani4, budi4")


def test_tls_within_tls_is_refused(server: Server) -> None:
    client = server.connect(TlsClient)
    client.send("\x16\x03\x01")
    assert client.rest().startswith("[Ruang] masuk dulu")


def test_who_does_not_read_holds_up_nobody(server: Server) -> None:
    """Nobody takes what is written to this client, until it is dropped; the others hear everything meanwhile."""
    slow, ani, budi = server.connect(TlsClient), sendto(server, "ani5"), server.pm("budi5")
    slow.send("lambat5")
    budi.until("[Masuk] lambat5")
    text = "x" * 4000
    for _ in range(200):
        ani.send(*[f"sendall {text}"] * 50)
        heard = [budi.line() for _ in range(50)]
        ani.until("[OK]")
        if "[Keluar] lambat5" in heard:
            break
    else:
        pytest.fail("it was never dropped")


def test_a_client_of_plain_bytes_alone_knows_that_there_is_no_tls(start: Start) -> None:
    server = start()
    with pytest.raises((ssl.SSLError, ConnectionError)):
        server.connect(TlsClient)
    status, out, complaint = script(server.port, "halo", "--user", "ani", "--fingerprint", OTHER)
    assert (status, out, complaint) == (1, "", f"the server at 127.0.0.1:{server.port} does not speak TLS\n")
    server.pm("budi").ask("listuser", "[ListUser] 1 online: budi")


# ------------------------------------------------------------ the native client


def test_the_native_client_knows_the_server_again(server: Server, tmp_path: Path) -> None:
    budi = server.pm("budi6")
    known = tmp_path / "ruang" / "known_servers"
    own, home = fingerprint(server), {"XDG_CONFIG_HOME": str(tmp_path)}
    status, out, complaint = script(server.port, "halo\n", "--user", "ani6", "--tls", **home)
    assert (status, out.splitlines()[0]) == (0, "You are ani6.")
    assert own in complaint
    budi.until("ani6: halo")
    assert known.read_text() == f"127.0.0.1:{server.port} {own}\n"
    # From now on without a word about it.
    status, _, complaint = script(server.port, "halo\n", "--user", "ani6", "--tls", **home)
    assert (status, complaint) == (0, "")

    known.write_text(f"127.0.0.1:{server.port} {OTHER}\n")
    status, out, complaint = script(server.port, "rahasia\n", "--user", "ani6", "--tls", **home)
    assert (status, out, complaint.count("\n")) == (1, "", 1)
    assert all(part in complaint for part in (own, OTHER, str(known)))
    status, out, complaint = script(server.port, "rahasia\n", "--user", "ani6", "--fingerprint", OTHER, **home)
    assert (status, out, complaint.count("\n")) == (1, "", 1)
    assert own in complaint
    assert OTHER in complaint
    assert str(known) not in complaint
    as_openssl = ":".join(re.findall("..", own.upper()))
    assert script(server.port, "", "--user", "ani6", "--fingerprint", as_openssl, **home)[0] == 0
    budi.ask("pm budi6 selesai", "selesai")
    assert known.read_text() == f"127.0.0.1:{server.port} {OTHER}\n"


def test_the_library_speaks_to_the_server_that_was_meant_only(server: Server) -> None:
    async def scene() -> None:
        own = await look_up("127.0.0.1", server.port)
        assert own == fingerprint(server)
        with pytest.raises(WrongServer) as caught:
            await connect("127.0.0.1", server.port, "ani7", "rahasia", register=True, fingerprint=OTHER)
        assert (caught.value.expected, caught.value.found) == (OTHER, own)
        # No name and no password was said to it.
        with pytest.raises(LoginFailed):
            await connect("127.0.0.1", server.port, "ani7", "rahasia", fingerprint=own)

    asyncio.run(scene())


def test_a_session_survives_the_process_that_ends_encryption(start: Start) -> None:
    server = start("--tls-self-signed")

    async def scene() -> None:
        where = ("127.0.0.1", server.port, "ani", "rahasia")
        async with await connect(*where, register=True, fingerprint=fingerprint(server)) as ani:
            ear = Ear(ani)
            await ani.send("lobby", "satu")
            tls_process(server).kill()
            await ani.send("lobby", "dua")
            assert [message.text for message in await ani.history("lobby")] == ["satu", "dua"]
        await asyncio.wait_for(ear.task, DEADLINE)
        assert (len(ear.of(Lost)), len(ear.of(Restored)), ear.texts("lobby")) == (1, 1, ["satu", "dua"])

    asyncio.run(scene())


def test_a_session_ends_if_another_server_takes_the_place(start: Start, tmp_path: Path) -> None:
    server = start("--tls-self-signed")

    async def scene() -> None:
        own = fingerprint(server)
        async with await connect("127.0.0.1", server.port, "ani", fingerprint=own) as ani:
            server.stop()
            impostor = start("--tls-self-signed", data=tmp_path / "impostor", port=server.port)
            await asyncio.wait_for(ani.ended.wait(), DEADLINE)
            assert (ani.refusal.expected, ani.refusal.found) == (own, fingerprint(impostor))

    asyncio.run(scene())


def test_files_go_encrypted_as_well(server: Server, tmp_path: Path) -> None:
    photo, content = tmp_path / "foto.jpg", bytes(range(256)) * 20_000
    photo.write_bytes(content)

    async def scene() -> None:
        async with await connect("127.0.0.1", server.port, "ani17", fingerprint=fingerprint(server)) as ani:
            ear = Ear(ani)
            await ani.send_file("ani17", photo)
            path = await ani.get_file(await ear.first(Message), tmp_path / "unduh")
            assert path.read_bytes() == content

    asyncio.run(scene())


# ------------------------------------------------------------------ the options


def test_a_certificate_of_ones_own_choice(server: Server, start: Start) -> None:
    pem = server.data / "tls.pem"
    other = start("--tls-cert", pem, "--tls-key", pem)
    assert fingerprint(other) == fingerprint(server)
    other.connect(TlsClient).ask("budi", "[Sukses] username: budi")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--tls-cert", "/nowhere.pem"), 1),
        (("--tls-cert", "README.md"), 1),
        (("--tls-key", "README.md"), 2),
        (("--tls-cert", "README.md", "--tls-self-signed"), 2),
    ],
)
def test_what_cannot_be_served_with_is_one_line(options: tuple[str, ...], status: int, tmp_path: Path) -> None:
    ended = run(free_port(), "--data", tmp_path, *options)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (status, "", 1)

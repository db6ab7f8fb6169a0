"""Programs that speak nothing of what is spoken here are told so, once, and nothing of theirs becomes chat."""

import socket

import pytest

from .client import Client
from .server import Server

FORGED = ["korban", "halo dari sebuah halaman web"]


def names(server: Server) -> str:
    return server.pm("pencatat").ask("listuser", "[ListUser]")


@pytest.mark.parametrize(
    "first",
    ["POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n"],
)
@pytest.mark.parametrize("pieces", [1, 1000])
def test_a_web_page_cannot_make_a_browser_chat(server: Server, first: str, pieces: int) -> None:
    witness = server.pm("saksi")
    web = server.connect()
    data = (first + "\n" + "".join(line + "\n" for line in FORGED)).encode()
    size = -(-len(data) // pieces)
    try:
        for start in range(0, len(data), size):
            web.raw(data[start : start + size])
    except OSError:
        pass  # the server has heard enough
    assert web.line().startswith(("HTTP/1.1 405", "HTTP/1.1 501"))
    witness.send("whoami")
    assert witness.line() == "[Whoami] saksi"
    assert "korban" not in names(server)


def test_a_pickle_is_no_text(server: Server) -> None:
    stranger = server.connect()
    stranger.raw(b"\x00\x00\x00\x2a\x80\x04\x95\x1f\n\x8c\x04flag\nsaksi\n")
    assert stranger.rest() == ""
    assert "saksi" not in names(server)


@pytest.mark.parametrize(
    "opener", [b"\x05\x02\x00\x01", b"\x10\x0e\x00\x04MQTT", b"0037git-upload-pack /x\x00host=y\x00"]
)
def test_other_binary_openers_get_one_line_at_the_most(server: Server, opener: bytes) -> None:
    stranger = server.connect()
    stranger.raw(opener)
    assert stranger.rest() == "[Error] itu bukan teks\n"


@pytest.mark.parametrize("together", [True, False])
def test_telnet_may_negotiate_first(server: Server, together: bool) -> None:
    plink = server.connect()
    negotiation = b"\xff\xfb\x1f\xff\xfb \xff\xfb\x18\xff\xfb'\xff\xfd\x01\xff\xfb\x03\xff\xfd\x03"
    plink.raw(negotiation)
    if not together:
        assert silent(plink)
    plink.raw(b"ani\r\n")
    plink.expect("[Sukses] username: ani")
    plink.ask("whoami", "[Whoami] ani")


def silent(client: Client) -> bool:
    """Nothing comes, although whatever rests for so long without a line end counts as a message."""
    client.sock.settimeout(0.5)
    try:
        client.sock.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    return False


@pytest.mark.parametrize("line", ["logininfo ", "info ", "sessioncheck {} ", "get_group", "auth_login u p ", "inbox"])
def test_a_program_of_the_token_family_does_not_wait_for_ever(server: Server, line: str) -> None:
    client = server.connect()
    client.raw(f"{line}\r\n".encode())
    assert client.until('"message":"Protocol Tidak Benar"').startswith('{"status":"ERROR"')
    assert client.line() == ""


def test_and_logs_in_as_it_is_used_to(server: Server) -> None:
    server.lingering.add("robo")
    server.sendto("robo")
    client = server.connect()
    client.raw(b"login robo rahasia \r\n")
    assert '"token_id"' in client.line()

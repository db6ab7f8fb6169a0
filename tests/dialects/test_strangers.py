"""Programs that speak nothing of what is spoken here: they are answered once at the most, and nothing more is read."""

import pytest

from chatlib.core import commands
from chatlib.dialects.detection import DIALECTS, Undetected
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.pm import Pm
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token import Token

REQUESTS = [
    "GET / HTTP/1.1",
    "GET / HTTP/1.0",
    "POST /masuk HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "CONNECT kampus.example:443 HTTP/1.1",
    "GET http://kampus.example/ HTTP/1.1",
    "GET /a b HTTP/1.1",
    "PRI * HTTP/2.0",
    "M-SEARCH * HTTP/1.1",
    "PROPFIND /x HTTP/1.1",
    "GET /",
    "POST /masuk",
    "POST /masuk HT",
    "get / http/1.1",
    " GET / HTTP/1.1",
    "\ufeffPOST / HTTP/1.1",
]
NO_HTTP = ["GET", "GETAH", "Http/1.1", "GET HTTP", "POSTING hari ini"]
BINARY = ["\x05\x02\x00\x01", "\x10\x0eMQTT", "\x1b[A", "\x7f", "\x80abc", "\x01", "\ufffd\ufffdabc"]

OTHERS = [
    "SSH-2.0-Go", "SSH-2.0-OpenSSH_9.6", "*2", "$4", "EHLO mail.example", "EHLO", "helo x",
    "OPTIONS sip:a SIP/2.0", "DESCRIBE rtsp://a/b RTSP/1.0",
]  # fmt: skip
NO_OTHERS = ["SSH", "ssh-ku", "ehlox", "halo", "sip", "budi$4"]


@pytest.mark.parametrize("dialect", [Undetected, Pm, Mamushi, Token])
def test_other_protocols_are_told_so_and_none_of_their_lines_becomes_a_name(dialect):
    for line in OTHERS:
        met = dialect(b"\r\n")
        ask = met.receive(line)
        assert ask.command == commands.Pass()
        assert ask.context == b"[Error] protokol itu tidak dilayani di sini\r\n"
        assert met.closing


@pytest.mark.parametrize("line", NO_OTHERS)
def test_a_name_that_is_like_the_word_of_a_protocol_is_one(line):
    assert not Pm().turn_away(line)


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize("line", REQUESTS)
def test_http_is_told_in_http_what_this_port_is(line, eol):
    undetected = Undetected(eol)
    answer = undetected.receive(line).context
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *fields = head.decode("ascii").split("\r\n")
    assert status == "HTTP/1.1 501 Not Implemented"
    assert {f"Content-Length: {len(body)}", "Connection: close"} <= set(fields)
    assert b"Ruang" in body
    assert undetected.closing
    assert undetected.successor is None
    assert undetected.complaint == ""


def test_the_answer_to_head_has_no_body():
    answer = Undetected().receive("HEAD / HTTP/1.1").context
    assert answer.endswith(b"\r\n\r\n")
    assert answer.count(b"\r\n\r\n") == 1


@pytest.mark.parametrize("line", NO_HTTP)
def test_what_only_looks_like_http_is_a_name(line):
    undetected = Undetected()
    assert undetected.receive(line).command == commands.Guest(name=line)


@pytest.mark.parametrize("dialect", [Pm, Mamushi, Token])
def test_where_a_dialect_is_pinned_it_is_the_same(dialect):
    for line in REQUESTS:
        pinned = dialect()
        assert pinned.receive(line).context.startswith(b"HTTP/1.1 ")
        assert pinned.closing


def test_the_body_of_a_request_cannot_follow_where_anything_but_a_login_closes():
    pinned = Sendto()
    pinned.receive(REQUESTS[0])
    assert pinned.closing


@pytest.mark.parametrize("name", DIALECTS)
def test_who_is_logged_in_may_speak_of_http(name):
    member = DIALECTS[name]()
    member.user = "ani"
    ask = member.receive("GET / HTTP/1.1")
    assert not member.closing
    assert not (isinstance(ask.context, bytes) and ask.context.startswith(b"HTTP"))


@pytest.mark.parametrize("line", ["\x00\x00\x00E\ufffd\x03}q", "\x00", "\x00ani"])
@pytest.mark.parametrize("dialect", [Undetected, Pm, Mamushi, Token])
def test_who_begins_with_nul_hears_nothing_and_the_console_hears_of_it(dialect, line):
    first = dialect()
    assert first.receive(line).context == b""
    assert first.closing
    assert first.complaint.startswith(r"\x00")
    assert first.complaint.isascii()
    assert first.complaint.isprintable()


def test_a_complaint_repeats_the_beginning_only():
    undetected = Undetected()
    undetected.receive("\x00" * 60_000)
    assert undetected.complaint == r"\x00" * 16


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize("line", BINARY)
def test_what_begins_no_line_of_text_gets_one_line(line, eol):
    for bare in (True, False):
        undetected = Undetected(eol, bare)
        assert undetected.receive(line).context == b"[Error] itu bukan teks" + eol
        assert undetected.closing
        assert undetected.complaint == ""


def test_a_name_with_nul_is_none():
    undetected = Undetected(bare=True)
    ask = undetected.receive("0037git-upload-pack /x\x00host=127.0.0.1\x00\x00version=2\x00")
    assert undetected.successor.closing
    assert ask.context == b"[Error] itu bukan teks\n"


def test_a_negotiation_of_telnet_alone_is_nothing_yet():
    undetected = Undetected(bare=True)
    assert undetected.receive(undetected.text(b"\xff\xfb\x1f\xff\xfb \xff\xfd\x03")) is None
    assert not undetected.helped
    assert undetected.receive(undetected.text(b"\xff\xfb\x18ani")).command.name == "ani"

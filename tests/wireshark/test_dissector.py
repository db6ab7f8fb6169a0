"""docs/wireshark/ruang.lua in tshark: the same lesson, cut into segments in several ways, on two ports."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from chatlib.core.names import HELP, IRC_VERBS, TOKEN_VERBS, VERBS
from chatlib.dialects import notation
from chatlib.dialects.detection import Undetected
from tests.integration.server import Server

from . import lesson
from .capture import Conversation, Segment, byte_by_byte, cut_in_letters, frames, pcap, run_together
from .tshark import SCRIPT, Dissected, Pdu, accepts, dissect

PORT, ELSEWHERE = 9000, 31000
"""Where the script looks for a server, and where it does not."""

WAYS = {
    "as it came": list,
    "byte by byte": byte_by_byte,
    "run together": run_together,
    "cut in letters": cut_in_letters,
}
DIALECTS = {
    "pm": "pm", "sendto": "sendto", "mamushi": "mamushi", "native": "mamushi", "token": "token", "irc": "irc",
    "encrypted": "pm",
}  # fmt: skip
"""By who spoke."""

LEFT_OUT = {
    ("bare", "byte by byte"), ("bare", "cut in letters"), ("bare", "elsewhere"), ("bare", "run together"),
    ("uploads", "byte by byte"), ("encrypted", "byte by byte"), ("encrypted", "run together"),
}  # fmt: skip
"""Where nothing but the segment says where a message ends; and TLS, whose handshake Wireshark wants in pieces that are
not too small and not too large.
"""

CORPUS = Path(__file__).parents[1] / "fuzz" / "corpus"
MOST = 60_000
"""Bytes in one segment."""

UUID = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
FIRST_LINES = sorted(
    {
        f"{word}{more}{end}"
        for word in {*TOKEN_VERBS, *VERBS, *IRC_VERBS, *HELP, "budi", "create_group", "{FLAG=PING}", "/login", "authx"}
        for more in ("", " satu", " satu dua", f" {UUID}")
        for end in ("\n", "\r\n")
    }
    | {
        "login a b \r\n",
        "login a b \n",
        "@a=b NICK budi\r\n",
        ":x USER budi 0 * :B\n",
        "send 7a592c0e-2cb5\n",
        "halo semua\n",
    }
)


class Seen(NamedTuple):
    """What tshark saw: `once` without the keys of TLS; `again` with them, and dissected twice, as when one clicks.

    `ports` by who spoke and in which way.
    """

    recorded: dict[str, list[Segment]]
    ports: dict[tuple[str, str], int]
    once: Dissected
    again: Dissected

    def of(self, name: str, way: str = "as it came") -> list[Pdu]:
        return self.again.of(self.ports[name, way])


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    home = tmp_path_factory.mktemp("home")
    keys, capture = home / "keys.log", home / "lesson.pcap"
    server = Server(tmp_path_factory.mktemp("data"), "--tls-self-signed", "--lab", "--tls-keylog", keys)
    try:
        recorded = lesson.record(server)
        server.says(f"the keys of all encrypted connections go to {keys}; who has that file reads everything")
    finally:
        server.stop()
    said = {
        **{(name, way): (PORT, WAYS[way](recorded[name])) for name in recorded for way in ways_of(name) if way in WAYS},
        **{(name, "elsewhere"): (ELSEWHERE, recorded[name]) for name in recorded if "elsewhere" in ways_of(name)},
        **{(line, "first"): (PORT, one_side(line.encode())) for line in FIRST_LINES},
        **{(str(path), "corpus"): (PORT, one_side(path.read_bytes())) for path in CORPUS.glob("*/*")},
        ("http", "made up"): (PORT, [*one_side(b"GET / HTTP/1.1\r\n\r\n"), answer(b"HTTP/1.1 204 No\r\n\r\n")]),
        ("pm", "bad"): (PORT, [*one_side(b"budi\n\xe9\n"), *one_side(b"x" * 70_000 + b"\n")]),
        ("irc", "bad"): (PORT, one_side(b"NICK budi\r\nPING " + b"x" * 600 + b"\r\n")),
        ("pm", "later"): (PORT, [answer(b"ani: halo\n"), *one_side(b"pm ani ya\n")]),
    }  # fmt: skip
    ports = {who: number for number, who in enumerate(said, 40_000)}
    ends = [Conversation(port, ports[who], segments) for who, (port, segments) in said.items()]
    later = [segment._replace(at=9.0) for segment in one_side(b"regist ani r4hasia\n")]
    written = frames([*ends, Conversation(PORT, ports["pm", "later"], later, initial=10**6)])
    capture.write_bytes(pcap(written))
    once = dissect(capture, written, home)
    again = dissect(capture, written, home, "-2", "-o", f"tls.keylog_file:{keys}")
    return Seen(recorded, ports, once, again)


def ways_of(name: str) -> list[str]:
    return [way for way in (*WAYS, "elsewhere") if (name, way) not in LEFT_OUT]


def one_side(data: bytes) -> list[Segment]:
    return [Segment(1.0, True, data[at : at + MOST]) for at in range(0, len(data), MOST)]


def answer(data: bytes) -> Segment:
    return Segment(1.0, False, data)


def facts(pdus: list[Pdu]) -> list[dict[str, str]]:
    """What does not depend on where segments begin. Those of a client first, for pushes come when they come."""
    placed = {"request_in", "response_in", "time"}
    sides = sorted(pdus, key=lambda pdu: not pdu.from_client)
    return [{name: show for name, show in pdu.fields.items() if name not in placed} for pdu in sides]


def shown(dissected: Dissected) -> list[tuple[int, int, dict[str, str]]]:
    """All but what can only be known once the whole capture was read."""
    return [
        (pdu.frame, pdu.port, {name: show for name, show in pdu.fields.items() if name != "response_in"})
        for pdu in dissected.pdus
    ]


def words(pdu: Pdu) -> str:
    parts = (pdu.verb or pdu.code, not pdu.verb and pdu.sender, pdu.receiver and f"> {pdu.receiver}")
    return " ".join(filter(None, (*parts, pdu.text and f"| {pdu.text}")))


def asked_and_answered(pdus: list[Pdu]) -> list[str]:
    """Each request, behind it the first answer, if there is one."""
    answers = [pdu for pdu in pdus if pdu.kind == "answer"]
    told = []
    for pdu in pdus:
        if pdu.kind == "request":
            answer = next((one for one in answers if one.request_in == str(pdu.frame)), None)
            if answer and [one for one in pdus if one.frame == pdu.frame and one.kind == "request"][1:]:
                answers.remove(answer)  # of several requests in a frame the first one is answered first
            told.append(f"{pdu.sender and pdu.sender + ': '}{words(pdu)}{' → ' + words(answer) if answer else ''}")
    return told


def pushed(pdus: list[Pdu]) -> list[str]:
    return [words(pdu) for pdu in pdus if pdu.kind == "push"]


def test_who_spoke_each_dialect_is_told_by_the_first_line(seen: Seen) -> None:
    for name, dialect in DIALECTS.items():
        for way in ways_of(name):
            assert {pdu.dialect for pdu in seen.of(name, way)} == {dialect}, (name, way)


def test_pm(seen: Seen) -> None:
    assert asked_and_answered(seen.of("pm")) == [
        "name | budi → Sukses | username: budi",
        "budi: say > lobby | halo semua",
        "budi: pm > ani | apa kabar, Zoë? 你好 👋 → OK | pesan untuk ani terkirim",
        "budi: sendto > ani | ini juga → OK | pesan untuk ani terkirim",
        "budi: pm > tono | hai → Error | user tono tidak terdaftar",
        "budi: whoami → Whoami | budi",
        "budi: listuser → ListUser | 2 online: ani, budi",
        "budi: creategrup | tugas adduser ani → OK | grup tugas dibuat",
        "budi: switchgrup > tugas | bab dua → Grupchat budi > tugas | bab dua",
        "budi: exit",
    ]
    assert "PrivateMessage ani > budi | baik: terima kasih" in pushed(seen.of("pm"))


def test_sendto(seen: Seen) -> None:
    assert asked_and_answered(seen.of("sendto")) == [
        "ani: regist | r4hasia → OK | selamat datang ani",
        "ani: sendto > budi | baik: terima kasih → OK",
        "ani: list → List | ani, budi",
    ]
    assert {
        "sendall budi > lobby | halo semua",
        "sendto budi > ani | apa kabar, Zoë? 你好 👋",
        "Keluar | budi",
        "sendall tono > lobby | halo dari tono",
    } <= set(pushed(seen.of("sendto")))


def test_mamushi(seen: Seen) -> None:
    text = 'katanya: "nanti", ya? 👋 \\  }'  # its line feed is a blank in XML
    assert asked_and_answered(seen.of("mamushi")) == [
        "eko: REG > server → REG_OK | anda berhasil terdaftar dengan username: eko",
        "eko: LOGIN → LOGIN_OK | Login berhasil: eko",
        f"eko: SEND > ani | {text} → SEND_OK | chat ke ani berhasil dikirim",
        f"eko: HISTORY > ani → HISTORY_OK | {text}",
        "eko: TERBANG → BAD_REQUEST | permintaan tidak dipahami: FLAG tidak dikenal",
    ]
    assert "MESSAGE tono > lobby | halo dari tono" in pushed(seen.of("mamushi"))
    assert asked_and_answered(seen.of("native"))[1].startswith("gema: SEND > ani | dari sebuah program → SEND_OK")


def test_the_content_of_a_file_is_no_line(seen: Seen) -> None:
    request, answer, content, end = seen.of("uploads")
    assert (request.verb, answer.code, content.kind, end.code) == ("UPLOAD", "UPLOAD_OK", "content", "FILE_OK")
    assert bytes.fromhex(content.content.replace(":", "")) == lesson.CONTENT


def test_token(seen: Seen) -> None:
    assert asked_and_answered(seen.of("token")) == [
        "paff: register | cytus Paff → OK | User Terdaftar",
        "paff: auth | cytus → OK",
        "paff: send > ani | sampai nanti → OK | Message Sent",
        "paff: send > tono | hai → ERROR | User Tidak Ditemukan",
        "paff: inbox → OK",
    ]


def test_irc(seen: Seen) -> None:
    cap, nick, *_, request, _ = told = asked_and_answered(seen.of("irc"))[:5]
    assert cap.startswith("CAP | LS 302 → CAP | * LS account-notify ")
    assert nick == "NICK | wati → 001 | Welcome to Ruang, wati!wati@ruang"
    assert request.endswith(" → CAP | * ACK labeled-response echo-message message-tags")
    assert asked_and_answered(seen.of("irc"))[len(told) :] == [
        "wati: JOIN | #lobby → JOIN wati | #lobby",
        "wati: PRIVMSG > ani | selamat siang → PRIVMSG wati > ani | selamat siang",
        "wati: PRIVMSG > tono | hai → 401 | tono No such nick",
        "wati: WHOIS | ani → 311 | ani ani ruang * ani",
        "wati: PING | satu → PONG | ruang satu",
    ]
    assert "PRIVMSG tono > #lobby | halo dari tono" in pushed(seen.of("irc"))


def test_a_client_without_line_ends(seen: Seen) -> None:
    assert asked_and_answered(seen.of("bare")) == [
        "name | tono → true",
        "say > lobby | halo dari tono",
        "whoami → Whoami | tono",
    ]


def test_tls_is_opened_by_the_keys(seen: Seen) -> None:
    port = seen.ports["encrypted", "as it came"]
    assert not seen.once.of(port)
    assert asked_and_answered(seen.again.of(port)) == [
        "name | sari → Sukses | username: sari",
        "sari: pm > ani | rahasia sekali → OK | pesan untuk ani terkirim",
        "sari: whoami → Whoami | sari",
    ]


def test_every_line_is_one_pdu_however_it_was_cut(seen: Seen) -> None:
    for name, segments in seen.recorded.items():
        for way in ways_of(name):
            assert facts(seen.of(name, way)) == facts(seen.of(name)), (name, way)
        for from_client in (True, False) if name not in ("encrypted", "bare", "uploads") else ():
            sent = b"".join(s.data for s in segments if s.from_client == from_client).decode()
            lines = sent.replace("\r\n\r\n", "\n").replace("\r\n", "\n").removesuffix("\n").split("\n")
            assert [pdu.line for pdu in seen.of(name) if pdu.from_client == from_client] == lines, name


def test_answers_are_linked_to_requests_with_the_time_between(seen: Seen) -> None:
    for (name, way), port in seen.ports.items():
        pdus = seen.again.of(port)
        links = {(pdu.request_in, str(pdu.frame)) for pdu in pdus if pdu.kind == "answer"}
        assert {(str(p.frame), p.response_in) for p in pdus if p.response_in} <= links, (name, way)
        assert {asked for asked, _ in links} == {str(p.frame) for p in pdus if p.response_in}, (name, way)
        assert all(0 <= float(pdu.time) < 60 for pdu in pdus if pdu.kind == "answer"), (name, way)
    login = seen.of("pm")[0]
    asked, answered = seen.recorded["pm"][:2]
    time = next(pdu for pdu in seen.of("pm") if pdu.request_in == str(login.frame)).time
    assert float(time) == pytest.approx(answered.at - asked.at, abs=1e-5)


def test_a_second_look_shows_the_same(seen: Seen) -> None:
    encrypted = {port for (name, _), port in seen.ports.items() if name == "encrypted"}
    assert shown(seen.once) == [pdu for pdu in shown(seen.again) if pdu[1] not in encrypted]


def test_first_lines_are_read_as_the_server_reads_them(seen: Seen) -> None:
    for line in FIRST_LINES:
        eol = "\r\n" if line.endswith("\r\n") else "\n"
        undetected = Undetected(eol.encode())
        undetected.receive(line.removesuffix(eol))
        expected = undetected.successor.name if undetected.successor else "undetected"
        (pdu,) = seen.of(line, "first")
        assert pdu.dialect == expected, line


def test_whatever_was_found_by_fuzzing_is_read_or_passed_over(seen: Seen) -> None:
    compared = 0
    for path in (CORPUS / "mamushi").iterdir():
        for pdu in seen.of(str(path), "corpus"):
            try:
                read = notation.read(pdu.line)
            except notation.NotUnderstood:
                continue
            if pdu.dialect == "mamushi" and isinstance(read.get("FLAG"), str):
                compared += 1
                assert pdu.verb == read["FLAG"].upper(), pdu.line
                if isinstance(read.get("SENDER"), str):
                    assert pdu.sender == read["SENDER"], pdu.line
    assert compared > 50


def test_http_is_left_to_wireshark(seen: Seen) -> None:
    port = seen.ports["http", "made up"]
    assert not seen.again.of(port)
    assert "http" in seen.again.protocols[port]


def test_what_is_too_long_or_no_text_is_said(seen: Seen) -> None:
    name, no_text, *long = seen.of("pm", "bad")
    assert ("no_utf8" in no_text.fields, "no_utf8" in name.fields) == (True, False)
    assert "too_long" in long[0].fields
    nick, ping = seen.of("irc", "bad")
    assert ("too_long" in nick.fields, "too_long" in ping.fields) == (False, True)


def test_a_capture_that_began_later(seen: Seen) -> None:
    push, request, _ = seen.of("pm", "later")
    assert (push.kind, push.dialect, push.sender, push.text) == ("push", "pm", "ani", "halo")
    assert (request.kind, request.verb, request.receiver, request.text) == ("request", "pm", "ani", "ya")


def test_a_port_that_is_used_again_is_another_conversation(seen: Seen) -> None:
    *_, request = seen.of("pm", "later")
    assert (request.dialect, request.verb, request.sender) == ("sendto", "regist", "ani")


def test_the_filters_for_a_lesson_are_filters(tmp_path: Path) -> None:
    document = SCRIPT.with_name("README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z].* \| (`.*`) \|$", document, re.MULTILINE)
    filters = [one.replace("\\|", "|") for row in rows for one in re.findall(r"`([^`]+)`", row)]
    assert len(filters) > 15
    capture = tmp_path / "empty.pcap"
    capture.write_bytes(pcap([]))
    accepts(capture, tmp_path, " || ".join(f"({one})" for one in filters if one != "display filter"))

"""Files in the dialects: offers, what is told of them, and the lines around their contents."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.tokens import digest
from chatlib.dialects import transfers
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.pm import Pm
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.transfers import BadRequest, Request, read, refused

HASH = "0f" * 32
OFFER = {"FLAG": "SEND", "TYPE": "FILE", "RECEIVER": "budi", "CONTENT": {"NAME": "foto.jpg", "SIZE": 7, "SHA256": HASH}}
FILE = events.Message(
    seq=9, at=1.5, uid=1, sender="ani", to=2, receiver="budi", text="foto.jpg", file=events.Attachment(4, 1234567, HASH)
)


def asked(**fields):
    mamushi = Mamushi()
    mamushi.user = "ani"
    return mamushi, mamushi.receive(json.dumps(OFFER | fields))


# --------------------------------------------------------------------- mamushi


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"type": "file"},
        {"CONTENT": {"name": "foto.jpg", "size": 7, "sha256": HASH.upper()}},
        {"RECEIVER": " budi "},
    ],
)
def test_a_file_is_offered(more):
    _, ask = asked(**more)
    assert ask.command == commands.Offer(to="budi", name="foto.jpg", size=7, sha256=HASH)


@pytest.mark.parametrize(
    "content",
    [
        "foto.jpg",
        None,
        {},
        {"NAME": "f", "SIZE": 7},
        {"NAME": "f", "SIZE": "7", "SHA256": HASH},
        {"NAME": "f", "SIZE": -1, "SHA256": HASH},
        {"NAME": "f", "SIZE": True, "SHA256": HASH},
        {"NAME": "f", "SIZE": 7, "SHA256": HASH[1:]},
        {"NAME": "f", "SIZE": 7, "SHA256": "../" + HASH[3:]},
        {"NAME": 7, "SIZE": 7, "SHA256": HASH},
    ],
)
def test_an_offer_that_is_not_complete_is_a_bad_request(content):
    _, ask = asked(CONTENT=content)
    assert json.loads(ask.context)["CODE"] == "BAD_REQUEST"


@pytest.mark.parametrize(("is_room", "words"), [(False, "berkas ke x dapat"), (True, "berkas ke room x dapat")])
def test_the_answer_to_an_offer_has_the_number_of_the_upload(is_room, words):
    mamushi, ask = asked(ID=3)
    answer = json.loads(mamushi.reply(events.Offered(1, 17, "x", is_room), ask.context))
    assert (answer["CODE"], answer["FILE"], answer["ID"]) == ("SEND_OK", 17, 3)
    assert answer["CONTENT"].startswith(words)


@pytest.mark.parametrize("reason", [Reason.TOO_MANY_FILES, Reason.FILE_TOO_LARGE, Reason.UNKNOWN_TARGET])
def test_an_offer_is_refused_as_a_message_is(reason):
    mamushi, ask = asked()
    assert json.loads(mamushi.reply(events.Refused(1, reason, "x"), ask.context))["CODE"] == "SEND_FAILED"


def test_a_file_is_declined_by_its_number_and_an_invitation_by_its_room():
    _, ask = asked(FLAG="REJECT", FILE=17)
    assert ask.command == commands.Decline(fid=17)
    _, ask = asked(FLAG="REJECT")
    assert ask.command == commands.Answer(room="budi", accept=False)


def test_a_file_is_pushed_as_a_message_with_its_size_and_hash():
    assert json.loads(Mamushi.push(FILE)) == {
        "FLAG": "DATA", "CODE": "MESSAGE", "TYPE": "FILE", "SENDER": "ani", "RECEIVER": "budi", "CONTENT": "foto.jpg",
        "SEQ": 9, "TIME": 1.5, "FILE": 4, "SIZE": 1234567, "SHA256": HASH,
    }  # fmt: skip


# ------------------------------------------------------------------ pm and sendto


def test_in_lines_a_file_is_its_number_name_and_size():
    assert Pm.push(FILE) == b"[PrivateMessage] from ani : [File 4] foto.jpg (1,2 MiB)"
    assert Sendto.push(FILE) == b"[ani -> budi] [File 4] foto.jpg (1,2 MiB)"
    assert Sendto.missed(FILE).endswith(b") [File 4] foto.jpg (1,2 MiB)")
    in_room = events.Message(rid=3, room="tim", sender="ani", text="f", file=events.Attachment(5, 0, HASH))
    assert Pm.push(in_room) == b"[Grupchat] ani@tim : [File 5] f (0 B)"
    to_all = events.Message(room="lobby", sender="ani", text="f", file=events.Attachment(6, 2048, HASH))
    assert Pm.push(to_all) == b"ani: [File 6] f (2,0 KiB)"


# ------------------------------------------------------------- around the contents


def test_the_first_line_of_a_carrier_is_read_in_any_notation():
    expected = Request("UPLOAD", digest("abc"), 17, 5)
    assert read(b'{"FLAG":"UPLOAD","TOKEN":"abc","FILE":17,"OFFSET":5}\r') == expected
    assert read(b"{'flag': 'upload', 'token': 'abc', 'file': 17, 'offset': 5}") == expected
    assert read(b'{"FLAG":"DOWNLOAD","TOKEN":"abc"}') == Request("DOWNLOAD", digest("abc"), 0, 0)


@given(st.binary() | st.text().map(lambda text: ('{"FLAG":"UPLOAD","TOKEN":"a",' + text).encode()))
def test_any_first_line_is_read_or_refused(line):
    try:
        request = read(line)
    except BadRequest:
        return
    assert request.offset >= 0


def test_a_refusal_says_what_failed_and_why():
    answer = json.loads(refused("FILE", Refusal(Reason.WRONG_CONTENT, "foto.jpg")))
    assert answer == {
        "FLAG": "DATA", "TYPE": "TEXT", "CODE": "FILE_FAILED",
        "CONTENT": "isi berkas foto.jpg tidak cocok dengan SHA-256-nya",
        "REASON": "wrong-content", "SUBJECT": "foto.jpg",
    }  # fmt: skip
    assert json.loads(refused("UPLOAD", Refusal(Reason.NO_SESSION)))["CODE"] == "NOT_LOGGED_IN"
    assert transfers.answer("X", "a\nb").count(b"\n") == 1

"""The dialect of dictionaries: what is pushed, and the IDs by which a client knows its answers."""

import json

import pytest

from chatlib.core import events
from chatlib.dialects.mamushi import Mamushi


def member():
    mamushi = Mamushi()
    mamushi.user = "ani"
    return mamushi


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (
            events.Message(1, seq=9, at=1700000000.25, uid=1, sender="ani", room="lobby", text="halo"),
            {"CODE": "MESSAGE", "SENDER": "ani", "RECEIVER": "lobby", "ROOM": "lobby", "CONTENT": "halo", "SEQ": 9,
             "TIME": 1700000000.25},
        ),
        (
            events.Message(1, seq=9, at=1700000000.0, uid=1, sender="ani", rid=3, room="kelas", text="😀 \"x\" '"),
            {"CODE": "MESSAGE", "SENDER": "ani", "RECEIVER": "kelas", "ROOM": "kelas", "CONTENT": "😀 \"x\" '",
             "SEQ": 9, "TIME": 1700000000},
        ),
        (
            events.Message(1, seq=9, at=1700000000.0, uid=1, sender="ani", to=2, receiver="budi", text="hai"),
            {"CODE": "MESSAGE", "SENDER": "ani", "RECEIVER": "budi", "CONTENT": "hai", "SEQ": 9, "TIME": 1700000000},
        ),
        (
            events.Invitation(to=2, sender="ani", room="kelas", members=["ani", "citra"]),
            {"CODE": "INVITATION", "SENDER": "ani", "ROOM": "kelas", "CONTENT": ["ani", "citra"]},
        ),
        (
            events.Invited(rid=3, room="kelas", name="ani", whom="budi"),
            {"CODE": "INVITED", "SENDER": "ani", "ROOM": "kelas", "CONTENT": "budi"},
        ),
        (
            events.Declined(rid=3, room="kelas", name="budi"),
            {"CODE": "DECLINED", "SENDER": "budi", "ROOM": "kelas", "CONTENT": "budi"},
        ),
        (
            events.Joined(rid=3, room="kelas", name="budi"),
            {"CODE": "JOINED", "SENDER": "budi", "ROOM": "kelas", "CONTENT": "budi"},
        ),
        (
            events.Left(rid=3, room="kelas", name="budi"),
            {"CODE": "LEFT", "SENDER": "budi", "ROOM": "kelas", "CONTENT": "budi"},
        ),
        (
            events.Deleted(rid=3, room="kelas", name="ani", members=["ani", "budi"]),
            {"CODE": "LEFT", "SENDER": "ani", "ROOM": "kelas", "CONTENT": ["ani", "budi"]},
        ),
        (events.Came(name="ani"), {"CODE": "ONLINE", "SENDER": "ani"}),
        (events.Went(name="ani"), {"CODE": "OFFLINE", "SENDER": "ani"}),
    ],
)  # fmt: skip
def test_what_others_do(event, fields):
    line = Mamushi.push(event)
    assert b"\n" not in line
    assert json.loads(line) == {"FLAG": "DATA", "TYPE": "TEXT", **fields}


def test_output_is_utf_8():
    assert "😀 é".encode() in Mamushi.push(events.Message(sender="ani", room="lobby", text="😀 é"))


def test_what_was_missed_comes_as_it_would_have_come():
    message = events.Message(seq=4, sender="budi", to=1, receiver="ani", text="hai")
    invitation = events.Invitation(sender="budi", room="kelas", members=["budi"])
    expected = Mamushi.push(message) + b"\r\n" + Mamushi.push(invitation) + b"\r\n"
    assert Mamushi(b"\r\n").catch_up(events.CatchUp(1, [message], [invitation])) == expected


@pytest.mark.parametrize(
    "written",
    [
        "7",
        "0",
        "-5",
        "1.5",
        '"a"',
        '""',
        "true",
        '"\\u00e9\\n"',
        "[1]",
        '{"a":{"b":[]}}',
        "123456789012345678901234567890",
    ],
)
def test_an_id_comes_back_in_every_kind_of_answer(written):
    mamushi = member()
    expected = json.loads(written)
    understood = mamushi.receive(f'{{"FLAG":"PING","ID":{written}}}')
    for data in (
        mamushi.reply(events.Done(1), understood.context),
        mamushi.reply(events.Refused(1, "too-fast"), understood.context),
        mamushi.receive(f'{{"FLAG":"TERBANG","ID":{written}}}').context,
        mamushi.receive(f'{{"FLAG":"SEND","ID":{written}}}').context,
        Mamushi().receive(f'{{"FLAG":"WHOAMI","ID":{written}}}').context,
    ):
        found = json.loads(data)["ID"]
        assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize("escape", ["\\ud800", "\\udfff", "\\ude00\\ud83d"])
def test_an_id_that_no_answer_could_carry_still_gets_one_answer(escape):
    mamushi = member()
    understood = mamushi.receive(f'{{"FLAG":"PING","ID":"{escape}"}}')
    assert mamushi.reply(events.Done(1), understood.context).endswith(b"}\n")
    assert mamushi.receive(f'{{"FLAG":"TERBANG","ID":"{escape}"}}').context.endswith(b"}\n")


def test_without_an_id_there_is_none_in_the_answer():
    mamushi = member()
    for line in ("{FLAG=PING}", '{"FLAG":"PING","ID":null}'):
        assert b'"ID"' not in mamushi.reply(events.Done(1), mamushi.receive(line).context)


def known_by(request_id):
    request = {"FLAG": "SEND", "RECEIVER": "budi", "CONTENT": "hai", "ID": request_id}
    return member().receive(json.dumps(request)).command.id


@pytest.mark.parametrize("request_id", [7, 0, "7", "", "a" * 300, 10**30])
def test_a_message_sent_again_is_known_by_its_id(request_id):
    assert known_by(request_id) == known_by(request_id)
    assert known_by(request_id) != ""
    assert len(known_by(request_id)) <= 300


@pytest.mark.parametrize(("one", "other"), [(7, "7"), ("a", "A"), ("", " "), ("a" * 300 + "1", "a" * 300 + "2")])
def test_two_ids_are_never_taken_for_one(one, other):
    """Else a message would be acknowledged that was never delivered."""
    assert known_by(one) != known_by(other)


def test_without_an_id_a_message_is_always_new():
    assert known_by(None) == ""


def test_too_long_a_line():
    answer = json.loads(Mamushi().too_long())
    assert answer == {
        "FLAG": "DATA", "CONTENT": "baris terlalu panjang", "TYPE": "TEXT", "CODE": "BAD_REQUEST", "REASON": "too-long",
    }  # fmt: skip

"""Lines of the server become events; requests become lines."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.session.events import (
    Away,
    Composes,
    Deleted,
    Edited,
    Expelled,
    Hands,
    Invitation,
    Message,
    Notice,
    Pinned,
    Placed,
    Poll,
    Presence,
    Quote,
    Reacted,
    Read,
    Reported,
    Ruled,
)
from chatlib.client.session.protocol import ServerRefusal, decode, deeds, event, page, request, rules
from chatlib.client.session.rules import Deed, Listed, Rules, Ruling

ROOM = {
    "CODE": "MESSAGE",
    "SENDER": "budi",
    "RECEIVER": "kelas",
    "ROOM": "kelas",
    "CONTENT": "halo",
    "SEQ": 7,
    "TIME": 1.5,
}
PM = {"CODE": "MESSAGE", "SENDER": "budi", "RECEIVER": "ani", "CONTENT": "psst", "SEQ": 8, "TIME": 2.5}


def heard(fields: dict, me: str = "ani") -> object:
    return event(decode(json.dumps({"FLAG": "DATA", "TYPE": "TEXT", **fields})), me)


PUSHES = [
    (ROOM, Message(7, 1.5, "budi", "kelas", "halo")),
    (ROOM | {"RECEIVER": "lobby", "ROOM": "lobby"}, Message(7, 1.5, "budi", "lobby", "halo")),
    (ROOM | {"SENDER": "ani"}, Message(7, 1.5, "ani", "kelas", "halo", mine=True)),
    (PM, Message(8, 2.5, "budi", "budi", "psst", private=True)),
    (PM | {"SENDER": "ani", "RECEIVER": "budi"}, Message(8, 2.5, "ani", "budi", "psst", private=True, mine=True)),
    ({"CODE": "ONLINE", "SENDER": "budi"}, Presence("budi", True)),
    ({"CODE": "OFFLINE", "SENDER": "budi"}, Presence("budi", False)),
    (
        {"CODE": "INVITATION", "SENDER": "budi", "ROOM": "kelas", "CONTENT": ["budi", "citra"]},
        Invitation("budi", "kelas", ["budi", "citra"]),
    ),
    (
        {"CODE": "INVITED", "SENDER": "budi", "ROOM": "kelas", "CONTENT": "citra"},
        Notice("INVITED", "kelas", "budi", ["citra"]),
    ),
    (
        {"CODE": "JOINED", "SENDER": "citra", "ROOM": "kelas", "CONTENT": "citra"},
        Notice("JOINED", "kelas", "citra", ["citra"]),
    ),
    (
        {"CODE": "DECLINED", "SENDER": "citra", "ROOM": "kelas", "CONTENT": "citra"},
        Notice("DECLINED", "kelas", "citra", ["citra"]),
    ),
    (
        {"CODE": "LEFT", "SENDER": "budi", "ROOM": "kelas", "CONTENT": ["budi", "citra"]},
        Notice("LEFT", "kelas", "budi", ["budi", "citra"]),
    ),
    (
        {"CODE": "LEFT", "SENDER": "budi", "ROOM": "kelas", "CONTENT": "citra", "REASON": "ribut"},
        Notice("LEFT", "kelas", "budi", ["citra"], "ribut"),
    ),
    (
        {
            "CODE": "RULES",
            "SENDER": "budi",
            "ROOM": "kelas",
            "CONTENT": [
                {"WHAT": "MUTE", "ON": True, "ABOUT": "budi"},
                {"WHAT": "MUTE", "ON": True, "ABOUT": "citra"},
            ],
            "SECONDS": 60,
            "REASON": "ribut",
        },
        Ruled("kelas", "budi", [Ruling("MUTE", True, name, 60.0, "ribut") for name in ("budi", "citra")]),
    ),
    (
        {"CODE": "EXPELLED", "SENDER": "budi", "REASON": "ribut", "BANNED": True, "SECONDS": 60},
        Expelled("budi", "ribut", True, 60.0),
    ),
    ({"CODE": "EXPELLED", "SENDER": "budi", "REASON": "ribut"}, Expelled("budi", "ribut", False, 0.0)),
    (
        {
            "CODE": "REPORTED",
            "SENDER": "ani",
            "AUTHOR": "budi",
            "SEQ": 7,
            "ROOM": "kelas",
            "CONTENT": "x",
            "REASON": "y",
        },
        Reported("ani", "budi", "kelas", "x", "y"),
    ),
    (
        {"CODE": "HANDS", "SENDER": "guru", "ROOM": "kelas", "CONTENT": ["citra"], "CALLED": "budi"},
        Hands("kelas", "guru", ["citra"], "budi"),
    ),
    (
        {
            "CODE": "POLL",
            "SENDER": "guru",
            "ROOM": "kelas",
            "QUESTION": "paham?",
            "OPTIONS": ["ya", "belum"],
            "COUNTS": [0, 1],
            "OPEN": False,
        },
        Poll("kelas", "guru", "paham?", ["ya", "belum"], [0, 1], False),
    ),
    (
        {"CODE": "PLACED", "SENDER": "guru", "ROOM": "regu-1", "CONTENT": ["budi", "guru"]},
        Placed("regu-1", "guru", ["budi", "guru"]),
    ),
    ({"CODE": "DELETED", "SENDER": "budi", "ROOM": "kelas", "SEQ": 7, "REASON": "y"}, Deleted(7, "budi", "y")),
    (
        {"CODE": "EDITED", "SENDER": "budi", "ROOM": "kelas", "SEQ": 7, "CONTENT": "baru", "TIME": 2.5},
        Edited(7, "budi", "baru", 2.5),
    ),
    (
        {"CODE": "REACTED", "SENDER": "budi", "RECEIVER": "ani", "SEQ": 7, "CONTENT": "👍", "ON": False},
        Reacted(7, "budi", "👍", False),
    ),
    ({"CODE": "PINNED", "SENDER": "budi", "ROOM": "kelas", "SEQ": 7, "ON": True}, Pinned("kelas", "budi", 7, True)),
    (
        ROOM
        | {"REPLY": {"SEQ": 3, "SENDER": "ani", "CONTENT": "jam"}, "EDITED": 2.5, "REACTIONS": {"👍": ["ani", "budi"]}},
        Message(
            7, 1.5, "budi", "kelas", "halo", edited=2.5, reply=Quote(3, "ani", "jam"), reactions={"👍": ["ani", "budi"]}
        ),
    ),
    (ROOM | {"CONTENT": "", "DELETED": "ani"}, Message(7, 1.5, "budi", "kelas", "", deleted="ani")),
    ({"CODE": "AWAY", "SENDER": "budi", "CONTENT": "makan"}, Away("budi", "makan")),
    ({"CODE": "READ", "ROOM": "kelas", "TIME": 2.5}, Read("kelas", 2.5)),
    ({"CODE": "READ", "RECEIVER": "budi", "TIME": 2.5}, Read("budi", 2.5)),
    ({"CODE": "TYPING", "SENDER": "budi", "ROOM": "kelas", "CONTENT": "active"}, Composes("kelas", "budi", True)),
    ({"CODE": "TYPING", "SENDER": "budi", "RECEIVER": "ani", "CONTENT": "paused"}, Composes("budi", "budi", False)),
    ({"CODE": "FROM_THE_FUTURE", "SENDER": "budi", "NEW": {"a": 1}}, None),
    ({"CODE": ""}, None),
]


@pytest.mark.parametrize(("fields", "told"), PUSHES, ids=[f"{n}-{p['CODE']}" for n, (p, _) in enumerate(PUSHES)])
def test_pushes(fields: dict, told: object) -> None:
    assert heard(fields) == told


def test_a_page_of_history() -> None:
    frame = decode(json.dumps({"CODE": "HISTORY_OK", "CONTENT": [PM, PM | {"SENDER": "ani", "RECEIVER": "budi"}]}))
    assert [(message.where, message.mine) for message in page(frame, "ani")] == [("budi", False), ("budi", True)]
    assert page(decode(json.dumps({"CODE": "HISTORY_OK", "CONTENT": []})), "ani") == []


def test_what_holds_in_a_room() -> None:
    four = {"ANNOUNCE": True, "LOCKED": False, "ACCOUNTS": True, "SLOW": 10}
    ban = {"WHO": "eko*", "BY": "ani", "TIME": 1.0, "UNTIL": 2.0, "REASON": "ribut"}
    told = {"ROLE": "owner", "OWNER": "ani", "MODERATORS": ["budi"], "VOICED": [], "BANS": [ban], "MUTES": []}
    frame = decode(json.dumps({"CODE": "RULES_OK", "CONTENT": four | told}))
    listed = Listed("eko*", "ani", 2.0, "ribut")
    assert rules(frame) == Rules(True, False, True, 10, "owner", "ani", ["budi"], [], [listed])


def test_what_was_done_in_a_room() -> None:
    deed = {"TIME": 1.5, "BY": "ani", "WHAT": "MUTE", "ON": True, "WHOM": "budi", "SECONDS": 60, "REASON": "", "SEQ": 0}
    assert deeds(decode(json.dumps({"CODE": "MODLOG_OK", "CONTENT": [deed]}))) == [
        Deed(1.5, "ani", "MUTE", True, "budi", 60.0)
    ]


def test_of_a_request_that_it_does_not_know_an_older_server_says_so() -> None:
    said = "permintaan tidak dipahami: FLAG tidak dikenal"
    assert ServerRefusal.of(decode(json.dumps({"CODE": "BAD_REQUEST", "CONTENT": said}))).unknown
    assert not ServerRefusal.of(decode(json.dumps({"CODE": "BAD_REQUEST", "CONTENT": "lain"}))).unknown


def test_which_answers_are_good_news() -> None:
    good = ("SEND_OK", "LOGIN_OK", "ROOM_QUITTED", "CREATE_GROUP_OK")
    bad = ("SEND_FAILED", "BAD_REQUEST", "DENIED", "NOT_LOGGED_IN", "RATE_LIMITED", "LOGIN_DUPE", "")
    assert [decode(json.dumps({"CODE": code})).ok for code in good] == [True] * len(good)
    assert [decode(json.dumps({"CODE": code})).ok for code in bad] == [False] * len(bad)


def test_a_request_is_one_line_with_its_names_in_capitals() -> None:
    line = request("SEND", "x-1", receiver="budi", content="satu\ndua")
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line) == {"FLAG": "SEND", "ID": "x-1", "RECEIVER": "budi", "CONTENT": "satu\ndua"}


@given(st.text(), st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_asked_for(flag: str, text: str) -> None:
    try:
        line = request(flag, "1", content=text)
    except (UnicodeEncodeError, msgspec.ValidationError):
        assert any("\ud800" <= c <= "\udfff" for c in flag)
        return
    assert line.count(b"\n") == 1
    assert json.loads(line)["CONTENT"] == text


@pytest.mark.parametrize("line", [b"", b"halo", b"[]", b'"x"', b'{"CODE": 5}', b'{"SEQ": "x"}', b"\xff"])
def test_what_is_not_of_this_protocol_is_a_valueerror(line: bytes) -> None:
    """Which is what the session takes for the end of a connection."""
    with pytest.raises(ValueError, match=r"."):
        decode(line)

"""The dialect of bearer tokens: its answers, each one JSON object and an empty line."""

import json

import pytest

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.token import Token

LINES = {
    "auth": "auth paff cytus",
    "register": "register paff cytus",
    "send": "send neko hai",
    "sendprivate": "sendprivate neko hai",
    "inbox": "inbox",
    "list": "list",
    "logout": "logout",
    "creategroup": "creategroup kelas",
    "joingroup": "joingroup kelas",
    "leavegroup": "leavegroup kelas",
    "sendgroup": "sendgroup kelas halo",
    "inboxgroup": "inboxgroup kelas",
    "sendfile": "sendfile neko isi.txt aXNp",
    "receivefile": "receivefile",
    "listgroup": "list_group",
    "listrealm": "checkrealm",
    "inboxrealm": "getrealminbox b",
}
OWN = {
    "inbox": {"messages": {}}, "inboxrealm": {"messages": {}}, "inboxgroup": {"messages": []}, "list": {"users": []},
    "listgroup": {"groups": []}, "listrealm": {"realms": []}, "receivefile": {"files": []},
}  # fmt: skip
"""What an answer has besides status and message; of an error it is empty."""


def answered(verb, event, eol=b"\n"):
    """The object; it ends in the same way whatever line end the client uses, and is pure ASCII."""
    token = Token(eol)
    data = token.reply(event, token.receive(LINES[verb]).context)
    assert data.endswith(b"}\r\n\r\n")
    assert data.count(b"\r\n") == 2
    return json.loads(data.decode("ascii"))


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("verb", "event", "fields"),
    [
        ("register", events.Done(1, "paff"), {"message": "User Terdaftar", "username": "paff"}),
        ("send", events.Message(1, to=2, receiver="neko"), {"message": "Message Sent"}),
        ("sendprivate", events.Message(1, to=2, receiver="neko"), {"message": "Message Sent"}),
        ("sendgroup", events.Message(1, rid=3, room="kelas"), {"message": "Message Sent"}),
        ("list", events.Names(1, names=["b", "a"]), {"message": "List user: b,a", "users": ["b", "a"]}),
        ("list", events.Names(1), {"message": "List user: ", "users": []}),
        ("list", events.Names(1, "", ["a"], 9, True), {"message": "List user: a", "users": ["a"], "more": True}),
        ("listgroup", events.Names(1, "", ["k", "l"], 2), {"message": "List group: k,l", "groups": ["k", "l"]}),
        ("listrealm", events.Names(1, "", ["b"], 1), {"message": "List realm: b", "realms": ["b"]}),
        ("sendgroup", events.Circulated(1, ["ani", "budi"]), {"message": "Message Sent"}),
        (
            "sendgroup",
            events.Circulated(1, ["ani"], [(Reason.UNKNOWN_USER, "b"), (Reason.UNKNOWN_USER, "c")]),
            {"message": "Message Sent; User Tidak Ditemukan: b, c"},
        ),
        ("logout", events.Parted(1, "paff", 1), {"message": "Logout berhasil"}),
        ("creategroup", events.Invites(1, "kelas"), {"message": "Group Dibuat"}),
        ("joingroup", events.Done(1, "kelas"), {"message": "Bergabung Dengan Group"}),
        ("leavegroup", events.Done(1, "kelas"), {"message": "Keluar Dari Group"}),
        ("sendfile", events.Message(1, text="f", file=events.Attachment(4, 3, "0f")), {"message": "File Sent"}),
        ("sendfile", events.Sent(1, 5, "neko"), {"message": "File Sent"}),
        ("inbox", events.Page(1), {"messages": {}}),
        ("inboxrealm", events.Page(1), {"messages": {}}),
        ("inbox", events.Page(1, more=True), {"messages": {}, "more": True}),
        ("inboxgroup", events.Page(1, "kelas", more=True), {"messages": [], "more": True}),
        ("inboxgroup", events.Page(1, "kelas"), {"messages": []}),
        ("receivefile", events.Files(1), {"files": []}),
    ],
)  # fmt: skip
def test_what_is_answered(verb, event, fields, eol):
    assert answered(verb, event, eol) == {"status": "OK", **fields}


def test_auth_gives_the_token():
    token = Token()
    ask = token.receive(LINES["auth"])
    token.token = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
    answer = token.reply(events.Welcome(1, uid=7, name="Paff", pushes=False), ask.context)
    assert answer.endswith(b"}\r\n\r\n")
    # There are clients that read it by each of these names.
    assert json.loads(answer) == {"status": "OK", **dict.fromkeys(("tokenid", "token", "token_id"), token.token)}
    assert token.user == "Paff"


def test_the_inbox_is_ordered_by_sender_oldest_first():
    page = events.Page(
        1,
        messages=[
            events.Message(at=10.9, sender="paff", text="satu"),
            events.Message(at=11.0, sender="robo", text="dua"),
            events.Message(at=12.2, sender="paff", text="tiga 😀"),
        ],
    )
    assert answered("inbox", page)["messages"] == {
        "paff": [{"msg": "satu", "time": 10}, {"msg": "tiga 😀", "time": 12}],
        "robo": [{"msg": "dua", "time": 11}],
    }


def test_the_inbox_of_a_group_is_a_list_oldest_first():
    page = events.Page(
        1,
        "kelas",
        [events.Message(at=10.9, sender="paff", text="satu"), events.Message(at=11.0, sender="robo", text="dua")],
    )
    assert answered("inboxgroup", page)["messages"] == [
        {"from": "paff", "msg": "satu", "time": 10},
        {"from": "robo", "msg": "dua", "time": 11},
    ]


def test_files_come_in_base64():
    files = [
        events.Message(seq=5, sender="paff", to=2, text="é.bin", file=events.Attachment(4, 3, "0f")),
        events.Message(seq=6, sender="robo", rid=7, text="besar", file=events.Attachment(5, 99999, "0e")),
    ]
    assert answered("receivefile", events.Files(1, files, [b"\x00\xffa", b""]))["files"] == [
        {"from": "paff", "name": "é.bin", "size": 3, "content": "AP9h"},
        {"from": "robo", "name": "besar", "size": 99999, "content": ""},
    ]


@pytest.mark.parametrize("verb", LINES)
def test_every_refusal_is_one_object_that_says_error(verb):
    for reason in Reason:
        answer = answered(verb, events.Refused(1, reason, "neko"))
        assert answer.pop("status") == "ERROR"
        assert answer.pop("message")
        assert answer == OWN.get(verb, {})


@pytest.mark.parametrize(
    ("verb", "reason", "message"),
    [
        ("auth", Reason.UNKNOWN_USER, "User Tidak Ada"),
        ("auth", Reason.WRONG_PASSWORD, "Password Salah"),
        ("register", Reason.NAME_IS_USER, "User Sudah Ada"),
        ("send", Reason.UNKNOWN_USER, "User Tidak Ditemukan"),
        ("sendprivate", Reason.UNKNOWN_USER, "User Tidak Ditemukan"),
        ("sendfile", Reason.UNKNOWN_USER, "User Tidak Ditemukan"),
        ("creategroup", Reason.NAME_IS_ROOM, "Group Sudah Ada"),
        ("joingroup", Reason.UNKNOWN_ROOM, "Group Tidak Ditemukan"),
        ("joingroup", Reason.NOT_INVITED, "Group Tertutup"),
        ("leavegroup", Reason.NOT_MEMBER, "Bukan Anggota Group"),
        ("sendgroup", Reason.UNKNOWN_ROOM, "Group Tidak Ditemukan"),
        ("sendgroup", Reason.NOT_MEMBER, "Bukan Anggota Group"),
        ("inboxgroup", Reason.NOT_MEMBER, "Bukan Anggota Group"),
        *((verb, Reason.NO_SESSION, "Session Tidak Ditemukan") for verb in LINES if verb not in ("auth", "register")),
    ],
)
def test_the_words_that_the_protocol_fixes(verb, reason, message):
    assert answered(verb, events.Refused(1, reason, "neko"))["message"] == message


@pytest.mark.parametrize(
    ("verb", "reason", "what"),
    [("creategroup", Reason.NAME_IS_USER, "user"), ("register", Reason.NAME_IS_ROOM, "grup")],
)
def test_a_name_of_the_other_kind_is_told_from_one_of_the_same_kind(verb, reason, what):
    message = answered(verb, events.Refused(1, reason, "neko"))["message"]
    assert "neko" in message
    assert what in message


def test_a_message_that_reached_nobody_is_an_error():
    refused = [(Reason.UNKNOWN_USER, "b"), (Reason.REALM_AWAY, "r"), (Reason.UNKNOWN_USER, "c")]
    answer = answered("sendgroup", events.Circulated(1, [], refused))
    assert answer["status"] == "ERROR"
    assert answer["message"].startswith("User Tidak Ditemukan: b, c; realm r ")


def test_a_text_of_several_lines_is_one_message():
    page = events.Page(1, messages=[events.Message(at=1.0, sender="paff", text="satu\ndua")])
    assert answered("inbox", page)["messages"] == {"paff": [{"msg": "satu\ndua", "time": 1}]}


@pytest.mark.parametrize(
    "event", [events.Message(sender="paff", text="hai"), events.Came(name="paff"), events.Invitation()]
)
def test_nothing_is_pushed(event):
    assert Token.push(event) == b""
    assert Token().catch_up(events.CatchUp(1, [events.Message(sender="paff", text="hai")])) == b""


def test_an_answer_known_already_is_handed_on():
    ask = Token().receive("halo")
    assert Token().reply(events.Done(1), ask.context) == ask.context


def test_too_long_a_line():
    assert Token(b"\n").too_long() == b'{"status":"ERROR","message":"baris terlalu panjang"}\r\n\r\n'

"""The dialect of dictionaries: responses, to the letter of the seed where it prints them."""

import json

import pytest

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.mamushi.requests import DENIED, READERS

ACCOUNT = {"username": "ani", "password": "x"}
REQUESTS = {
    "REG": {"CONTENT": ACCOUNT},
    "LOGIN": {"CONTENT": ACCOUNT},
    "MAKE_ROOM": {"CONTENT": "kelas"},
    "DEL_ROOM": {"CONTENT": "kelas"},
    "JOIN_ROOM": {"CONTENT": "kelas"},
    "SEND": {"RECEIVER": "kelas", "CONTENT": "hai"},
    "QUIT_ROOM": {"RECEIVER": "kelas"},
    "LOGOUT": {},
    "GUEST": {"CONTENT": "tamu"},
    "WHOAMI": {},
    "LIST_USER": {},
    "LIST_ONLINE": {},
    "LIST_ROOM": {},
    "LIST_REALM": {},
    "ROOM_USERS": {"RECEIVER": "kelas"},
    "CREATE_GROUP": {"RECEIVER": "kelas", "CONTENT": ["budi"]},
    "INVITE": {"RECEIVER": "kelas", "CONTENT": ["budi"]},
    "ACCEPT": {"RECEIVER": "kelas"},
    "REJECT": {"RECEIVER": "kelas"},
    "HISTORY": {"RECEIVER": "kelas"},
    "SEARCH": {"CONTENT": "rapat"},
    "RESUME": {"TOKEN": "abc", "SEQ": 1},
    "NICK": {"CONTENT": "citra"},
    "TOPIC": {"RECEIVER": "kelas", "CONTENT": "Bab 1"},
    "AWAY": {"CONTENT": "makan"},
    "PING": {},
    "KICK": {"RECEIVER": "kelas", "CONTENT": "budi"},
    "BAN": {"RECEIVER": "kelas", "CONTENT": "budi", "SECONDS": 60, "REASON": "ribut"},
    "UNBAN": {"RECEIVER": "kelas", "CONTENT": "budi"},
    "MUTE": {"RECEIVER": "kelas", "CONTENT": "budi", "SECONDS": 60},
    "UNMUTE": {"RECEIVER": "kelas", "CONTENT": "budi"},
    "MODERATOR": {"RECEIVER": "kelas", "CONTENT": "budi"},
    "VOICE": {"RECEIVER": "kelas", "CONTENT": "budi", "ON": False},
    "RULES": {"RECEIVER": "kelas", "CONTENT": {"ANNOUNCE": True, "SLOW": 10}},
    "MODLOG": {"RECEIVER": "kelas"},
    "EDIT": {"SEQ": 7, "CONTENT": "hai lagi"},
    "DELETE": {"SEQ": 7, "REASON": "salah kirim"},
    "REACT": {"SEQ": 7, "CONTENT": "👍"},
    "PIN": {"SEQ": 7},
    "READ": {"RECEIVER": "kelas", "TIME": 1800000000.125},
    "UNREAD": {},
    "HAND": {"RECEIVER": "kelas"},
    "HANDS": {"RECEIVER": "kelas"},
    "CALL": {"RECEIVER": "kelas"},
    "ASK": {"RECEIVER": "kelas", "CONTENT": "kapan ujian?"},
    "POLL": {"RECEIVER": "kelas", "CONTENT": {"QUESTION": "paham?", "OPTIONS": ["ya", "belum"]}},
    "VOTE": {"RECEIVER": "kelas", "CONTENT": 1},
    "END_POLL": {"RECEIVER": "kelas"},
    "GROUPS": {"RECEIVER": "kelas", "CONTENT": 3},
    "ATTENDANCE": {},
    "TYPING": {"RECEIVER": "kelas", "CONTENT": "active"},
    "PINS": {"RECEIVER": "kelas"},
    "REPORT": {"SEQ": 7, "REASON": "kasar"},
}
CODES_OF_REFUSALS = {
    "REG": {"REG_DUPE", "BAD_REQUEST"},
    "LOGIN": {"LOGIN_DUPE", "BAD_PASS", "USER_NONEXIST", "LOGIN_FAILED"},
    "MAKE_ROOM": {"MAKE_ROOM_DUPE", "BAD_REQUEST"},
    "DEL_ROOM": {"DEL_ROOM_NOT_EXIST", "DENIED"},
    "QUIT_ROOM": {"DENIED"},
    **{flag: {"DENIED", flag + "_FAILED"} for flag in DENIED},
}


def test_every_request_is_tried_here():
    assert REQUESTS.keys() == READERS.keys()


def member(eol=b"\n"):
    mamushi = Mamushi(eol)
    mamushi.user = "ani"
    mamushi.token = "abc"
    return mamushi


def answered(flag, event, **more):
    """The fields that an answer has besides those that all have."""
    mamushi = member(b"\r\n")
    ask = mamushi.receive(json.dumps({"FLAG": flag, **REQUESTS[flag], **more}))
    data = mamushi.reply(event, ask.context)
    assert data.endswith(b"}\r\n")
    assert data.count(b"\n") == 1
    answer = json.loads(data)
    assert (answer.pop("FLAG"), answer.pop("TYPE")) == ("DATA", "TEXT")
    return answer


@pytest.mark.parametrize(
    ("flag", "event", "code", "content"),
    [
        ("REG", events.Done(1, "Ani"), "REG_OK", "anda berhasil terdaftar dengan username: Ani"),
        ("LOGIN", events.Welcome(1, uid=7, name="Ani"), "LOGIN_OK", "Login berhasil: Ani"),
        ("MAKE_ROOM", events.Invites(1, "kelas"), "MAKE_ROOM_OK", "kelas berhasil dibuat"),
        ("DEL_ROOM", events.Done(1, "kelas"), "DEL_ROOM_OK", "kelas berhasil dihapus"),
        ("JOIN_ROOM", events.Done(1, "kelas"), "JOIN_ROOM_OK", "kelas"),
        ("SEND", events.Message(1, rid=3, room="kelas"), "SEND_OK", "chat ke room kelas berhasil dikirim"),
        ("SEND", events.Message(1, room="lobby"), "SEND_OK", "chat ke room lobby berhasil dikirim"),
        ("SEND", events.Message(1, to=2, receiver="budi"), "SEND_OK", "chat ke budi berhasil dikirim"),
        ("SEND", events.Sent(1, 9, "kelas", True), "SEND_OK", "chat ke room kelas berhasil dikirim"),
        ("SEND", events.Sent(1, 9, "budi", False), "SEND_OK", "chat ke budi berhasil dikirim"),
        ("QUIT_ROOM", events.Done(1, "kelas"), "ROOM_QUITTED", "kelas"),
        ("LOGOUT", events.Parted(1, "Ani", 1), "LOGOUT_OK", "Ani telah log out"),
        ("GUEST", events.Welcome(1, uid=7, name="tamu"), "GUEST_OK", "tamu"),
        ("RESUME", events.Welcome(1, uid=7, name="ani"), "RESUME_OK", "ani"),
        ("WHOAMI", events.Done(1, "ani"), "WHOAMI_OK", "ani"),
        ("LIST_USER", events.Names(1, "", ["ani", "budi"]), "LIST_USER_OK", ["ani", "budi"]),
        ("LIST_ROOM", events.Names(1, "", []), "LIST_ROOM_OK", []),
        ("LIST_ONLINE", events.Names(1, "", ["ani"], 1), "LIST_ONLINE_OK", ["ani"]),
        ("LIST_REALM", events.Names(1, "", ["a", "b"], 2), "LIST_REALM_OK", ["a", "b"]),
        ("ROOM_USERS", events.Names(1, "kelas", ["ani"]), "ROOM_USERS_OK", ["ani"]),
        ("CREATE_GROUP", events.Invites(1, "kelas", ["budi"]), "CREATE_GROUP_OK", "kelas"),
        ("INVITE", events.Invites(1, "kelas", ["budi"]), "INVITE_OK", ["budi"]),
        ("ACCEPT", events.Done(1, "kelas"), "ACCEPT_OK", "kelas"),
        ("REJECT", events.Done(1, "kelas"), "REJECT_OK", "kelas"),
        ("HISTORY", events.Page(1, "kelas"), "HISTORY_OK", []),
        ("SEARCH", events.Matched(1), "SEARCH_OK", []),
        ("PING", events.Done(1), "PING_OK", ""),
        ("NICK", events.Renamed(1, name="ani", new="Citra"), "NICK_OK", "Citra"),
        ("NICK", events.Moved(1, name="ani", new="ani"), "NICK_OK", "ani"),
        ("TOPIC", events.TopicChanged(1, room="kelas", name="ani", text="Bab 1"), "TOPIC_OK", "Bab 1"),
        ("TOPIC", events.View(1, room="kelas", member=True), "TOPIC_OK", ""),
        ("AWAY", events.Changed(1, what="away", person=events.Person("ani", away="makan")), "AWAY_OK", "makan"),
        ("AWAY", events.Changed(1, person=events.Person("ani")), "AWAY_OK", ""),
        ("WHOAMI", events.Done(1, "{0}"), "WHOAMI_OK", "{0}"),
    ],
)
def test_what_is_answered(flag, event, code, content):
    answer = answered(flag, event)
    assert (answer["CODE"], answer["CONTENT"]) == (code, content)
    assert not {"ID", "REFUSED", "MORE"} & answer.keys()


@pytest.mark.parametrize("flag", ["LIST_USER", "LIST_ROOM", "ROOM_USERS"])
def test_a_page_of_a_list_says_that_there_is_more(flag):
    assert answered(flag, events.Names(1, "", ["ani"], 700, more=True), AFTER="a")["MORE"] is True


@pytest.mark.parametrize("flag", ["LOGIN", "GUEST", "RESUME"])
def test_a_session_comes_with_its_token(flag):
    assert answered(flag, events.Welcome(1, uid=7, name="ani"))["TOKEN"] == "abc"


def test_who_is_logged_in_changes_with_the_answer():
    mamushi = Mamushi()
    mamushi.reply(events.Welcome(1, uid=7, name="Ani"), mamushi.receive('{FLAG=GUEST,CONTENT="ani"}').context)
    assert mamushi.user == "Ani"
    mamushi.reply(events.Renamed(1, name="Ani", new="Citra"), mamushi.receive("{FLAG=NICK,CONTENT=Citra}").context)
    assert mamushi.user == "Citra"
    mamushi.reply(events.Parted(1, "Ani", 1), mamushi.receive("{FLAG=LOGOUT}").context)
    assert mamushi.user == ""
    assert not mamushi.closing


@pytest.mark.parametrize("event", [events.Message(1, seq=9, to=2, receiver="budi"), events.Sent(1, 9, "budi")])
def test_a_message_is_acknowledged_with_its_number(event):
    assert answered("SEND", event)["SEQ"] == 9


def test_who_writes_to_somebody_who_is_away_is_told_why():
    message = events.Message(1, seq=9, to=2, receiver="budi", away="makan")
    assert answered("SEND", message)["AWAY"] == "makan"
    assert "AWAY" not in answered("SEND", events.Message(1, seq=9, to=2, receiver="budi"))


@pytest.mark.parametrize(
    "event",
    [
        events.TopicChanged(1, room="kelas", name="ani", text="Bab 1", at=1.23456),
        events.View(1, room="kelas", member=True, topic="Bab 1", topic_by="ani", topic_at=1.23456),
        events.View(1, room="kelas", topic="Bab 1", topic_by="ani", topic_at=1.23456),
    ],
)
def test_a_topic_comes_with_who_set_it_and_when(event):
    assert answered("TOPIC", event) == {"CODE": "TOPIC_OK", "CONTENT": "Bab 1", "BY": "ani", "TIME": 1.235}


@pytest.mark.parametrize("event", [events.TopicChanged(1, name="ani", at=1.0), events.View(1, member=True)])
def test_where_there_is_no_topic_nobody_has_set_it(event):
    assert answered("TOPIC", event) == {"CODE": "TOPIC_OK", "CONTENT": ""}


@pytest.mark.parametrize("how", [{"modes": "ns"}, {"open": False}])
def test_of_a_closed_room_only_members_know_the_topic(how):
    view = events.View(1, room="kelas", topic="Bab 1", **how)
    refused = {"CONTENT": "kamu bukan anggota kelas", "REASON": "not-member", "SUBJECT": "kelas"}
    assert answered("TOPIC", view) == {"CODE": "TOPIC_FAILED", **refused}
    view.member = True
    assert answered("TOPIC", view)["CONTENT"] == "Bab 1"


def test_history_is_a_list_of_messages_as_they_were_pushed():
    said = [
        events.Message(seq=4, at=1.5, rid=3, room="kelas", sender="ani", text="hai"),
        events.Message(seq=5, at=2.0, uid=2, sender="budi", to=1, receiver="ani", text="oi"),
    ]
    page = answered("HISTORY", events.Page(1, "kelas", said))["CONTENT"]
    assert page == [json.loads(Mamushi.push(message)) for message in said]


def test_who_could_not_be_invited_is_told_with_the_reason():
    refused = [(Reason.UNKNOWN_USER, "dodi"), (Reason.ALREADY_MEMBER, "ani")]
    reasons = {"dodi": "user dodi tidak terdaftar", "ani": "ani sudah menjadi anggota"}
    told = {"REFUSED": reasons, "REASONS": {"dodi": "unknown-user", "ani": "already-member"}}
    made = answered("CREATE_GROUP", events.Invites(1, "kelas", ["budi"], refused))
    assert made == {"CODE": "CREATE_GROUP_OK", "CONTENT": "kelas", **told}
    some = answered("INVITE", events.Invites(1, "kelas", ["budi"], refused))
    assert some == {"CODE": "INVITE_OK", "CONTENT": ["budi"], **told}
    none = answered("INVITE", events.Invites(1, "kelas", [], refused))
    first = {"CONTENT": "user dodi tidak terdaftar", "REASON": "unknown-user", "SUBJECT": "dodi"}
    assert none == {"CODE": "INVITE_FAILED", **first, **told}
    assert answered("INVITE", events.Invites(1, "kelas"))["CODE"] == "INVITE_FAILED"


@pytest.mark.parametrize(
    ("flag", "reason", "code", "content"),
    [
        ("REG", Reason.NAME_IS_USER, "REG_DUPE", "username sudah terdaftar"),
        ("LOGIN", Reason.ALREADY_LOGGED_IN, "LOGIN_DUPE", "Login gagal , user telah ter-login"),
        ("LOGIN", Reason.WRONG_PASSWORD, "BAD_PASS", "Login gagal ,password salah"),
        ("LOGIN", Reason.UNKNOWN_USER, "USER_NONEXIST", "Login gagal , user tidak ditemukan"),
        ("MAKE_ROOM", Reason.NAME_IS_ROOM, "MAKE_ROOM_DUPE", "kelas sudah ada"),
        ("DEL_ROOM", Reason.UNKNOWN_ROOM, "DEL_ROOM_NOT_EXIST", "kelas tidak ditemukan"),
        ("DEL_ROOM", Reason.NOT_CREATOR, "DENIED", None),
        ("JOIN_ROOM", Reason.UNKNOWN_ROOM, "JOIN_ROOM_FAILED", "tidak dapat masuk ke dalam room kelas"),
        ("JOIN_ROOM", Reason.ALREADY_MEMBER, "JOIN_ROOM_FAILED", "tidak dapat masuk ke dalam room kelas"),
        ("JOIN_ROOM", Reason.NOT_INVITED, "JOIN_ROOM_FAILED", "tidak dapat masuk ke dalam room kelas"),
        ("QUIT_ROOM", Reason.NOT_MEMBER, "DENIED", None),
        *(
            ("SEND", reason, "SEND_FAILED", None)
            for reason in (Reason.EMPTY, Reason.TOO_LONG, Reason.UNKNOWN_TARGET, Reason.NOT_MEMBER)
        ),
        ("MAKE_ROOM", Reason.LOOKS_ALIKE, "BAD_REQUEST", "nama kelas terlalu mirip dengan nama lain"),
        ("MAKE_ROOM", Reason.TOO_MANY_ROOMS, "RATE_LIMITED", "terlalu banyak grup; kelas tidak dibuat"),
        ("REG", Reason.LOOKS_ALIKE, "BAD_REQUEST", "nama kelas terlalu mirip dengan nama lain"),
        ("JOIN_ROOM", Reason.ROOM_FULL, "JOIN_ROOM_FAILED", "tidak dapat masuk ke dalam room kelas"),
        ("RESUME", Reason.NO_SESSION, "RESUME_FAILED", None),
        ("WHOAMI", Reason.NO_SESSION, "NOT_LOGGED_IN", None),
        ("NICK", Reason.ALREADY_LOGGED_IN, "NICK_FAILED", "nama sebuah akun tetap; hanya tamu dapat berganti nama"),
        ("NICK", Reason.NAME_IS_USER, "NICK_FAILED", "nama kelas sudah dipakai user lain"),
        ("TOPIC", Reason.NOT_OPERATOR, "TOPIC_FAILED", "kamu bukan pengurus kelas"),
        *((flag, Reason.TOO_FAST, "RATE_LIMITED", None) for flag in REQUESTS),
    ],
)
def test_the_codes_and_words_that_the_protocol_fixes(flag, reason, code, content):
    answer = answered(flag, events.Refused(1, reason, "kelas"))
    assert answer["CODE"] == code
    assert content is None or answer["CONTENT"] == content


@pytest.mark.parametrize("flag", REQUESTS)
def test_every_refusal_is_one_object_with_a_code_and_the_reason(flag):
    for reason in Reason:
        answer = answered(flag, events.Refused(1, reason, "budi", 7), ID=5)
        assert answer.keys() == {"CODE", "CONTENT", "ID", "REASON", "SUBJECT", "LIMIT"}
        assert (answer["REASON"], answer["SUBJECT"], answer["LIMIT"]) == (reason, "budi", 7)
        servers_fault = reason in (Reason.DISK_FULL, Reason.FAULT)
        own = {flag + "_FAILED"} if servers_fault else CODES_OF_REFUSALS.get(flag, {flag + "_FAILED"})
        assert answer["CODE"] in own | {"NOT_LOGGED_IN", "RATE_LIMITED"}
        assert isinstance(answer["CONTENT"], str)
        assert answer["CONTENT"]


def test_a_search_says_where_to_look_on():
    found = events.Message(0, 7, 1.0, 0, "lobby", 2, "budi", text="rapat")
    answer = answered("SEARCH", events.Matched(1, messages=[found], before=7))
    assert [one["SEQ"] for one in answer["CONTENT"]] == [7]
    assert answer["BEFORE"] == 7
    assert "BEFORE" not in answered("SEARCH", events.Matched(1, messages=[found]))


@pytest.mark.parametrize("flag", ["LOGIN", "GUEST", "RESUME"])
def test_who_marks_requests_is_told_at_login_where_else_the_server_is(
    flag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ["10.0.0.2:9000", "[::1]:9001"]
    assert "NODES" not in answered(flag, events.Welcome(1, uid=7, name="ani"), ID=5)
    monkeypatch.setattr(Mamushi, "nodes", others)
    assert answered(flag, events.Welcome(1, uid=7, name="ani"), ID=5)["NODES"] == others
    assert "NODES" not in answered(flag, events.Welcome(1, uid=7, name="ani"))
    assert "NODES" not in answered("PING", events.Done(1), ID=6)

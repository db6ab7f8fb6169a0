"""The dialect of dictionaries (seed 002): what each request asks for."""

import json

import pytest

from chatlib.core import commands
from chatlib.core.errors import Reason
from chatlib.core.tokens import digest
from chatlib.dialects.mamushi import Mamushi

SEED = {
    "{\"FLAG”=“REG” , “SENDER”=“nama_client” , “RECEIVER” = “server”"
    " , “CONTENT” ={username=“username” password=“password”} , “TYPE=“TEXT” }":
        (commands.Register(name="username"), "password"),
    "{“FLAG”=“LOGIN” , “SENDER”=“nama_client” , “RECEIVER” = “server”"
    " , “CONTENT” ={username=“username” password=“password”} , “TYPE=“TEXT” }":
        (commands.Enter(name="username", single=True), "password"),
    "{“FLAG”=“MAKE_ROOM” , “SENDER”=“nama_client” , “RECEIVER” = “server”"
    " , “CONTENT” =nama_room, “TYPE=“TEXT” }":
        (commands.CreateRoom(room="nama_room", open=True, join=False), None),
    "{“FLAG”=“DEL_ROOM” , “SENDER”=“nama_client” , “RECEIVER” = “server”"
    " , “CONTENT” =nama_room, “TYPE=“TEXT” }":
        (commands.DeleteRoom(room="nama_room"), None),
    "{“FLAG”=“JOIN_ROOM” , “SENDER”=“nama_client” , “RECEIVER” = “server”"
    " , “CONTENT” =nama_room, “TYPE=“TEXT” }":
        (commands.JoinRoom(room="nama_room"), None),
    "{“FLAG”=“SEND” , “SENDER”=“nama_client” , “RECEIVER” = “nama_room”"
    " , “CONTENT” =isi_chat, “TYPE=“TEXT” }":
        (commands.Send(to="nama_room", text="isi_chat", kind="any"), None),
    "{“FLAG”=“QUIT_ROOM” , “SENDER”=“nama_client” , “RECEIVER” = “nama_room”"
    " , “CONTENT” =nama_room, “TYPE=“TEXT” }":
        (commands.LeaveRoom(room="nama_room"), None),
    "{“FLAG”=“LOGOUT” , “SENDER”=“nama_client” , “RECEIVER” = “server”"
    " , “CONTENT” =“ username“ TYPE=“TEXT” }":
        (commands.Exit(), None),
}  # fmt: skip
"""Every request that the seed prints, as it stands."""

REQUESTS = [
    ({"FLAG": "REG", "CONTENT": {"username": " Ani ", "password": " r4 "}}, commands.Register(name="Ani")),
    ({"FLAG": "LOGIN", "CONTENT": {"USERNAME": "ani", "Password": "x"}}, commands.Enter(name="ani", single=True)),
    (
        {"FLAG": "LOGIN", "DEVICE": "hp", "CONTENT": {"username": "ani", "password": "x"}},
        commands.Enter(name="ani", single=False),
    ),
    ({"FLAG": "GUEST", "CONTENT": " tamu "}, commands.Guest(name="tamu")),
    ({"FLAG": "SEND", "RECEIVER": " budi ", "CONTENT": " hai "}, commands.Send(to="budi", text=" hai ")),
    ({"FLAG": "SEND", "RECEIVER": "lobby", "CONTENT": ""}, commands.Send(to="lobby", text="")),
    ({"FLAG": "WHOAMI"}, commands.WhoAmI()),
    ({"FLAG": "LIST_USER"}, commands.ListUsers()),
    ({"FLAG": "LIST_USER", "AFTER": "budi"}, commands.ListUsers(after="budi")),
    ({"FLAG": "LIST_USER", "AFTER": None}, commands.ListUsers()),
    ({"FLAG": "LIST_ONLINE"}, commands.ListUsers()),
    ({"FLAG": "LIST_ROOM"}, commands.ListRooms()),
    ({"FLAG": "LIST_ROOM", "AFTER": "kelas"}, commands.ListRooms(after="kelas")),
    ({"FLAG": "LIST_REALM"}, commands.ListRealms()),
    ({"FLAG": "ROOM_USERS", "RECEIVER": "kelas"}, commands.Members(room="kelas")),
    ({"FLAG": "ROOM_USERS", "RECEIVER": "kelas", "AFTER": "budi"}, commands.Members(room="kelas", after="budi")),
    ({"FLAG": "REG", "USERNAME": " Ani ", "PASSWORD": " r4 "}, commands.Register(name="Ani")),
    ({"FLAG": "LOGIN", "username": "ani", "password": "x", "CONTENT": ""}, commands.Enter(name="ani", single=True)),
    (
        {"FLAG": "MAKE_ROOM", "CONTENT": "kelas", "KEY": "kunci"},
        commands.CreateRoom(room="kelas", join=False, key="kunci"),
    ),
    ({"FLAG": "JOIN_ROOM", "CONTENT": "kelas", "KEY": "kunci"}, commands.JoinRoom(room="kelas", key="kunci")),
    ({"FLAG": "JOIN_ROOM", "ROOM": " kelas "}, commands.JoinRoom(room="kelas")),
    ({"FLAG": "QUIT_ROOM", "ROOM": "kelas"}, commands.LeaveRoom(room="kelas")),
    ({"FLAG": "QUIT_ROOM", "ROOM": "lain", "RECEIVER": "kelas"}, commands.LeaveRoom(room="kelas")),
    ({"FLAG": "ACCEPT", "RECEIVER": "kelas", "KEY": "kunci"}, commands.JoinRoom(room="kelas", key="kunci")),
    (
        {"FLAG": "CREATE_GROUP", "RECEIVER": "kelas", "KEY": "kunci"},
        commands.CreateRoom(room="kelas", open=False, key="kunci"),
    ),
    (
        {"FLAG": "SEND", "RECEIVER": "lobby", "CONTENT": "satu\ndua"},
        commands.Send(to="lobby", text="satu\ndua"),
    ),
    ({"FLAG": "CREATE_GROUP", "RECEIVER": "kelas"}, commands.CreateRoom(room="kelas", open=False)),
    (
        {"FLAG": "CREATE_GROUP", "RECEIVER": "kelas", "CONTENT": ["budi", " citra"]},
        commands.CreateRoom(room="kelas", open=False, invite=["budi", "citra"]),
    ),
    ({"FLAG": "INVITE", "RECEIVER": "kelas", "CONTENT": "budi"}, commands.Invite(room="kelas", users=["budi"])),
    ({"FLAG": "INVITE", "RECEIVER": "kelas", "CONTENT": ["b", "c"]}, commands.Invite(room="kelas", users=["b", "c"])),
    ({"FLAG": "ACCEPT", "RECEIVER": "kelas"}, commands.Answer(room="kelas", accept=True)),
    ({"FLAG": "REJECT", "RECEIVER": "kelas"}, commands.Answer(room="kelas", accept=False)),
    ({"FLAG": "HISTORY", "RECEIVER": "kelas"}, commands.History(peer="kelas", before=-1, after=-1, limit=50)),
    (
        {"FLAG": "HISTORY", "RECEIVER": "kelas", "BEFORE": 9, "AFTER": 2, "LIMIT": 5},
        commands.History(peer="kelas", before=9, after=2, limit=5),
    ),
    ({"FLAG": "RESUME", "TOKEN": "abc", "SEQ": 12}, commands.Resume(session=digest("abc"), seq=12)),
    ({"FLAG": "PING"}, commands.Pass()),
    ({"FLAG": "NICK", "CONTENT": " citra "}, commands.Rename(name="citra")),
    ({"FLAG": "TOPIC", "RECEIVER": " kelas "}, commands.Survey(room="kelas")),
    ({"FLAG": "TOPIC", "RECEIVER": "lobby", "CONTENT": None}, commands.Survey(room="lobby")),
    ({"FLAG": "TOPIC", "RECEIVER": "kelas", "CONTENT": "Bab 1"}, commands.SetTopic(room="kelas", text="Bab 1")),
    ({"FLAG": "TOPIC", "RECEIVER": "kelas", "CONTENT": ""}, commands.SetTopic(room="kelas", text="")),
    (
        {"FLAG": "TOPIC", "RECEIVER": "Lobby", "CONTENT": "x"},
        commands.Pass(reason=Reason.NOT_OPERATOR, subject="lobby"),
    ),
    ({"FLAG": "AWAY", "CONTENT": " makan siang "}, commands.Describe(away="makan siang")),
    ({"FLAG": "AWAY", "CONTENT": ""}, commands.Describe(away="")),
    ({"FLAG": "AWAY"}, commands.Describe(away="")),
]

WITHOUT_LOGIN = {"REG", "LOGIN", "GUEST", "RESUME", "PING"}


def member():
    mamushi = Mamushi()
    mamushi.user = "ani"
    return mamushi


@pytest.mark.parametrize("line", SEED)
def test_every_request_that_the_seed_prints_is_understood(line):
    command, password = SEED[line]
    ask = member().receive(line)
    assert ask.command == command
    assert ask.password == password


@pytest.mark.parametrize("line", SEED)
@pytest.mark.parametrize("quotes", ['"', "'"])
def test_and_with_quotes_that_are_easier_to_type(line, quotes):
    command, password = SEED[line]
    for printed in '“”"':
        line = line.replace(printed, quotes)
    ask = member().receive(line + "\r")
    assert (ask.command, ask.password) == (command, password)


@pytest.mark.parametrize(("request_", "command"), REQUESTS)
@pytest.mark.parametrize("write", [json.dumps, repr])
def test_what_a_request_asks_for(request_, command, write):
    assert member().receive(write(request_)).command == command


def test_attributes_and_flags_are_read_in_any_case():
    for request_, command in REQUESTS:
        lower = {key.lower(): value for key, value in request_.items()}
        lower["flag"] = f" {request_['FLAG'].lower()} "
        assert member().receive(json.dumps(lower)).command == command


@pytest.mark.parametrize("request_", [asked for asked, _ in REQUESTS if asked["FLAG"] == "REG"])
def test_a_password_is_taken_as_it_stands(request_):
    assert member().receive(json.dumps(request_)).password == " r4 "


@pytest.mark.parametrize("line", ["", " ", "\t", "\r"])
def test_an_empty_line_asks_for_nothing(line):
    assert Mamushi().receive(line) is None


def test_most_needs_a_login():
    for request_, _ in REQUESTS:
        ask = Mamushi().receive(json.dumps(request_))
        if request_["FLAG"] in WITHOUT_LOGIN:
            assert not isinstance(ask.context, bytes)
        else:
            assert ask.command == commands.Pass()
            assert json.loads(ask.context)["CODE"] == "NOT_LOGGED_IN"


def test_a_resumed_session_keeps_its_token():
    mamushi = Mamushi()
    mamushi.receive('{"FLAG":"RESUME","TOKEN":"abc"}')
    assert mamushi.token == "abc"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('{"FLAG":"RESUME","TOKEN":"abc"}\n', ""),
        ("{'flag': 'send', 'token' : 'abc', 'content': 'halo'}", ""),
        ('{"FLAG":"LOGIN","CONTENT":{"USERNAME":"ani","PASSWORD":"mawar"}}\r\n', ""),
        ('{"FLAG":"SEND","CONTENT":[{"Token":"abc"}]}\n', ""),
        ('{"FLAG":"SEND","\\u0054OKEN":"abc"}\n', ""),
        ("half of a line", ""),
        ('{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"halo"}\n',) * 2,
        ('{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"PASSWORD: mawar"}\n',) * 2,
    ],
)
def test_whoever_looks_on_sees_no_secret(line, shown):
    assert Mamushi().shown(line.encode()) == shown.encode()

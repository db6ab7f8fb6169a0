"""The dialect of bearer tokens (seeds 003 and 004): what can be asked, and how a token is found in it."""

import json
from base64 import b64encode
from hashlib import sha256

import pytest

from chatlib.core import commands
from chatlib.core.rules.files import INLINE
from chatlib.core.tokens import digest
from chatlib.dialects.token import Token

TOKEN = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
FILE = b64encode(b"isi berkas").decode()


def offer(to, kind):
    return commands.Offer(to=to, name="isi.txt", size=10, sha256=sha256(b"isi berkas").hexdigest(), kind=kind)


ASKED = {
    "send neko hai neko": commands.Send(to="neko", text="hai neko", kind="user"),
    "send neko  hai  neko \r": commands.Send(to="neko", text="hai  neko", kind="user"),
    "sendprivate neko hai": commands.Send(to="neko", text="hai", kind="user"),
    "inbox": commands.Inbox(),
    "inbox ": commands.Inbox(),
    "list": commands.ListUsers(by_login=True),
    "list budi": commands.ListUsers(by_login=True, after="budi"),
    "list_users": commands.ListUsers(by_login=True),
    "list_users budi": commands.ListUsers(by_login=True, after="budi"),
    "info": commands.ListUsers(by_login=True),
    "sessioncheck": commands.ListUsers(by_login=True),
    "logininfo": commands.ListUsers(by_login=True),
    "list_group": commands.ListRooms(),
    "list_groups kelas": commands.ListRooms(after="kelas"),
    "getgroups": commands.ListRooms(),
    "get_group": commands.ListRooms(),
    "listrealm": commands.ListRealms(),
    "checkrealm": commands.ListRealms(),
    "connectedrealm": commands.ListRealms(),
    "logout": commands.Exit(),
    "creategroup kelas": commands.CreateRoom(room="kelas"),
    "creategroup kelas kunci": commands.CreateRoom(room="kelas", key="kunci"),
    "create_group kelas": commands.CreateRoom(room="kelas"),
    "addgroup kelas": commands.CreateRoom(room="kelas"),
    "addgroup kelas kunci": commands.CreateRoom(room="kelas", key="kunci"),
    "joingroup kelas": commands.JoinRoom(room="kelas"),
    "join_group kelas kunci": commands.JoinRoom(room="kelas", key="kunci"),
    "leave_group kelas": commands.LeaveRoom(room="kelas"),
    "leavegroup kelas": commands.LeaveRoom(room="kelas"),
    "sendgroup kelas halo  kelas": commands.Send(to="kelas", text="halo  kelas", kind="room"),
    "send_group kelas halo": commands.Send(to="kelas", text="halo", kind="room"),
    "sendgroup ani,budi halo  semua": commands.Circulate(to=["ani", "budi"], text="halo  semua"),
    "sendgroup ,ani,,budi, halo": commands.Circulate(to=["ani", "budi"], text="halo"),
    "sendgrouprealm b ani,budi halo": commands.Circulate(to=["ani@b", "budi@b"], text="halo"),
    "sendrealm b budi halo": commands.Send(to="budi@b", text="halo", kind="user"),
    "getrealminbox b": commands.Inbox(realm="b"),
    "inboxrealm b": commands.Inbox(realm="b"),
    "inboxgrouprealm b kelas": commands.RoomInbox(room="kelas@b"),
    "sendprivaterealm b  budi halo  budi": commands.Send(to="budi@b", text="halo  budi", kind="user"),
    "sendgrouprealm b kelas halo": commands.Send(to="kelas@b", text="halo", kind="room"),
    "inboxgroup kelas": commands.RoomInbox(room="kelas"),
    "inbox-group kelas": commands.RoomInbox(room="kelas"),
    f"sendfile neko isi.txt {FILE}": offer("neko", "user"),
    f"send_file neko isi.txt {FILE}": offer("neko", "user"),
    f"sendgroupfile kelas isi.txt {FILE}": offer("kelas", "room"),
    f"sendfilerealm b neko isi.txt {FILE}": offer("neko@b", "user"),
    f"sendgroupfilerealm b kelas isi.txt {FILE}": offer("kelas@b", "room"),
    "receivefile": commands.ReceiveFiles(),
    "receive_file": commands.ReceiveFiles(),
    "recvfile": commands.ReceiveFiles(),
    "download_file isi.txt": commands.ReceiveFiles(),
    "downloadfile": commands.ReceiveFiles(),
    "/kick kelas neko ribut": commands.Kick(room="kelas", user="neko", reason="ribut"),
    "/mute kelas neko 10m ribut": commands.SetModes(
        room="kelas", changes=[(True, "q", "neko")], seconds=600, reason="ribut", expel=True
    ),
    "/unmute kelas neko": commands.SetModes(room="kelas", changes=[(False, "q", "neko")]),
    "/rules kelas": commands.Regulations(room="kelas"),
}


def with_token(command, token):
    found = type(command)(**{name: getattr(command, name) for name in command.__struct_fields__})
    found.token = digest(token)
    return found


def error_of(line):
    ask = Token().receive(line)
    assert ask.command == commands.Pass()
    return json.loads(ask.context)


def test_without_a_token_the_session_of_the_connection_counts():
    for line in ASKED:
        ask = Token().receive(line)
        assert ask.command == ASKED[line]
        assert ask.command.token == ""
        assert ask.password is None


def test_every_command_may_carry_the_token_first():
    for line in ASKED:
        verb, _, rest = line.partition(" ")
        for shown in (TOKEN, TOKEN.upper()):
            assert Token().receive(f"{verb} {shown} {rest}").command == with_token(ASKED[line], TOKEN)
        assert Token().receive(f"{verb}   {TOKEN}   {rest}").command == with_token(ASKED[line], TOKEN)


def test_verbs_are_read_in_any_case():
    for line in ASKED:
        verb, blank, rest = line.partition(" ")
        assert Token().receive(verb.upper() + blank + rest).command == ASKED[line]
        assert Token().receive(" " + verb.title() + blank + rest).command == ASKED[line]


@pytest.mark.parametrize("name", [TOKEN + "0", TOKEN[:-1], TOKEN.replace("-", ""), "-" + TOKEN])
def test_what_only_looks_like_a_token_is_a_name(name):
    assert Token().receive(f"send {name} hai").command == commands.Send(to=name, text="hai", kind="user")


def test_a_second_uuid_is_what_the_user_typed():
    command = Token().receive(f"send {TOKEN} neko {TOKEN}").command
    assert (command.to, command.text, command.token) == ("neko", TOKEN, digest(TOKEN))


@pytest.mark.parametrize(
    "line", ["auth paff cytus", "AUTH  paff  cytus ", "\tauth paff\tcytus", "login paff cytus", "Login paff cytus "]
)
def test_auth_begins_a_session_that_outlives_its_connection_and_polls(line):
    ask = Token().receive(line)
    assert ask.command == commands.Enter(name="paff", pushes=False, lingers=True)
    assert ask.password == "cytus"


@pytest.mark.parametrize("line", ["register paff cytus", "Register paff cytus Paff Aroma"])
def test_register_does_not_log_in(line):
    ask = Token().receive(line)
    assert ask.command == commands.Register(name="paff", enter=None)
    assert ask.password == "cytus"


@pytest.mark.parametrize("line", ["", "  ", "\t", "\r"])
def test_an_empty_line_asks_for_nothing(line):
    assert Token().receive(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "halo",
        "sendto neko hai",
        "sends neko hai",
        TOKEN,
        "auth",
        "auth paff",
        "auth paff cytus lagi",
        "register",
        "register paff",
        "send",
        "send neko",
        "sendprivate neko",
        "inbox semua",
        "list semua orang",
        "info semua",
        "sessioncheck {}",
        "get_group a b",
        "checkrealm b",
        "inboxrealm",
        "inboxrealm b lagi",
        "inboxgrouprealm b",
        "auth_login paff cytus",
        "login paff",
        "_",
        "--",
        "logout ya",
        "creategroup",
        "creategroup dua kata lagi",
        "joingroup dua kata lagi",
        "leavegroup dua kata",
        "joingroup",
        "leavegroup",
        "sendgroup",
        "sendgroup kelas",
        "sendgroup ani,budi",
        "sendgrouprealm b , halo",
        "sendprivaterealm",
        "sendprivaterealm b",
        "sendprivaterealm b budi",
        "sendgrouprealm b kelas",
        "inboxgroup",
        "sendfile neko isi.txt",
        f"sendfile neko isi.txt {FILE} lagi",
        "receivefile semua",
    ],
)
def test_an_unknown_command_and_too_few_or_too_many_parameters(line):
    wrong = {"status": "ERROR", "message": "Protocol Tidak Benar"}
    assert error_of(line).items() >= wrong.items()
    if not line.startswith(("auth", "login", "register", TOKEN)):
        verb, _, rest = line.partition(" ")
        assert error_of(f"{verb} {TOKEN} {rest}").items() >= wrong.items()


@pytest.mark.parametrize("content", ["%%%%", "YQ", "Y Q=", "YQ==YQ==", "é", "YQ==é", "😀", "١٢٣٤", "_-_-"])
def test_a_file_that_is_no_base64(content):
    assert error_of(f"sendfile neko isi.txt {content}") == {"status": "ERROR", "message": "Protocol Tidak Benar"}


def test_the_content_of_a_file_comes_with_its_offer():
    ask = Token().receive(f"sendfile {TOKEN} neko isi.txt {FILE}")
    assert (ask.content, ask.decides) == (b"isi berkas", True)


def test_a_file_in_a_line_has_so_many_bytes_at_the_most():
    largest = b64encode(bytes(INLINE)).decode()
    assert Token().receive(f"sendfile neko besar.bin {largest}").command.size == INLINE
    larger = b64encode(bytes(INLINE + 1)).decode()
    assert error_of(f"sendfile neko besar.bin {larger}")["message"] == "berkas besar.bin terlalu besar"


def test_an_empty_line_of_base64_is_no_file():
    assert error_of("sendfile neko isi.txt ")["message"] == "Protocol Tidak Benar"


def test_the_dialect_polls_and_gives_tokens():
    assert not Token.pushes
    assert Token.gives_token


def test_a_message_goes_to_fifty_users_at_the_most():
    users = [f"u{number}" for number in range(51)]
    assert Token().receive(f"sendgroup {','.join(users[1:])} halo").command.to == users[1:]
    assert error_of(f"sendgroup {TOKEN} {','.join(users)} halo") == {
        "status": "ERROR",
        "message": "Paling banyak 50 user",
    }


@pytest.mark.parametrize("line", ["addrealm b 10.0.0.2 8889", "add_realm", f"addrealm {TOKEN} b host 1"])
def test_realms_are_the_operators(line):
    assert error_of(line) == {"status": "ERROR", "message": "Realm hanya dapat ditambah oleh pengelola server"}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("inbox lagi", {"messages": {}}),
        ("inboxrealm", {"messages": {}}),
        ("inboxgroup", {"messages": []}),
        ("info lagi", {"users": []}),
        ("get_group a b", {"groups": []}),
        ("listrealm b", {"realms": []}),
        ("receivefile semua", {"files": []}),
        ("send budi", {}),
        ("halo", {}),
    ],
)
def test_an_error_has_what_its_ok_would_have_but_empty(line, fields):
    assert error_of(line) == {"status": "ERROR", "message": "Protocol Tidak Benar", **fields}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"sendgroup {TOKEN} lobby halo.\n", "sendgroup ... lobby halo.\n"),
        (f"sendgroup {TOKEN.upper()} lobby halo.\r\n", "sendgroup ... lobby halo.\r\n"),
        (f"sendgroup lobby halo {TOKEN}\n", "sendgroup lobby halo ...\n"),
        (f"logout {TOKEN}", "logout ..."),
        ("sendgroup lobby halo.\n", "sendgroup lobby halo.\n"),
        ("sendgroup lobby 7a592c0e-2cb5\n", "sendgroup lobby 7a592c0e-2cb5\n"),
    ],
)
def test_whoever_looks_on_sees_no_token(line, shown):
    """Whoever has it is that user."""
    assert Token().shown(line.encode()) == shown.encode()

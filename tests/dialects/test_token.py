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

ASKED = {
    "send neko hai neko": commands.Send(to="neko", text="hai neko", kind="user"),
    "send neko  hai  neko \r": commands.Send(to="neko", text="hai  neko", kind="user"),
    "sendprivate neko hai": commands.Send(to="neko", text="hai", kind="user"),
    "inbox": commands.Inbox(),
    "inbox ": commands.Inbox(),
    "list": commands.ListUsers(by_login=True),
    "logout": commands.Exit(),
    "creategroup kelas": commands.CreateRoom(room="kelas"),
    "joingroup kelas": commands.JoinRoom(room="kelas"),
    "leavegroup kelas": commands.LeaveRoom(room="kelas"),
    "sendgroup kelas halo  kelas": commands.Send(to="kelas", text="halo  kelas", kind="room"),
    "sendprivaterealm b  budi halo  budi": commands.Send(to="budi@b", text="halo  budi", kind="user"),
    "sendgrouprealm b kelas halo": commands.Send(to="kelas@b", text="halo", kind="room"),
    "inboxgroup kelas": commands.RoomInbox(room="kelas"),
    f"sendfile neko isi.txt {FILE}": commands.Offer(
        to="neko", name="isi.txt", size=10, sha256=sha256(b"isi berkas").hexdigest(), kind="user"
    ),
    "receivefile": commands.ReceiveFiles(),
}


def with_token(command, token):
    found = type(command)(**{name: getattr(command, name) for name in command.__struct_fields__})
    found.token = digest(token)
    return found


def error_of(line):
    ask = Token().receive(line)
    assert ask.command == commands.Pass()
    return json.loads(ask.context)


@pytest.mark.parametrize("line", ASKED)
def test_without_a_token_the_session_of_the_connection_counts(line):
    ask = Token().receive(line)
    assert ask.command == ASKED[line]
    assert ask.command.token == ""
    assert ask.password is None


@pytest.mark.parametrize("line", ASKED)
def test_every_command_may_carry_the_token_first(line):
    verb, _, rest = line.partition(" ")
    for shown in (TOKEN, TOKEN.upper()):
        assert Token().receive(f"{verb} {shown} {rest}").command == with_token(ASKED[line], TOKEN)
    assert Token().receive(f"{verb}   {TOKEN}   {rest}").command == with_token(ASKED[line], TOKEN)


@pytest.mark.parametrize("line", ASKED)
def test_verbs_are_read_in_any_case(line):
    verb, blank, rest = line.partition(" ")
    assert Token().receive(verb.upper() + blank + rest).command == ASKED[line]
    assert Token().receive(" " + verb.title() + blank + rest).command == ASKED[line]


@pytest.mark.parametrize("name", [TOKEN + "0", TOKEN[:-1], TOKEN.replace("-", ""), "-" + TOKEN])
def test_what_only_looks_like_a_token_is_a_name(name):
    assert Token().receive(f"send {name} hai").command == commands.Send(to=name, text="hai", kind="user")


def test_a_second_uuid_is_what_the_user_typed():
    command = Token().receive(f"send {TOKEN} neko {TOKEN}").command
    assert (command.to, command.text, command.token) == ("neko", TOKEN, digest(TOKEN))


@pytest.mark.parametrize("line", ["auth paff cytus", "AUTH  paff  cytus ", "\tauth paff\tcytus"])
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
        "list semua",
        "logout ya",
        "creategroup",
        "creategroup dua kata",
        "joingroup",
        "leavegroup",
        "sendgroup",
        "sendgroup kelas",
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
    assert error_of(line) == wrong
    if not line.startswith(("auth", "register", TOKEN)):
        verb, _, rest = line.partition(" ")
        assert error_of(f"{verb} {TOKEN} {rest}") == wrong


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

"""Which dialect a connection speaks, by its first line."""

import pytest

from chatlib.core import commands, events
from chatlib.core.names import VERBS
from chatlib.dialects.detection import DIALECTS, UNCLEAR, Undetected

TOKEN = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
OF_TOKEN = {
    "send", "sendprivate", "inbox", "list", "logout", "creategroup", "joingroup", "leavegroup", "sendgroup",
    "sendprivaterealm", "sendgrouprealm",
    "inboxgroup", "sendfile", "receivefile",
}  # fmt: skip
OPENING = {"regist", "login", "sendall", "sendto", "auth", "register"}

TABLE = {
    '{"FLAG":"PING"}': "mamushi",
    "{": "mamushi",
    "  {FLAG=PING}": "mamushi",
    "{FLAG = PING}": "mamushi",
    "regist budi r4hasia": "sendto",
    "login budi r4hasia": "sendto",
    "sendall halo": "sendto",
    "sendto budi hai": "sendto",
    "regist": "sendto",
    "login": "sendto",
    "auth paff cytus": "token",
    "register paff cytus": "token",
    "auth": "token",
    "register": "token",
    "budi": "pm",
    "halo semua": "pm",
    "authx a b": "pm",
    "loginn a b": "pm",
    "123": "pm",
    "😀": "pm",
    "nick": "pm",
    TOKEN: "pm",
    **{f"{verb} {TOKEN}": "token" for verb in sorted(OF_TOKEN)},
    f"send  {TOKEN} neko hai": "token",
    f"inbox {TOKEN.upper()}": "token",
}


def detected(line):
    undetected = Undetected()
    undetected.receive(line)
    return undetected.successor.name if undetected.successor else None


@pytest.mark.parametrize("line", TABLE)
def test_the_first_line_tells(line):
    assert detected(line) == TABLE[line]


@pytest.mark.parametrize("line", [line for line in TABLE if not line.lstrip().startswith("{")])
def test_in_any_case(line):
    verb, blank, rest = line.partition(" ")
    assert detected(verb.upper() + blank + rest) == TABLE[line]


@pytest.mark.parametrize("verb", sorted(VERBS - OPENING))
@pytest.mark.parametrize("rest", ["", " budi", " budi halo", f" {TOKEN}x"])
def test_a_verb_in_the_middle_of_something_is_no_dialect_yet(verb, rest):
    undetected = Undetected(b"\r\n")
    ask = undetected.receive(verb + rest)
    assert undetected.successor is None
    assert ask.command == commands.Pass()
    assert ask.context.endswith(b"\r\n")
    assert ask.context.count(b"\n") == 1
    assert not undetected.closing


@pytest.mark.parametrize("verb", sorted(VERBS - OPENING - OF_TOKEN))
def test_a_token_behind_the_verb_of_another_dialect_tells_nothing(verb):
    assert detected(f"{verb} {TOKEN}") is None


@pytest.mark.parametrize("line", ["CAP LS 302", "nick budi", "User budi 0 * :Budi", "PASS r4hasia"])
def test_irc_gets_the_help_line(line):
    undetected = Undetected()
    ask = undetected.receive(line)
    assert undetected.successor is None
    assert ask.context.count(b"\n") == 1


def test_the_third_line_that_tells_nothing_closes():
    undetected = Undetected()
    for closes in (False, False, True):
        assert undetected.receive("whoami").context
        assert undetected.closing is closes


@pytest.mark.parametrize("line", ["", "  ", "\t"])
def test_an_empty_first_line_gets_help_on_all_dialects_once(line):
    undetected = Undetected()
    ask = undetected.receive(line)
    assert ask.command == commands.Pass()
    for name in ("pm", "sendto", "mamushi", "token"):
        assert f"({name})".encode() in ask.context
    assert ask.context.count(b"\n") == 1
    assert undetected.reply(events.Done(1), ask.context) == ask.context
    assert undetected.receive(line) is None
    assert not undetected.closing


def test_after_help_the_next_line_tells():
    undetected = Undetected()
    undetected.receive("")
    undetected.receive("whoami")
    assert undetected.receive("budi").command == commands.Guest(name="budi")
    assert undetected.successor.name == "pm"


@pytest.mark.parametrize(("eol", "bare"), [(b"\n", True), (b"\r\n", False)])
def test_the_dialect_goes_on_with_the_line_that_told(eol, bare):
    undetected = Undetected(eol, bare)
    ask = undetected.receive("login Budi r4hasia")
    assert ask.command == commands.Enter(name="Budi")
    assert ask.password == "r4hasia"
    assert (undetected.successor.eol, undetected.successor.bare) == (eol, bare)


def test_what_a_bare_verb_is_told():
    assert Undetected().receive("regist").context == b"[Error] perintah salah\n"
    assert Undetected().receive("sendall halo").context == b"[Error] perintah salah\n"
    assert Undetected().receive("auth").context == b'{"status":"ERROR","message":"Protocol Tidak Benar"}\r\n\r\n'


def test_every_dialect_can_be_pinned_by_its_name():
    assert {name: dialect.name for name, dialect in DIALECTS.items()} == {name: name for name in DIALECTS}
    assert set(DIALECTS) == {"pm", "sendto", "mamushi", "token"}


def test_nothing_is_pushed_before_the_dialect_is_known():
    assert not Undetected.pushes
    assert Undetected.push(events.Came(name="ani")) == b""
    assert Undetected(b"\r\n").too_long() == b"[Error] baris terlalu panjang\r\n"


def test_tls_that_nobody_speaks_is_an_end_at_once():
    undetected = Undetected()
    assert undetected.receive("\x16\x03\x01").context == UNCLEAR.encode() + b"\n"
    assert undetected.closing

"""Which dialect a connection speaks, by its first line."""

import json

import pytest

from chatlib.core import commands, events
from chatlib.core.names import HELP, IRC_VERBS, TOKEN_VERBS, VERBS
from chatlib.dialects import NAMES
from chatlib.dialects.detection import DIALECTS, HELLO, UNCLEAR, Undetected

TOKEN = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
OPENING = {"regist", "login", "sendall", "sendto", "auth", "register"}
OF_TOKEN = TOKEN_VERBS - OPENING
WRONG = "Protocol Tidak Benar"

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
    "nickname": "pm",
    "hai": "pm",
    "helpme": "pm",
    TOKEN: "pm",
    **{f"{verb} {TOKEN}": "token" for verb in sorted(OF_TOKEN)},
    f"send  {TOKEN} neko hai": "token",
    f"inbox {TOKEN.upper()}": "token",
    f"create_group {TOKEN} kelas": "token",
    f"send-file {TOKEN} neko isi.txt YQ==": "token",
    "login\tbudi\tr4hasia": "sendto",
    "\tauth budi r4hasia": "token",
    "/login budi r4hasia": "sendto",
    " /auth budi r4hasia": "token",
    "/login": "pm",
}


def detected(line):
    undetected = Undetected()
    undetected.receive(line)
    return undetected.successor.name if undetected.successor else None


def test_the_first_line_tells():
    assert {line: detected(line) for line in TABLE} == TABLE


@pytest.mark.parametrize("line", [line for line in TABLE if not line.lstrip().startswith("{")])
def test_in_any_case(line):
    verb, blank, rest = line.partition(" ")
    assert detected(verb.upper() + blank + rest) == TABLE[line]
    assert detected(verb.title() + blank + rest) == TABLE[line]


@pytest.mark.parametrize("rest", ["", " budi", " budi halo", f" {TOKEN}x"])
def test_a_verb_in_the_middle_of_something_is_no_dialect_yet(rest):
    for verb in VERBS - OPENING:
        undetected = Undetected(b"\n" if verb in OF_TOKEN else b"\r\n")
        ask = undetected.receive(verb + rest)
        assert undetected.successor is None
        assert ask.command == commands.Pass()
        assert ask.context.endswith(undetected.eol)
        assert ask.context.count(b"\n") == 1
        assert not undetected.closing


@pytest.mark.parametrize("verb", sorted(VERBS - OPENING - OF_TOKEN))
def test_a_token_behind_the_verb_of_another_dialect_tells_nothing(verb):
    assert detected(f"{verb} {TOKEN}") is None


@pytest.mark.parametrize("rest", ["", " ", " {} ", " budi halo"])
def test_a_program_of_the_token_family_gets_the_answer_that_it_waits_for(rest):
    for verb in OF_TOKEN:
        undetected = Undetected(b"\r\n")
        answer = undetected.receive(verb + rest).context
        assert undetected.successor.name == "token"
        assert answer.endswith(b"}\r\n\r\n")
        assert json.loads(answer).items() >= {"status": "ERROR", "message": WRONG}.items()


@pytest.mark.parametrize("verb", ["get_group", "auth_login", "connected-realm", "Session_Check", "list_users"])
def test_however_it_spells_its_verb(verb):
    undetected = Undetected(b"\r\n")
    assert WRONG.encode() in undetected.receive(verb + " ").context
    assert undetected.successor.receive("auth budi r4hasia").password == "r4hasia"
    assert UNCLEAR.encode() in Undetected().receive(verb).context


@pytest.mark.parametrize(
    ("line", "eol", "name"),
    [
        ("login budi r4hasia ", b"\r\n", "token"),
        ("LOGIN budi r4hasia ", b"\r\n", "token"),
        ("login budi r4hasia", b"\r\n", "sendto"),
        ("login budi r4hasia ", b"\n", "sendto"),
        ("login budi ", b"\r\n", "sendto"),
        ("regist budi r4hasia ", b"\r\n", "sendto"),
    ],
)
def test_login_with_a_blank_before_its_end_is_of_that_family_too(line, eol, name):
    undetected = Undetected(eol)
    ask = undetected.receive(line)
    assert undetected.successor.name == name
    if name == "token":
        assert ask.command == commands.Enter(name="budi", pushes=False, lingers=True)
        assert ask.password == "r4hasia"


@pytest.mark.parametrize("word", sorted(HELP))
def test_a_word_for_help_is_no_name(word):
    for typed in (word, word.upper(), f" {word}\t"):
        undetected = Undetected()
        assert undetected.receive(typed).context == HELLO.encode() + b"\n"
        assert undetected.successor is None
    undetected.receive("login budi r4hasia")
    assert undetected.successor.name == "sendto"


@pytest.mark.parametrize(
    "verb", ["CAP LS 302", "NICK budi", "nick :budi", "USER budi 0 * :Budi", "pass rahasia", "QUIT :x"]
)
@pytest.mark.parametrize("before", ["", ":budi ", "@a=b;c ", "@a=b :budi!b@c "])
def test_clients_of_irc_are_known_by_their_first_line(verb, before):
    undetected = Undetected()
    undetected.receive(before + verb)
    assert undetected.successor.name == "irc"


@pytest.mark.parametrize("verb", sorted(IRC_VERBS))
@pytest.mark.parametrize("rest", ["", "\t"])
def test_verbs_of_irc_alone_are_no_names(verb, rest):
    undetected = Undetected()
    assert undetected.receive(verb.upper() + rest).context == UNCLEAR.encode() + b"\n"
    assert undetected.successor is None


@pytest.mark.parametrize("verb", sorted(IRC_VERBS - {"cap", "nick", "user", "pass", "quit"}))
def test_other_verbs_of_irc_are_no_names_either(verb):
    undetected = Undetected()
    assert undetected.receive(verb.upper() + " #lobby").context == UNCLEAR.encode() + b"\n"
    assert undetected.successor is None


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
    for name in ("pm", "sendto", "mamushi", "token", "irc"):
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


@pytest.mark.parametrize("line", ["regist a/b r4/hasia", "/regist a/b r4/hasia", "\t/register a/b r4/hasia"])
def test_only_the_slash_in_front_of_a_login_counts_as_nothing(line):
    ask = Undetected().receive(line)
    assert (ask.command.name, ask.password) == ("a/b", "r4/hasia")


def test_what_a_bare_verb_is_told():
    assert Undetected().receive("regist").context == b"[Error] perintah salah\n"
    assert Undetected().receive("sendall halo").context == b"[Error] perintah salah\n"
    assert Undetected().receive("auth").context == b'{"status":"ERROR","message":"Protocol Tidak Benar"}\r\n\r\n'
    assert Undetected().receive("auth budi").context == Undetected().receive("auth").context


def test_every_dialect_can_be_pinned_by_its_name():
    assert {name: dialect.name for name, dialect in DIALECTS.items()} == {name: name for name in DIALECTS}
    assert tuple(DIALECTS) == NAMES


def test_nothing_is_pushed_before_the_dialect_is_known():
    assert not Undetected.pushes
    assert Undetected.push(events.Came(name="ani")) == b""
    assert Undetected(b"\r\n").too_long() == b"[Error] baris terlalu panjang\r\n"


def test_tls_that_nobody_speaks_is_an_end_at_once():
    undetected = Undetected()
    assert undetected.receive("\x16\x03\x01").context == UNCLEAR.encode() + b"\n"
    assert undetected.closing

"""The dialect of sendall and sendto (seed 001)."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.dialects.sendto import Sendto

TYPED = {
    "/kick kelas budi ribut": ("/kick", commands.Kick(room="kelas", user="budi", reason="ribut")),
    "sendall halo  semua": ("sendall", commands.Send(to="lobby", text="halo  semua")),
    "sendall": ("sendall", commands.Send(to="lobby", text="")),
    "sendto budi hai": ("sendto", commands.Send(to="budi", text="hai", kind="user", online=True)),
    "sendto budi  dua  blank": ("sendto", commands.Send(to="budi", text=" dua  blank", kind="user", online=True)),
    "sendto budi": ("sendto", commands.Send(to="budi", text="", kind="user", online=True)),
    "list": ("list", commands.ListUsers()),
    "list ": ("list", commands.ListUsers()),
    "list sesudah budi": ("list", commands.ListUsers(after="budi")),
    "sendto\tbudi\thai": ("sendto", commands.Send(to="budi", text="hai", kind="user", online=True)),
    "logout": ("logout", commands.Exit()),
}


def member(eol=b"\n"):
    sendto = Sendto(eol)
    sendto.user = "ani"
    return sendto


@pytest.mark.parametrize("line", TYPED)
def test_what_a_typed_line_asks_for_in_any_case(line):
    verb, command = TYPED[line]
    for typed in (line, verb.upper() + line[len(verb) :], verb.title() + line[len(verb) :]):
        ask = member().receive(typed)
        assert ask.command == command
        assert ask.password is None


@pytest.mark.parametrize(
    "line", ["halo", "sendto", "sendto  ", "list semua", "list sesudah", "logout ya", "regist a b", "login a b", "x"]
)
def test_an_unknown_command_is_answered_with_the_known_ones(line):
    ask = member(b"\r\n").receive(line)
    assert ask.command == commands.Pass()
    assert ask.context == b"[Perintah] sendall, sendto, list, logout\r\n"
    assert member().reply(events.Done(1), ask.context) == ask.context


@pytest.mark.parametrize("line", ["", "  ", "\t"])
def test_an_empty_line_is_ignored_after_login(line):
    assert member().receive(line) is None


@pytest.mark.parametrize("line", ["regist Budi r4hasia", "REGIST  Budi  r4hasia "])
def test_regist_makes_an_account_and_enters(line):
    ask = Sendto().receive(line)
    assert ask.command == commands.Register(name="Budi", enter=commands.Enter(name="Budi"))
    assert ask.password == "r4hasia"


@pytest.mark.parametrize("line", ["login Budi r4hasia", "Login Budi r4hasia"])
def test_login(line):
    ask = Sendto().receive(line)
    assert ask.command == commands.Enter(name="Budi")
    assert ask.command.pushes
    assert ask.password == "r4hasia"


@pytest.mark.parametrize("line", ["halo", "regist", "login budi", "regist a b c", "sendall halo", "list", "logout"])
def test_anything_else_before_login_closes(line):
    sendto = Sendto()
    ask = sendto.receive(line)
    assert ask.command == commands.Pass()
    assert ask.context == b"[Error] perintah salah\n"
    assert sendto.closing


@pytest.mark.parametrize("verb", ["regist", "login"])
def test_welcome(verb):
    sendto = Sendto()
    ask = sendto.receive(f"{verb} budi r4hasia")
    assert sendto.reply(events.Welcome(1, uid=7, name="Budi"), ask.context) == b"[OK] selamat datang Budi\n"
    assert sendto.user == "Budi"
    assert not sendto.closing


@pytest.mark.parametrize("reason", [Reason.NAME_IS_USER, Reason.NAME_IS_ROOM])
def test_regist_of_a_name_that_exists_closes(reason):
    sendto = Sendto()
    ask = sendto.receive("regist budi r4hasia")
    assert sendto.reply(events.Refused(1, reason, "Budi"), ask.context) == b"[Error] nama Budi sudah terdaftar\n"
    assert sendto.closing


def test_regist_of_a_name_that_may_not_be_says_why_and_closes():
    sendto = Sendto()
    ask = sendto.receive("regist 123 r4hasia")
    answer = sendto.reply(events.Refused(1, Reason.BAD_NAME, "123"), ask.context)
    assert answer.startswith(b"[Error] nama 123 tidak boleh dipakai")
    assert sendto.closing


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        (Reason.UNKNOWN_USER, b"[Error] user budi tidak terdaftar\n"),
        (Reason.WRONG_PASSWORD, b"[Error] kata sandi salah\n"),
    ],
)
def test_the_third_failed_login_closes(reason, answer):
    sendto = Sendto()
    for closes in (False, False, True):
        ask = sendto.receive("login budi salah")
        assert sendto.reply(events.Refused(1, reason, "budi"), ask.context) == answer
        assert sendto.closing is closes


def test_a_login_forgives_the_failures_before_it():
    sendto = Sendto()
    for _ in range(2):
        sendto.reply(events.Refused(1, Reason.WRONG_PASSWORD), sendto.receive("login budi salah").context)
    sendto.reply(events.Welcome(1, name="budi"), sendto.receive("login budi benar").context)
    sendto.reply(events.Parted(1, "budi", 1), sendto.receive("logout").context)
    sendto.reply(events.Refused(1, Reason.WRONG_PASSWORD), sendto.receive("login budi salah").context)
    assert not sendto.closing


@pytest.mark.parametrize(
    ("line", "event", "answer"),
    [
        ("sendall halo", events.Message(1, text="halo", room="lobby"), b"[OK]\n"),
        ("sendto budi hai", events.Message(1, to=2, receiver="budi", text="hai"), b"[OK]\n"),
        ("list", events.Names(1, names=["ani", "budi", "citra"]), b"[List] ani, budi, citra\n"),
        (
            "/rules lobby",
            events.Ruled(1, room="lobby", modes="m"),
            b"[Aturan] lobby: hanya pengurus bicara; pengurus: tidak ada\n",
        ),
        ("/kick lobby budi", events.Refused(1, Reason.NOT_OPERATOR, "lobby"), b"[Error] kamu bukan pengurus lobby\n"),
        (
            "list",
            events.Names(1, names=["ani", "budi"], total=700, more=True),
            "[List] ani, budi … (lanjut: list sesudah budi)\n".encode(),
        ),
    ],
)
def test_what_is_answered(line, event, answer):
    assert member().reply(event, member().receive(line).context) == answer
    assert member(b"\r\n").reply(event, member().receive(line).context) == answer.replace(b"\n", b"\r\n")


def test_after_logout_the_connection_is_where_it_was_before_login():
    sendto = member()
    assert sendto.reply(events.Parted(1, "ani", 1), sendto.receive("logout").context) == b"[OK] logout ani\n"
    assert not sendto.closing
    assert sendto.receive("login budi r4hasia").command == commands.Enter(name="budi")

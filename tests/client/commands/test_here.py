"""What is typed in a conversation that is not the lobby."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.commands import Action, Misused, doubtful, parse
from chatlib.client.commands.parsing import INVISIBLE
from chatlib.client.commands.table import BARE, COMMANDS, SLASHED
from chatlib.core.text import clean

WRITTEN = {
    "/history": Action("history", "budi"),
    "/history 7": Action("history", "budi", "7"),
    "/search ujian": Action("search", "budi", "ujian"),
    "/who": Action("who_here", "budi"),
    "/WHO": Action("who_here", "budi"),
    "/invite citra dodi": Action("invite", "budi", names=("citra", "dodi")),
    "/file ~/foto liburan.jpg": Action("send_file", "budi", "~/foto liburan.jpg"),
    "/send citra foto": Action("pm", "citra", "foto"),
    "/get": Action("get", "budi"),
    "/get 17": Action("get", "budi", "17"),
    "/decline": Action("decline", "budi"),
    "/leave": Action("leave", "budi"),
    "/part": Action("leave", "budi"),
    "/leave kelas": Action("leave", "kelas"),
    "/topic": Action("topic", "budi"),
    "/topic ujian besok": Action("topic", "budi", "ujian besok"),
    "/me melambai": Action("me", "budi", "melambai"),
    "/clear": Action("clear", "budi"),
    "/close": Action("close", "budi"),
    "/ban citra address": Action("ban", "budi", "address", ("citra",)),
    "/kick citra": Action("kick", "budi", names=("citra",)),
    "/delete": Action("delete", "budi"),
    "/rules slow 5": Action("change_rules", "budi", names=("slow",), seconds=5),
    "/rooms": Action("rooms"),
    "/exit": Action("exit"),
    "/listuser": Action("who"),
    "/open citra": Action("open", "citra"),
}


@pytest.mark.parametrize(("line", "action"), WRITTEN.items(), ids=WRITTEN)
def test_commands_are_about_the_conversation(line: str, action: Action) -> None:
    assert parse(line, "budi") == action


@pytest.mark.parametrize("word", [*BARE, *SLASHED])
def test_with_a_slash_every_command_is_one_everywhere(word: str) -> None:
    for where in ("lobby", "kelas"):
        for rest in ("", " x", " x y", " x adduser y", " 1", " x y z"):
            found = parse(f"/{word}{rest}", where)
            assert isinstance(found, Misused) or found.kind != "say" or BARE.get(word)
            assert not isinstance(found, Misused) or found.usage is not None


@pytest.mark.parametrize("line", ["pm budi", "leave", "halo", "/", "/ leave", "/etc/hosts", "  halo"])
def test_everything_else_is_said(line: str) -> None:
    assert parse(line, "kelas") == Action("say", "kelas", line)
    assert not doubtful(line, "kelas")


UNFINISHED = ("/invite", "/search", "/file", "/who else", "/pm budi", "/login", "/joingroup", "/poll a | b")
UNFINISHED += ("/poll a | b |", "/vote", "/vote ya", "/groups", "/groups 0", "/groups a", "/attendance hadir")


@pytest.mark.parametrize("line", UNFINISHED)
def test_misuse_is_told_how_it_is_written_here(line: str) -> None:
    typed = line.split()[0]
    command = (BARE | SLASHED)[typed.removeprefix("/")]
    assert parse(line, "kelas") == Misused(typed, command.usage_in(False))


OF_THE_LOBBY = {
    "pm citra halo": Action("pm", "citra", "halo"),
    "  sendto citra halo": Action("pm", "citra", "halo"),
    "send citra halo": Action("pm", "citra", "halo"),
    "sendgroup kampus halo": Action("say", "kampus", "halo"),
    "joingroup kampus kunci": Action("join", "kampus", "kunci"),
    "creategrup kampus adduser budi": Action("create_group", "kampus", names=("budi",)),
    "list": Action("who"),
    "exit": Action("exit"),
}


@pytest.mark.parametrize(("line", "action"), OF_THE_LOBBY.items(), ids=OF_THE_LOBBY)
def test_a_complete_command_of_the_courses_without_a_slash_is_asked_about(line: str, action: Action) -> None:
    assert parse(line, "kelas") == action
    assert doubtful(line, "kelas")
    assert not doubtful("/" + line.strip(), "kelas")


@pytest.mark.parametrize(
    "line", ["login tono rahasia", " /auth tono rahasia", "register tono rahasia Tono", "login dulu", "regist"]
)
def test_a_login_is_never_said_and_never_asked_about(line: str) -> None:
    found = parse(line, "kelas")
    assert isinstance(found, Misused) or found.kind in ("login", "register")
    assert not doubtful(line, "kelas")


@pytest.mark.parametrize("where", ["lobby", "kelas"])
@pytest.mark.parametrize(
    "line",
    [
        "PASS rahasia",
        "/pass rahasia",
        "/quote PASS rahasia",
        "quote pass rahasia",
        "OPER ani rahasia",
        "AUTHENTICATE YW5pAGFuaQBy",
        "identify rahasia",
        "/identify ani rahasia",
        "PRIVMSG NickServ :IDENTIFY rahasia",
        "> login ani rahasia",
        "login,ani rahasia",
        "$ auth_login ani rahasia",
        "hai\nlogin ani rahasia\n\nakhir",
        "/sendall login ani rahasia",
        "/me login ani rahasia",
        "lobby> login ani rahasia",
        "ani@kelas:~$ login ani rahasia",
        "1. login ani rahasia",
        "18:05 login ani rahasia",
        "halo\n> PASS rahasia",
        "PASS: rahasia",
        "ns identify rahasia",
        "/msg NickServ identify rahasia",
        "pm nickserv identify rahasia",
        "> " * 3 + "login ani rahasia",
    ],
)
def test_a_secret_in_other_words_is_answered_and_not_said(line: str, where: str) -> None:
    assert isinstance(parse(line, where), Misused)


@pytest.mark.parametrize(
    "line",
    ["pass the salt", "the author regrets", "identify yourself, please", "log in ani dulu", "> " * 5000, "1. halo"],
)
def test_a_sentence_with_such_words_is_said(line: str) -> None:
    assert parse(line, "kelas") == Action("say", "kelas", line)


@given(st.one_of(st.text(), st.builds("/{}{}".format, st.sampled_from([*SLASHED]), st.one_of(st.just(""), st.text()))))
def test_any_line_is_understood_in_some_way(line: str) -> None:
    found = parse(line, "kelas")
    if not clean(line).strip().strip(INVISIBLE):
        assert found is None
    else:
        assert isinstance(found, Action | Misused)


def test_no_word_stands_twice_in_the_table() -> None:
    words = [word for command in COMMANDS for word in (*command.words, *command.slashed)]
    assert len(words) == len(set(words))

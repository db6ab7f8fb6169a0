"""What is typed in the window of a conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.actions import Actions
from chatlib.client.commands import INVISIBLE, VERBS, WINDOW_VERBS, Action, Misused, parse_in_window
from chatlib.client.files.exchange import Exchange
from chatlib.core.text import clean

WRITTEN = {
    "/history": Action("history", "budi"),
    "/history 7": Action("history", "budi", "7"),
    "/search ujian": Action("search", "budi", "ujian"),
    "/who": Action("who_here", "budi"),
    "/WHO": Action("who_here", "budi"),
    "/invite citra dodi": Action("invite_here", "budi", names=("citra", "dodi")),
    "/send ~/foto liburan.jpg": Action("send_file", "budi", "~/foto liburan.jpg"),
    "/get": Action("get", "budi"),
    "/get 17": Action("get", "budi", "17"),
    "/decline": Action("decline", "budi"),
    "/leave": Action("leave_here", "budi"),
    "/close": Action("close", "budi"),
    "/help": Action("help", "budi"),
}


@pytest.mark.parametrize(("line", "action"), WRITTEN.items(), ids=WRITTEN)
def test_commands_are_about_the_windows_conversation(line: str, action: Action) -> None:
    assert parse_in_window(line, "budi") == action


def test_every_verb_is_tried_here() -> None:
    assert {line.split()[0].lower() for line in WRITTEN} == {"/" + verb for verb in WINDOW_VERBS}


def test_there_is_a_method_for_every_kind() -> None:
    kinds = {action.kind for action in WRITTEN.values()} - {"close", "help"}
    assert {
        kind for kind in kinds if not hasattr(Actions, "do_" + kind) and not hasattr(Exchange, "do_" + kind)
    } == set()


@pytest.mark.parametrize(
    "line", [*VERBS, "pm budi", "login dulu", "leave", "halo", "/", "/ leave", "/etc/hosts", "  halo"]
)
def test_everything_else_is_said(line: str) -> None:
    assert parse_in_window(line, "kelas") == Action("say", "kelas", line)


@pytest.mark.parametrize("line", ["/invite", "/search", "/send", "/leave now", "/who else"])
def test_misuse_is_told_how_it_is_written(line: str) -> None:
    verb = line.split()[0].removeprefix("/")
    assert parse_in_window(line, "kelas") == Misused(verb, WINDOW_VERBS[verb].usage)


@pytest.mark.parametrize("line", ["/terbang", "/exit"])
def test_a_word_with_a_slash_that_no_window_knows(line: str) -> None:
    assert parse_in_window(line, "kelas") == Misused(line.split()[0].removeprefix("/"), None)


OF_THE_LOBBY = {
    "pm citra halo": Action("pm", "citra", "halo"),
    "/pm citra halo": Action("pm", "citra", "halo"),
    "  sendto citra halo": Action("pm", "citra", "halo"),
    "send citra halo": Action("pm", "citra", "halo"),
    "sendgroup kampus halo": Action("say", "kampus", "halo"),
    "joingroup kampus kunci": Action("join", "kampus", "kunci"),
    "login tono rahasia": Action("login", "tono", "rahasia"),
    "/auth tono rahasia": Action("login", "tono", "rahasia"),
    "creategrup kampus adduser budi": Action("create_group", "kampus", names=("budi",)),
}


@pytest.mark.parametrize(("line", "action"), OF_THE_LOBBY.items(), ids=OF_THE_LOBBY)
def test_a_complete_command_of_the_lobby_is_not_for_this_conversation(line: str, action: Action) -> None:
    assert parse_in_window(line, "kelas") == action


@pytest.mark.parametrize("line", ["/pm budi", "/login", "/joingroup"])
def test_one_that_lacks_something_is_told_so_if_it_has_a_slash(line: str) -> None:
    verb = line.split()[0].removeprefix("/")
    assert parse_in_window(line, "kelas") == Misused(verb, VERBS[verb].usage)


@given(
    st.one_of(st.text(), st.builds("/{}{}".format, st.sampled_from([*WINDOW_VERBS]), st.one_of(st.just(""), st.text())))
)
def test_any_line_is_understood_in_some_way(line: str) -> None:
    found = parse_in_window(line, "kelas")
    if not clean(line).strip().strip(INVISIBLE):
        assert found is None
    else:
        assert isinstance(found, Misused) or found.name == "kelas"

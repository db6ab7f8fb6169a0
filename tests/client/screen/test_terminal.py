"""What terminal this is, and how it is told things."""

import pytest

from chatlib.client.screen import signals
from chatlib.client.screen.graphics import Abilities
from chatlib.client.screen.terminal import Terminal, told

CELL = (9, 18)


@pytest.mark.parametrize(
    ("answer", "environment", "background"),
    [
        ("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?1;2c", {}, "dark"),
        ("\x1b]11;rgb:fd/f6/e3\x07\x1b[?62;4c", {}, "light"),
        ("\x1b]11;rgba:2e2e/3434/3636/ffff\x1b\\", {}, "dark"),
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", {"COLORFGBG": "15;0"}, "light"),
        ("\x1b[?1;2c", {"COLORFGBG": "15;0"}, "dark"),
        ("\x1b[?1;2c", {"COLORFGBG": "0;default;15"}, "light"),
        ("", {"COLORFGBG": "x"}, "any"),
        ("\x1b]11;blue\x07", {}, "any"),
        ("", {}, "any"),
    ],
)
def test_the_background(answer: str, environment: dict[str, str], background: str) -> None:
    assert told(answer, CELL, environment).background == background


@pytest.mark.parametrize(
    ("answer", "cell", "environment", "abilities"),
    [
        ("\x1b[?62;4;22c", CELL, {}, Abilities("sixel", *CELL)),
        ("\x1b[?62;22;44c", CELL, {}, Abilities()),
        ("\x1b[?62;4c", (0, 0), {}, Abilities()),
        ("\x1b[?62c", CELL, {"KITTY_WINDOW_ID": "1"}, Abilities("kitty", *CELL)),
        ("\x1b[?62;4c", CELL, {"TMUX": "x", "KITTY_WINDOW_ID": "1"}, Abilities()),
        ("\x1b[?62;4c", CELL, {"STY": "x"}, Abilities()),
        ("", CELL, {}, Abilities()),
    ],
)
def test_the_pictures(answer: str, cell: tuple, environment: dict[str, str], abilities: Abilities) -> None:
    assert told(answer, cell, environment).abilities == abilities


def test_of_a_terminal_that_says_nothing_nothing_is_known() -> None:
    assert told("", (0, 0), {}) == Terminal()


@pytest.mark.parametrize(
    ("environment", "written"),
    [
        ({"KITTY_WINDOW_ID": "1"}, "\x1b]99;i=ruang:d=0;budi; ani\x1b\\\x1b]99;i=ruang:p=body;a;b\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;budi, ani;a,b\x1b\\"),
        ({"TERM": "rxvt-unicode-256color"}, "\x1b]777;notify;budi, ani;a,b\x1b\\"),
        ({"TERM_PROGRAM": "WezTerm"}, "\x1b]9;budi; ani: a;b\x1b\\"),
        ({"TERM": "xterm-256color"}, ["notify-send", "--app-name=Ruang", "--", "budi; ani", "a;b"]),
        (
            {"TMUX": "x", "TMUX_PANE": "%1", "TERM": "foot"},
            ["notify-send", "--app-name=Ruang", "--", "budi; ani", "a;b"],
        ),
    ],
)
def test_notifications(environment: dict[str, str], written: str | list[str]) -> None:
    assert signals.manners(environment).notify("budi; ani", "a;b") == written


def test_titles() -> None:
    tmux = signals.manners({"TMUX": "x", "TMUX_PANE": "%3"})
    assert tmux.rename("#1 budi — ani")[-1] == ["tmux", "rename-window", "-t", "%3", "--", "##1 budi — ani"]
    assert tmux.title("budi") == ""
    assert tmux.in_background
    screen = signals.manners({"STY": "1.x"})
    assert (screen.rename("budi"), screen.title("budi")) == ([], "\x1bkbudi\x1b\\")
    assert signals.manners({"KONSOLE_VERSION": "22"}).title("budi") == "\x1b]30;budi\a"
    plain = signals.manners({})
    assert (plain.rename("budi"), plain.title("budi"), plain.in_background) == ([], "", False)
    # The inner one of the two is asked.
    both = signals.manners({"TMUX": "x", "TMUX_PANE": "%3", "STY": "1.x", "TERM": "screen"})
    assert both.pane


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("ah kali\x1b]11;rgb:00/00/00\x1b\\mat\x1b[?62;4c é", "ah kalimat é"),
        ("\x1b[A\r\x1b]11;rgb:00/00/00\x07", ""),
        ("halo", "halo"),
    ],
)
def test_what_is_typed_meanwhile_is_not_lost(answer: str, typed: str) -> None:
    assert told(answer, CELL, {}).typed == typed

"""What those who run a room do, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.session.events import Expelled
from chatlib.client.session.rules import Deed, Ruling
from chatlib.client.words import durations, rulings
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES

EN, ID = Words("en"), Words("id")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Ruling("MUTE", True, "budi", 600.0, "ribut"), "ani muted budi for 10 min (ribut)"),
        (Ruling("MUTE", False, "budi"), "ani lets budi speak again"),
        (Ruling("SLOW", True, "10"), "ani lets everybody speak once in 10 s"),
        (Ruling("KICK", True, "budi", reason="ribut"), "ani put budi out (ribut)"),
        (Ruling("TERBANG", True, "{by}"), "ani: TERBANG {by}"),
        (Ruling("{0}"), "ani: {0}"),
    ],
)
def test_changes(change: Ruling, said: str) -> None:
    assert rulings.changed("ani", change, EN) == said


def test_what_was_done_is_said_as_it_was_told_then() -> None:
    deed = Deed(1.0, "ani", "BAN", True, "budi", 86400.0, "ribut")
    assert rulings.done(deed, ID) == "ani melarang budi masuk selama 1 hari (ribut)"


def test_both_languages_know_the_same_and_each_names_whom_it_is_about() -> None:
    english, indonesian = rulings.SAID["en"], rulings.SAID["id"]
    assert set(rulings.SAID) == set(LANGUAGES)
    assert english.keys() == indonesian.keys()
    for key, said in english.items():
        assert ("{about}" in said) == ("{about}" in indonesian[key]), key
        assert said.startswith("{by} "), key


def test_who_was_put_off_the_server_is_told_by_whom_and_why() -> None:
    assert rulings.expelled(Expelled("ani", "ribut", False, 0), EN) == "ani put you off the server (ribut)"
    banned = rulings.expelled(Expelled("ani", "", True, 3600.0), ID)
    assert banned == "ani melarangmu masuk ke server selama 1 jam"


def test_nothing_that_is_filled_in_makes_a_line_of_its_own() -> None:
    said = rulings.changed("a\nb", Ruling("BAN", True, "c\x1b[2J", 0.0, "d\n12:34 budi: ya"), EN)
    assert said == "a b banned c[2J (d 12:34 budi: ya)"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (59.5, "1 min"), (583, "9 min 43 s"), (5400, "1 h 30 min"), (90061, "1 d 1 h"), (7200, "2 h")],
)
def test_durations(seconds: float, said: str) -> None:
    assert durations.shown(seconds, EN) == said


@given(st.floats(0, 1e10))
def test_of_any_time_something_is_said(seconds: float) -> None:
    assert durations.shown(seconds, ID)

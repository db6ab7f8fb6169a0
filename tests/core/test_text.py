import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import text
from chatlib.core.errors import Reason, Refusal

ANY = st.text(st.characters())  # lone surrogates too


def refusal(message: str, limit: int = 4096) -> Reason:
    with pytest.raises(Refusal) as caught:
        text.message(message, limit)
    return caught.value.reason


@given(ANY)
def test_no_control_character_but_the_tab_is_delivered(message):
    assert not [c for c in text.clean(message) if unicodedata.category(c) == "Cc" and c != "\t"]


@given(ANY)
def test_what_is_delivered_can_be_encoded(message):
    assert text.clean(message).encode().decode() == text.clean(message)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "M"])))
def test_everything_else_is_delivered_as_it_was_typed(message):
    assert text.clean(message) == text.message(f"x{message}", 10**6)[1:] == message


@pytest.mark.parametrize("joined", ["\u200d", "\u200c", "\u200e", "e\u0301", "\u0e33", "\U0001f468\u200d\U0001f469"])
def test_what_scripts_and_emoji_need_stays(joined):
    assert text.clean(joined) == joined


@pytest.mark.parametrize("end", ["\u2028", "\u2029"])
def test_what_a_program_takes_for_the_end_of_a_line_is_a_blank(end):
    assert text.clean(f"halo{end}budi: ya") == text.message(f"halo{end}budi: ya", 100) == "halo budi: ya"


@pytest.mark.parametrize("code", [0x202A, 0x202E, 0x2066, 0x2069, 0xE0001, 0xE0041, 0xE007F])
def test_what_deceives_the_eye_goes(code):
    assert text.clean(f"a{chr(code)}gpj.exe") == "agpj.exe"


def test_marks_do_not_pile_up():
    tower = "a" + "\u0301\u0316" * 30 + "b"
    assert text.clean(tower) == "a" + "\u0301\u0316" * 3 + "b"
    assert text.has_tower(tower)
    assert not text.has_tower(text.clean(tower))


def test_a_message_may_have_several_lines_and_a_name_has_one():
    assert text.message("satu\r\ndua\n\ntiga\n", 100) == "satu\ndua\n\ntiga"
    assert text.line("satu\ndua", 100) == text.clean("satu\ndua") == "satudua"


@given(ANY)
def test_clean_text_stays_as_it_is(message):
    assert text.clean(text.clean(message)) == text.clean(message)


def test_an_escape_sequence_loses_its_sting():
    assert text.clean("\x1b[2J\x9b31mhi\x07\x7f\r\n\tthere\x00") == "[2J31mhi\tthere"


@pytest.mark.parametrize("empty", ["", " ", "\t \t", "\x00\x1b", "\r\n", "\u00a0", "\x1b "])
def test_a_text_with_nothing_to_see_is_empty(empty):
    assert refusal(empty) is Reason.EMPTY


def test_the_limit_counts_bytes_and_belongs_to_what_is_allowed():
    assert text.message("a" * 4096, 4096) == "a" * 4096
    assert refusal("a" * 4097) is Reason.TOO_LONG
    assert text.message("\u00e9" * 2048, 4096) == "\u00e9" * 2048
    assert refusal("\u00e9" * 2048 + "a") is Reason.TOO_LONG
    assert text.message("\U0001f600" * 1024, 4096) == "\U0001f600" * 1024
    assert refusal("\U0001f600" * 1025) is Reason.TOO_LONG


def test_what_is_stripped_does_not_count():
    assert text.message("a" * 4096 + "\x00", 4096) == "a" * 4096


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.integers(1, 40))
def test_a_text_is_delivered_whole_or_not_at_all(message, limit):
    lines = message.replace("\r\n", "\n").strip("\n").split("\n")
    clean = "\n".join(map(text.clean, lines))
    if not clean.strip():
        assert refusal(message, limit) is Reason.EMPTY
    elif len(clean.encode()) > limit:
        assert refusal(message, limit) is Reason.TOO_LONG
    else:
        assert text.message(message, limit) == clean


@pytest.mark.parametrize("between", ["\u200d", "\u200c", "\u2060", "\u00ad"])
def test_what_shows_nothing_makes_no_place_for_more_marks(between):
    tower = text.clean("z" + ("\u0301" * text.MOST_MARKS + between) * 10)
    assert tower.count("\u0301") == text.MOST_MARKS

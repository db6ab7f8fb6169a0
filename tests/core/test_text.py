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


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_everything_else_is_delivered_as_it_was_typed(message):
    assert text.clean(message) == message


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
    clean = text.clean(message)
    if not clean.strip():
        assert refusal(message, limit) is Reason.EMPTY
    elif len(clean.encode()) > limit:
        assert refusal(message, limit) is Reason.TOO_LONG
    else:
        assert text.message(message, limit) == clean

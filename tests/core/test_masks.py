"""Masks, against what they are said to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core.rules.moderation.masks import LONGEST_MASK, fits, full_name, normal


def means(mask: str, text: str) -> bool:
    """As it is defined."""
    if not mask:
        return not text
    if mask[0] == "*":
        return means(mask[1:], text) or (bool(text) and means(mask, text[1:]))
    return bool(text) and mask[0] in ("?", text[0]) and means(mask[1:], text[1:])


@given(st.text("ab*?", max_size=7), st.text("ab", max_size=7))
def test_a_mask_fits_what_it_means_and_nothing_else(mask, text):
    assert fits(mask, text) == means(mask, text)


@given(st.text("ab*?", max_size=7), st.lists(st.text("ab", max_size=2), min_size=7, max_size=7))
def test_a_mask_fits_whatever_its_signs_are_replaced_by(mask, words):
    text = "".join({"*": word, "?": (word or "a")[0]}.get(sign, sign) for sign, word in zip(mask, words, strict=False))
    assert fits(mask, text)


@pytest.mark.parametrize(
    ("mask", "text"), [("ANI*", "ani!ani@ruang"), ("ani", "ANI"), ("\u00c4*", "a\u0308nne"), ("stra\u00dfe", "STRASSE")]
)
def test_case_does_not_matter_and_the_spelling_of_a_letter_neither(mask, text):
    assert fits(mask, text)


def test_no_mask_takes_long():
    assert not fits("*a" * (LONGEST_MASK // 2) + "b", "a" * 1000)
    assert fits("*" * LONGEST_MASK, "a" * 1000)


@pytest.mark.parametrize(
    ("mask", "whole"),
    [
        ("ani", "ani!*@*"),
        ("ani!x", "ani!x@*"),
        ("x@home", "*!x@home"),
        ("@home", "*!*@home"),
        ("ani!@", "ani!*@*"),
        ("!", "*!*@*"),
        ("", "*!*@*"),
        ("a!b@c", "a!b@c"),
    ],
)
def test_a_mask_has_three_parts(mask, whole):
    assert normal(mask) == whole


@given(st.text("ab!@*?", max_size=10) | st.text("ab!@", min_size=LONGEST_MASK - 5, max_size=LONGEST_MASK + 5))
def test_a_whole_mask_is_left_as_it_is_and_none_is_longer_than_the_longest(mask):
    whole = normal(mask)
    assert (normal(whole), len(whole) <= LONGEST_MASK) == (whole, True)


@pytest.mark.parametrize(
    ("name", "full"),
    [("Ani", "Ani!Ani@ruang"), ("budi@b", "budi@b!budi@b"), ("\u65e5\u672c", "\u65e5\u672c!\u65e5\u672c@ruang")],
)
def test_a_user_is_called_in_full_by_name_and_realm(name, full):
    assert full_name(name) == full


@pytest.mark.parametrize("mask", ["ani", "ani!*@*", "*@ruang", "a?i", "*!a*@*"])
def test_a_mask_means_users_by_their_full_names(mask):
    assert fits(normal(mask), full_name("Ani"))
    assert not fits(normal(mask), full_name("budi@b"))

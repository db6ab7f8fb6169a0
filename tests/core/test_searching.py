"""What is typed into a search, and what it finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core.searching import Query, folded, lookups, matches, read, tokens

SAID = "Anak-anak rapat jam 10.30 di Café C++; don't AND ½ OR (NEAR) naïve 👍 rumah_sakit"


@pytest.mark.parametrize(
    "typed",
    ["anak-anak", "10.30", "c++", "C++", "don't", "AND", "and or", "(near)", "cafe", "CAFÉ", "naive", "👍", "rap", "10",
     "an", "anak rapat", "rapat anak", '"jam 10.30"', '"di cafe c"', "anak-an", "rumah", "sakit", "rumah_s", "½"],
)  # fmt: skip
def test_is_found(typed):
    assert matches(read(typed), SAID)


@pytest.mark.parametrize("typed", ["apat", "10.31", "c++x", '"rapat 10.30"', "anakanak", "dont", "👎", "nak-"])
def test_is_not_found(typed):
    assert not matches(read(typed), SAID)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Query(())),
        ("  ", Query(())),
        ('""', Query(())),
        ("rapat from:Budi in:kelas", Query(("rapat",), "Budi", "kelas")),
        (
            "dari:budi di:lobby sesudah:2026-11-01 sebelum:2026-12-01",
            Query((), "budi", "lobby", "2026-12-01", "2026-11-01"),
        ),
        ("before:besok", Query(("before:besok",))),
        ("after:20261130 before:2026-W49-1", Query((), "", "", "2026-11-30", "2026-11-30")),
        ("after:0001-01-01", Query(("after:0001-01-01",))),
        ("http://kelas.example", Query(("http://kelas.example",))),
        ('"satu  dua', Query(("satu dua",))),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(typed, query):
    assert read(typed) == query


@given(st.text(max_size=60))
def test_nothing_that_is_typed_is_an_error(typed):
    query = read(typed)
    assert matches(query, typed) in (True, False)
    assert all(token and token == folded(token) and '"' not in token for token, _ in lookups(query))


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=6), st.data())
def test_an_index_leaves_out_nothing_that_matches(words, data):
    """What `lookups` asks for is in every text that matches: an index of tokens finds all, and perhaps more."""
    text = " ".join(words)
    query = read(data.draw(st.sampled_from([text, words[0], words[-1], text[: len(text) // 2]])))
    if matches(query, text):
        there = set(tokens(folded(text)))
        for token, is_beginning in lookups(query):
            assert any(one.startswith(token) if is_beginning else one == token for one in there)


@given(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}", fullmatch=True), st.from_regex(r"[a-z]{1,3}", fullmatch=True))
def test_a_word_is_found_where_a_word_begins_with_it(text, word):
    assert matches(read(word), text) == bool(re.search(rf"\b{word}", text))


@given(st.text(st.characters(max_codepoint=127), max_size=60) | st.text(max_size=60))
def test_the_words_of_a_text_are_those_of_the_folded_text(text):
    assert tokens(text) == tokens(folded(text)) == re.findall(r"[^\W_]+|[^\w\s\0-\x7f]", folded(text))

"""Letters of modes, read and told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.dialects.irc.modes import CHANNEL_MODES, current, read, spelled

READ = [
    ("m", [], [(True, "m", "")]),
    ("+mt-n", [], [(True, "m", ""), (True, "t", ""), (False, "n", "")]),
    ("+o-v", ["ani", "budi"], [(True, "o", "ani"), (False, "v", "budi")]),
    ("+o", [], [(True, "o", None)]),
    ("+k", ["kunci"], [(True, "k", "kunci")]),
    ("+k", [], [(True, "k", None)]),
    ("-k", ["kunci"], [(False, "k", "kunci")]),
    ("-k", [], [(False, "k", "")]),
    ("+l-l", ["7"], [(True, "l", "7"), (False, "l", "")]),
    ("b", [], [(True, "b", None)]),
    ("+Ibe", [], [(True, "I", None), (True, "b", None), (True, "e", None)]),
    ("-b", ["*!*@b"], [(False, "b", "*!*@b")]),
    ("+xo", ["ani"], [(True, "x", ""), (True, "o", "ani")]),
    ("", ["ani"], []),
    ("+-", [], []),
]


@pytest.mark.parametrize(("letters", "params", "changes"), READ)
def test_each_letter_has_its_sign_and_its_parameter(letters, params, changes):
    assert list(read(letters, params)) == changes


@given(st.text("+-beIklovimnstxZ", max_size=12), st.lists(st.sampled_from(["ani", "7", "*!*@b"]), max_size=5))
@settings(max_examples=60)
def test_any_letters_are_read_one_by_one(letters, params):
    changes = list(read(letters, params))
    assert [letter for _, letter, _ in changes] == [letter for letter in letters if letter not in "+-"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], ""),
        ([(True, "m", "")], "+m"),
        ([(True, "m", ""), (True, "t", ""), (False, "n", "")], "+mt-n"),
        ([(True, "o", "ani"), (False, "l", ""), (True, "k", "x")], "+o-l+k ani x"),
    ],
)
def test_changes_are_told_with_as_few_signs_as_can_be(changes, told):
    assert spelled(changes) == told


PARAMS = {"o": "ani", "v": "budi", "k": "kunci", "b": "*!*@b", "e": "a!*@*", "I": "*!*@c"}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([*PARAMS, *"imnst"])), max_size=8))
@settings(max_examples=60)
def test_what_is_told_is_read_so_again(signs):
    changes = [(on, letter, PARAMS.get(letter, "")) for on, letter in signs]
    letters, *params = spelled(changes).split(" ")
    assert list(read(letters, params)) == changes


def test_the_modes_that_hold_are_told_in_the_order_of_their_letters():
    assert current("nt", True, "", 0, 0) == "+nt"
    assert current("nt", False, "", 0, 0) == "+int"
    assert current("int", True, "", 0, 10) == "+intW 10"
    assert current("ns", True, "kunci", 7, 0) == "+nskl kunci 7"
    assert current("", True, "", 0, 0) == "+"


def test_every_letter_is_offered_once():
    assert sorted(CHANNEL_MODES) == list(CHANNEL_MODES)
    assert len(set(CHANNEL_MODES)) == len(CHANNEL_MODES)

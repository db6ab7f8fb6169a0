"""Lines as long as a line may be, made to keep a reader busy: each is answered all the same.

A reader that goes back over what it has read would not be done within the time limit of a test.
"""

import pytest

from chatlib.dialects import notation
from chatlib.dialects.mamushi import Mamushi

LONGEST = 64 * 1024


def filled(head, middle, tail=""):
    """A line of the greatest length that begins and ends so."""
    return head + middle * ((LONGEST - len(head) - len(tail)) // len(middle)) + tail


LINES = {
    "blanks": filled("{a", " ", "!"),
    "blanks behind a value": filled('{a="x" b', " ", "!"),
    "blanks behind each value": filled("{", 'a="x" b         '),
    "quotes": filled("{a=", '"'),
    "quotes that end": filled("{a=", '"', "}"),
    "mixed quotes": filled("{", 'a="x”,', "}"),
    "mixed quotes in a list": filled("{a=[", '"x”,', "]}"),
    "quotes that never close": filled("{", "a=“x "),
    "quotes and words": filled('{a="', 'x" y '),
    "backslashes": filled("{a='", "\\", "'}"),
    "escapes": filled("{a='", "\\u0041", "'}"),
    "one word": filled("{", "a", "}"),
    "words": filled("{", "a "),
    "one value": filled("{a=", "b", "}"),
    "names": filled("{", "a=b,", "}"),
    "commas": filled("{", ",", "}"),
    "equals": filled("{a", "=", "}"),
    "braces": filled("", "{"),
    "brackets": filled("{a=", "["),
    "lists that do not end": filled("{a=", "[}"),
    "dictionaries": filled("{", "a={},", "}"),
    "deep dictionaries": filled("", "{a="),
    "deep json": filled("", '{"a":'),
    "digits": filled('{"ID":', "9", "}"),
    "digits of a literal": filled("{'ID': ", "9", "}"),
    "digits of another script": filled("{'ID': ", "٩", "}"),
    "minus": filled("{'ID': ", "-", "}"),
}


@pytest.mark.parametrize("name", LINES)
def test_hostile_text_is_read_or_refused(name):
    assert LONGEST - 20 < len(LINES[name]) <= LONGEST
    try:
        assert isinstance(notation.read(LINES[name]), dict)
    except notation.NotUnderstood:
        pass


@pytest.mark.parametrize("name", LINES)
def test_hostile_text_gets_one_answer(name):
    ask = Mamushi().receive(LINES[name])
    assert b'"CODE":"BAD_REQUEST"' in ask.context
    assert ask.context.count(b"\n") == 1

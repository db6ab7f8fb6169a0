"""The one-file client: what it is made of, and what becomes of an address that is put into it."""

import ast
import sys
from pathlib import Path
from unicodedata import category

from hypothesis import example, given
from hypothesis import strategies as st

from chatlib.web import plain, plain_client

PROGRAM = Path(plain.__file__).read_text("utf-8")


BEFORE, LINE, BEHIND = PROGRAM.partition('SERVERS = [("127.0.0.1", 9000)]\n')
PLACE = st.tuples(st.text(st.characters()), st.integers(1, 65535))


@given(PLACE, st.lists(PLACE, max_size=3))
@example(('"), 1); import os; ("', 1), [])
@example(("a\nimport os\n#", 80), [])
@example(("\\", 80), [])
@example(("\\g<0>\\1", 80), [])
@example(("\ud800\u2028\x1b[31m'\"", 80), [])
def test_an_address_is_an_address_whatever_it_says(first, others):
    made = plain_client.plain_client(*first, others).decode()
    line = made[len(BEFORE) : -len(BEHIND)]
    assert made == BEFORE + line + BEHIND
    assert line.isascii()
    assert line.count("\n") == 1
    assert ast.literal_eval(line.removeprefix("SERVERS = ")) == [first, *others]


def test_there_is_one_line_for_the_addresses():
    assert LINE
    assert "SERVERS = " not in BEHIND


def test_it_needs_nothing_but_python_3_8():
    tree = ast.parse(PROGRAM, feature_version=(3, 8))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules <= sys.stdlib_module_names


def test_both_languages_say_everything():
    assert all(len(words) == 2 and all(words) for words in plain.TEXTS.values())
    assert all(words[0].count("{}") == words[1].count("{}") for words in plain.TEXTS.values())


@given(st.text(st.characters()))
@example("\x1b[2J\x9b31m\r\x07\u202eabc\ud800")
def test_nothing_that_a_terminal_obeys_is_shown(line):
    shown = plain.clean(line)
    assert {category(char) for char in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert "\u202e" not in shown

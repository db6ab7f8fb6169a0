"""Lines of IRC, read and written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.dialects.irc.lines import LONGEST_LINE, LONGEST_TAGS, Line, TooLong, parse, pieces, tagged, wrapped

READ = {
    "PING": Line("PING"),
    "ping x": Line("PING", ("x",)),
    "PrivMsg #lobby :halo semua": Line("PRIVMSG", ("#lobby", "halo semua"), colon=True),
    "PRIVMSG #lobby ::)": Line("PRIVMSG", ("#lobby", ":)"), colon=True),
    "PRIVMSG #lobby :a :b": Line("PRIVMSG", ("#lobby", "a :b"), colon=True),
    "PRIVMSG #lobby a:b": Line("PRIVMSG", ("#lobby", "a:b")),
    "TOPIC #kelas :": Line("TOPIC", ("#kelas", ""), colon=True),
    "JOIN :": Line("JOIN", ("",), colon=True),
    "MODE :#lobby": Line("MODE", ("#lobby",), colon=True),
    "WHO #lobby ": Line("WHO", ("#lobby",)),
    "  USER  ani   0 *  :Ani  B ": Line("USER", ("ani", "0", "*", "Ani  B "), colon=True),
    ":ani PRIVMSG #lobby :halo": Line("PRIVMSG", ("#lobby", "halo"), colon=True),
    ":ani!a@b  QUIT": Line("QUIT"),
    "@label=7 CAP :END": Line("CAP", ("END",), {"label": "7"}, colon=True),
    "@a=1;+b/c=x\\sy\\:z;d :ani  JOIN #x": Line("JOIN", ("#x",), {"a": "1", "+b/c": "x y;z", "d": ""}),
    "@a=\\\\\\r\\n\\q\\ X": Line("X", (), {"a": "\\\r\nq"}),
    "@;;=x;a=1;a=2 X": Line("X", (), {"a": "2"}),
    "": None,
    "   ": None,
    ":ani": None,
    "@a=b": None,
    "@a=b :ani ": None,
    " :": None,
}
TAGS = st.dictionaries(st.sampled_from(["a", "+b", "+c/d.e", "time"]), st.text(max_size=12), max_size=3)
WORD = st.text("abcé語😀#:@;=!", min_size=1, max_size=9).filter(lambda word: word[0] != ":")
TEXT = st.text(max_size=30).map(lambda text: text.replace("\n", ""))
FEW = st.integers(0, 40)


@pytest.mark.parametrize("line", READ)
def test_what_a_line_says(line):
    assert parse(line) == READ[line]


@given(TAGS, st.sampled_from(["PRIVMSG", "TAGMSG", "X"]), st.lists(WORD, max_size=3), TEXT)
@settings(max_examples=60)
def test_what_is_written_with_tags_is_read_so_again(tags, verb, params, trailing):
    line = tagged(tags, " ".join([verb, *params, f":{trailing}"]))
    assert parse(line) == Line(verb, (*params, trailing), tags, colon=True)
    assert "\n" not in line
    assert "\r" not in line.replace(trailing, "")


@given(st.text(max_size=700) | st.binary(max_size=700).map(lambda data: data.decode("utf-8", "replace")))
@settings(max_examples=60)
def test_garbage_is_a_line_or_nothing_or_too_long(text):
    try:
        line = parse(text)
    except TooLong:
        return
    if line is not None:
        assert line.verb
        assert " " not in line.verb
        assert line.verb == line.verb.upper()
        assert all(param and " " not in param for param in line.params[:-1])
        assert line.param(len(line.params)) == ""


@pytest.mark.parametrize("char", ["x", "é", "語", "😀"])
def test_a_line_may_have_so_many_bytes_whatever_the_letters(char):
    size = len(char.encode())
    most = (LONGEST_LINE - len(b"PING :\r\n")) // size
    assert parse(f"PING :{char * most}").params == (char * most,)
    with pytest.raises(TooLong):
        parse(f"PING :{char * (most + 1)}")


def test_tags_are_measured_apart_from_the_line():
    longest = f"@a={'x' * (LONGEST_TAGS - len('@a= '))}"
    assert parse(f"{longest} PING :{'x' * 504}").tags["a"].startswith("xx")
    with pytest.raises(TooLong):
        parse(f"{longest}x PING")
    with pytest.raises(TooLong):
        parse(f"@a=b PING :{'x' * 505}")


def test_a_prefix_counts_as_part_of_the_line():
    with pytest.raises(TooLong):
        parse(f":ani PING :{'x' * 504}")


def test_a_line_without_tags_has_none_in_front():
    assert tagged({}, "PING") == "PING"
    assert tagged({"a": "", "b": "1"}, "PING") == "@a;b=1 PING"


@given(st.text(max_size=120), FEW)
@settings(max_examples=60)
def test_pieces_are_the_text_and_none_is_longer_than_it_may_be_but_for_a_single_letter(text, room):
    cut = list(pieces(text, room))
    assert "".join(cut) == text
    assert all(len(piece.encode()) <= room or len(piece) == 1 for piece in cut)
    assert len(cut) == 1 or all(cut[:-1])


def test_pieces_end_between_words_where_that_costs_little():
    assert list(pieces("halo semua orang", 12)) == ["halo semua ", "orang"]
    assert list(pieces("a bcdefghijklmnop", 10)) == ["a bcdefghi", "jklmnop"]
    assert list(pieces("éééé", 5)) == ["éé", "éé"]
    assert list(pieces("", 5)) == [""]
    assert list(pieces("語😀x", 3)) == ["語", "😀", "x"]


@given(st.lists(st.sampled_from(["a", "budi", "語" * 9, "é" * 30, "x" * 40]), max_size=60), st.sampled_from([" ", ","]))
@settings(max_examples=60)
def test_wrapped_lines_have_all_words_and_fit(words, separator):
    head = ":ruang 353 ani = #lobby :"
    lines = wrapped(head, words, separator)
    assert all(line.startswith(head) and len(line.encode()) <= LONGEST_LINE - 2 for line in lines)
    assert separator.join(line.removeprefix(head) for line in lines) == separator.join(words)


def test_no_words_are_no_line():
    assert wrapped(":ruang 353 ani = #lobby :", []) == []


def test_lines_are_as_full_as_they_can_be():
    first, *_ = wrapped("head ", ["x" * 9] * 100)
    assert LONGEST_LINE - 2 - 10 < len(first) <= LONGEST_LINE - 2

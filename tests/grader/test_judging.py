"""What fits an expectation, and what a rubric may look like."""

import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.grader.detection import DIALECTS, shipped
from chatlib.grader.judging import dictionaries
from chatlib.grader.judging.framing import MOST, Framing
from chatlib.grader.judging.names import RUN_LENGTH, RUN_LETTERS, Names
from chatlib.grader.judging.notation import NotationError, parse
from chatlib.grader.judging.patterns import Values
from chatlib.grader.judging.rubric_file import RubricError, load

RUN = RUN_LETTERS[:RUN_LENGTH]
UUID = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
PAPER = "{“FLAG”=“DATA” , “CONTENT” =“username sudah terdaftar” , “TYPE=“TEXT” , CODE=“REG_DUPE”}"


def values(**phrases):
    return Values(Names(RUN, count(), {}), phrases)


# ------------------------------------------------------------------------ names


def test_names_are_fresh_and_short_enough_for_irc():
    numbers = count()
    first, second = Names(RUN, numbers, {}), Names(RUN, numbers, {"budi": "budi"})
    assert first["ani"] == first["ani"] != first["anita"] != second["ani"]
    assert second["budi"] == "budi"
    assert max(map(len, first.all())) == 9


def test_lines_about_earlier_cases_alone_are_of_no_concern():
    numbers = count()
    earlier, now = Names(RUN, numbers, {}), Names(RUN, numbers, {})
    assert now.concerns_others(f"[Keluar] {earlier['ani']}")
    assert not now.concerns_others(f"online: {earlier['ani']}, {now['ani']}")
    assert not now.concerns_others("halo semua")


# --------------------------------------------------------------------- patterns


@pytest.mark.parametrize(
    ("pattern", "line", "fits"),
    [
        ("[PrivateMessage] from ani : halo", "[privatemessage]  FROM ani : halo", True),
        ("[PrivateMessage] from ani : halo", "[PrivateMessage] from ani : halo juga", False),
        ("{*}halo{*}", "budi: halo!", True),
        ("{*}a{*}b", "xaxbxb", True),
        ("{*}b{*}a", "ab", False),
        ("{*}", "", True),
        ('{"CODE":"{*}_OK"}', '{"code": "REG_OK", "more": [1]}', True),
        ('{"CODE":"REG_OK"}', "{'CODE': 'REG_OK'}", True),
        ('{"CODE":"REG_DUPE","TYPE":"TEXT"}', PAPER, True),
        ('{"CODE":"REG_OK"}', '{"CODE":"REG_DUPE"}{"CODE":"REG_OK"}', True),
        ('{"A":{"B":["x"]}}', '{"A":{"B":["y","x"],"C":1}}', True),
        ('{"A":"x"}', "A=x", False),
    ],
)
def test_what_fits(pattern, line, fits):
    assert values().fits(pattern, line) is fits


def test_what_is_kept_can_be_sent():
    words = values()
    assert words.fits("{*}{token=uuid}{*}", f'{{"tokenid": "{UUID}"}}')
    assert words.fill("send {token} hai") == f"send {UUID} hai"
    assert words.fits("{*}{token}", UUID)


def test_the_same_said_of_somebody_else_is_the_same():
    words = values()
    assert words.fits("{ok=}", f"Pesan 1 untuk {words.fill('{budi}')} terkirim")
    assert words.fits("{~ok}", f"pesan 12 untuk {words.fill('{hantu}')} terkirim")
    assert not words.fits("{~ok}", f"{words.fill('{hantu}')} tidak ada")
    assert not words.fits("{~never}", "anything")


def test_a_phrase_stands_for_its_text_and_the_names_in_it():
    words = values(login="auth {ani}")
    assert words.fill("{login} x") == f"auth {words.fill('{ani}')} x"
    assert words.show("{login}{*}") == f"auth {words.fill('{ani}')}…"


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_a_literal_text_is_found_wherever_it_is(text, before, after):
    text = re.sub(r"[\s{}|]+", "", text)
    assert values().fits(f"{{*}}{text}{{*}}", f"{before}{text}{after}")


@given(st.text(), st.sampled_from(['{"A":"{*}"}', "{*}a{*}b{*}c{*}", "{~ok}", "{x=word}{*}"]))
def test_any_line_can_be_judged(line, pattern):
    values().fits(pattern, line)


@pytest.mark.parametrize("line", ["[" * 9000, "{" * 9000, "a" * 9000, '"' * 9000, "{'a':" * 3000, "ab " * 3000])
def test_hostile_lines_take_no_time_to_speak_of(line):
    for pattern in ('{"A":{"B":"{*}"}}', "{*}a{*}a{*}a{*}a{*}a{*}b", "{*}{x=}a{*}c"):
        assert not values().fits(pattern, line) or "b" in line


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4))
def test_dictionaries_are_read_as_json_and_as_python(dictionary):
    import json

    assert dictionaries.read(json.dumps(dictionary)) == dictionaries.read(repr(dictionary)) == [dictionary]


# ----------------------------------------------------------------------- lines


@given(st.lists(st.binary(max_size=30), max_size=10), st.data())
def test_lines_are_the_same_however_they_come(pieces, data):
    whole = b"".join(pieces)
    at_once, in_pieces = Framing(), Framing()
    at_once.feed(whole)
    for piece in pieces:
        in_pieces.feed(piece)
    for framing in (at_once, in_pieces):
        framing.settle()
    assert at_once.lines == in_pieces.lines
    assert all(line.isprintable() and line.strip() == line != "" for line in at_once.lines)


def test_colours_are_taken_out_and_floods_are_cut():
    framing = Framing()
    framing.feed(b"\x1b[31mhalo\x1b[0m\r\n\r\n")
    assert framing.lines == ["halo"]
    framing.feed(b"x" * MOST)
    framing.feed(b"after\n")
    framing.settle()
    assert framing.flooded
    assert framing.lines == ["halo"]


# -------------------------------------------------------------------- notation


def test_a_conversation_is_read():
    steps = parse("# a comment\n  ani> halo  \nbudi< {*}halo || {*}hai\nani# closed\n")
    assert [(step.party, step.kind, step.text) for step in steps] == [
        ("ani", ">", "halo"),
        ("budi", "<", "{*}halo || {*}hai"),
        ("ani", "# closed", ""),
    ]
    assert steps[1].patterns == ["{*}halo", "{*}hai"]


@pytest.mark.parametrize("text", ["", "ani< x", "ani", "Ani> x", "ani> x\nbudi<", "ani# away", "ani> x\nani# eof now"])
def test_what_is_no_conversation_is_refused(text):
    with pytest.raises(NotationError):
        parse(text)


# -------------------------------------------------------------------- rubrics

SOUND = """
title = "t"
document = "d"
forgiven = "f"
[[group]]
title = {en = "g", id = "k"}
[[group.case]]
title = "c"
section = "1"
points = 2
conversation = "ani> {ani}"
"""


@pytest.mark.parametrize("client", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_shipped_is_sound(dialect, client):
    rubric = shipped(dialect, client)
    assert rubric.detect or client
    assert len({case.title["en"] for case in rubric.cases}) == len(rubric.cases)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('title = "t"', "", "title is missing"),
        ("points = 2", "points = 0", "c: points is a whole number, 1 at least"),
        ("points = 2", "points = true", "c: points is a whole number, 1 at least"),
        ("points = 2", "point = 2", "a case has no point"),
        ("ani> {ani}", "ani: hello", "c: this is no step of a conversation: ani: hello"),
        ('"ani> {ani}"', "'''ani> x\nani< {\"A\":}'''", 'c: this cannot be looked for: {"A":}'),
        ('"ani> {ani}"', "'''ani> x\nani< {x=}{x=}'''", "c: this cannot be looked for: {x=}{x=}"),
        ('"ani> {ani}"', "3", "c is a text"),
        ('document = "d"', "document = 1", "document is a text"),
        ('document = "d"', 'document = "d"\ndeadline = 0', "deadline is a number of seconds, 60 at most"),
        ('document = "d"', 'document = "d"\nvariants = []', "variants is a list, and not an empty one"),
        ('document = "d"', 'document = "d"\nreplies = [["a"]]', "replies: pairs of a pattern and a line"),
        ('document = "d"', 'document = "d"\nnames = {A = "b"}', "names: a word in small letters, and a text"),
        ('{en = "g", id = "k"}', '{en = "g"}', "title is a text, or has one in en and one in id"),
    ],
)
def test_what_is_wrong_with_a_rubric_is_one_line(old, new, reason):
    assert load(SOUND).points == 2
    with pytest.raises(RubricError, match=re.escape(reason)):
        load(SOUND.replace(old, new))


@given(st.text())
def test_any_text_is_a_rubric_or_is_refused(text):
    with pytest.raises(RubricError):
        load(text)

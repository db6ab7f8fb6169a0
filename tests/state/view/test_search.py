"""Finding again what was said, in the view and behind it."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.core.rules import Matches
from chatlib.core.searching import read
from chatlib.state.view import forgetting, search, word_index
from tests.state.in_memory import InMemory

ANA, BUDI, CITRA = 1, 2, 3
KELAS = 7
FOREVER = 1 << 40


def said(seq: int, text: str, by: int = ANA, rid: int = 0, to: int = 0, at: float = 0.0) -> events.Message:
    return events.Message(0, seq, at, rid, "" if to else f"r{rid}", by, f"u{by}", to, f"u{to}" if to else "", text)


@pytest.fixture(params=[0.0, 0.5, 1.0], ids=["tail", "both", "view"])
def journal(request):
    opened = InMemory(request.param)
    yield opened
    opened.close()


def find(journal: InMemory, typed: str, *, rooms=(0, KELAS), uid=ANA, pair=None, before=FOREVER, limit=50):
    """All pages together."""
    found = []
    while True:
        page, before = journal.history.matches(Matches(read(typed), list(rooms), uid, pair, before, limit))
        found += [one.seq for one in page]
        if not before:
            return found


def test_the_latest_comes_first_and_only_what_one_may_read(journal):
    journal.append(
        [
            said(1, "rapat di lobby"),
            said(2, "Rapat di kelas", rid=KELAS),
            said(3, "rapat di ruang lain", rid=8),
            said(4, "rapat berdua", by=BUDI, to=ANA),
            said(5, "rapat orang lain", by=BUDI, to=CITRA),
            said(6, "tidak ada"),
        ]
    )
    assert find(journal, "rapat") == [4, 2, 1]
    assert find(journal, "rapat", rooms=[KELAS], uid=0) == [2]
    assert find(journal, "rapat", rooms=[], pair=(ANA, BUDI)) == [4]
    assert find(journal, "rapat", uid=CITRA, rooms=[0]) == [5, 1]
    assert find(journal, "rapat", before=4) == [2, 1]
    assert find(journal, "rapat", limit=1) == [4, 2, 1]
    assert find(journal, "rap di") == [2, 1]
    assert find(journal, '"rapat di k"') == [2]
    assert find(journal, "from:u2") == [4]


def test_days_are_those_of_the_server(journal):
    noon = time.mktime((2026, 11, 20, 12, 0, 0, 0, 0, -1))
    journal.append(said(n, "kuis", at=noon + n * 86400) for n in range(1, 6))
    assert find(journal, "kuis after:2026-11-22") == [5, 4, 3]
    assert find(journal, "kuis before:2026-11-23") == [2, 1]
    assert find(journal, "kuis after:2026-11-21 before:2026-11-24") == [3, 2]


def test_of_two_words_that_begin_alike_for_long_the_right_one_is_found(journal):
    begins = "0123456789abcdef" * 3
    journal.append([said(1, f"{begins}x"), said(2, f"di {begins}y lagi"), said(3, begins)])
    assert find(journal, f"{begins}y") == [2]
    assert find(journal, f"di {begins}y lagi") == [2]
    assert find(journal, f"{begins}z") == []
    assert find(journal, begins) == find(journal, begins[:-1]) == find(journal, begins[:24]) == [3, 2, 1]


def test_what_a_topic_was_is_not_found(journal):
    topic = said(1, "rapat")
    topic.event = "topic"
    journal.append([topic, said(2, "rapat")])
    assert find(journal, "rapat") == [2]


WORDS = ("anak-anak", "10.30", "C++", "don't", "AND", "café", "👍", "NEAR(", '"x', "rapat")


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.sampled_from([0, KELAS, 8])), max_size=30
    ),
    st.sampled_from(WORDS),
    st.floats(0, 1),
    st.integers(1, 4),
)  # fmt: skip
def test_all_that_matches_is_found_once_wherever_it_is(texts, word, feeds, limit):
    journal = InMemory(feeds)
    for seq, (words, rid) in enumerate(texts, 1):
        journal.append([said(seq, " ".join(words), rid=rid)])
    plain = word.lstrip('"').lower()
    wanted = [
        seq
        for seq, (words, rid) in enumerate(texts, 1)
        if rid != 8 and re.search(r"(?<!\w)" * plain[0].isalnum() + re.escape(plain), " ".join(words).lower())
    ]
    assert find(journal, word, limit=limit) == wanted[::-1]
    journal.close()


def test_an_answer_reads_so_many_blocks_and_the_next_goes_on(monkeypatch):
    monkeypatch.setattr(search, "MOST_EXAMINED", 3)
    journal = InMemory(1.0)
    for seq in range(1, 21):
        journal.append([said(seq, "rapat tapi" if seq % 10 else "rapat dan tapi")])
    page, before = journal.history.matches(Matches(read('"tapi rapat"'), [0], ANA, None, 20, 5))
    assert (page, before) == ([], 17)
    assert find(journal, '"tapi rapat"') == []
    assert find(journal, '"rapat dan"') == [20, 10]
    journal.close()


def test_what_is_forgotten_is_not_in_the_index_either():
    journal = InMemory(1.0)
    journal.append([said(1, "rahasia satu"), said(2, "rahasia dua", by=BUDI), said(3, "rahasia tiga", by=BUDI, to=ANA)])
    forgetting.forget_user(journal.view, BUDI, "u2", "[x]")
    assert find(journal, "rahasia") == [1]
    forgetting.forget_room(journal.view, 0)
    assert find(journal, "rahasia") == []
    journal.view.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    assert index_has(journal) == set()
    journal.close()


def index_has(journal: InMemory) -> set[str]:
    journal.view.execute("CREATE VIRTUAL TABLE temp.has USING fts5vocab (main, words, row)")
    return {term for (term,) in journal.view.execute("SELECT term FROM has")}


def test_blocks_that_are_older_than_the_index_are_taken_in_one_after_the_other(monkeypatch):
    monkeypatch.setattr(word_index, "AT_ONCE", 2)
    journal = InMemory(1.0)
    for seq in range(1, 6):
        journal.append([said(seq, f"rapat ke{seq}")])
    journal.view.execute("INSERT INTO words (words) VALUES ('delete-all')")
    journal.view.execute("UPDATE unindexed SET upto = 5")
    journal.append([said(6, "rapat ke6")])
    assert find(journal, "rapat") == [6]
    assert word_index.add_older(journal.view)
    assert find(journal, "rapat") == [6, 5, 4]
    forgetting.forget_user(journal.view, ANA, "u1", "[x]")  # of those that are in the index, and of those that are not
    while word_index.add_older(journal.view):
        pass
    assert find(journal, "rapat") == []
    assert len(find(journal, "x")) == 6
    journal.close()

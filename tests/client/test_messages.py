"""Messages as they are shown."""

import pytest

from chatlib.client.conversations.messages import MOST_NAMED, QUOTED, entry, quoted, told
from chatlib.client.entries import plain
from chatlib.client.session.events import Change, Deleted, Edited, Message, Quote, Reacted
from chatlib.client.words.texts import Words

EN, ID = Words("en"), Words("id")
HALO = Message(7, 0.0, "budi", "kelas", "halo")


def shown(words: Words = EN, **more: object) -> str:
    """As a plain line, without its time."""
    said = Message(**{"seq": 7, "time": 0.0, "sender": "budi", "where": "kelas", "text": "halo", **more})
    lines = plain("", entry(said, "ani", words)).split("\n")
    return "\n".join("budi: " + line.partition(" budi: ")[2] for line in lines)


def test_what_has_become_of_it_stands_behind_it() -> None:
    assert shown() == "budi: halo"
    assert shown(edited=1.0, reactions={"👍": ["ani", "budi"]}) == "budi: halo  (edited)  👍 ani, budi"
    assert shown(words=ID, edited=1.0) == "budi: halo  (diubah)"
    many = [f"u{number}" for number in range(MOST_NAMED + 1)]
    assert shown(reactions={"ha": many}) == f"budi: halo  ha {len(many)}"


def test_what_it_answers_stands_above_it() -> None:
    assert shown(reply=Quote(1, "eko", "jam\nberapa")) == "budi: ┌ eko: jam berapa\nbudi: halo"
    assert shown(reply=Quote(1, "eko")) == "budi: ┌ eko: …\nbudi: halo"
    assert shown(reply=Quote(1)) == "budi: halo"


def test_who_is_answered_is_called() -> None:
    assert entry(Message(7, 0.0, "budi", "kelas", "ya", reply=Quote(1, "ani", "?")), "ani", EN).urgent
    assert not entry(Message(7, 0.0, "budi", "kelas", "ya", reply=Quote(1, "eko", "?")), "ani", EN).urgent
    assert not entry(HALO, "ani", EN).urgent


def test_who_deleted_it_is_named_unless_it_was_ones_own() -> None:
    assert shown(text="", deleted="ani") == "budi: (deleted by ani)"
    assert shown(text="", deleted="budi", words=ID) == "budi: (dihapus)"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Deleted(7, "ani", "kasar"), "ani deleted a message of budi ({at}) (kasar)"),
        (Edited(7, "budi", "halo!", 1.0), "budi wrote what was said at {at} anew: halo!"),
        (Reacted(7, "ani", "👍", True), "ani reacted with 👍 to budi: halo"),
        (Reacted(7, "ani", "👍", False), "ani took back 👍 on budi: halo"),
    ],
)
def test_where_it_stays_as_it_was_shown_a_line_says_what_became_of_it(event: Change, said: str) -> None:
    at = plain("", entry(HALO, "ani", EN)).partition(" budi: ")[0]
    assert told(event, HALO, EN) == said.format(at=at)


def test_of_a_long_text_only_the_beginning_is_quoted() -> None:
    assert quoted("satu\n  dua") == "satu dua"
    assert len(quoted("x" * 999)) == QUOTED

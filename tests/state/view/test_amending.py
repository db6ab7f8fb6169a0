"""What was edited, deleted or reacted to is read as it is now, wherever the view stands."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import events, searching
from chatlib.core.rules import Conversation, Letters, Matches, Missed
from chatlib.state.view.amending import MOST_REACTING, amended
from tests.state.in_memory import InMemory

ANI, BUDI, CICI = 1, 2, 3
NAMES = {ANI: "ani", BUDI: "budi", CICI: "cici"}
HERE = Conversation(7, None, -1, -1, 200)
PAIR = Conversation(0, (ANI, BUDI), -1, -1, 200)

steps = st.lists(
    st.tuples(
        st.sampled_from(["say", "say", "say", "edit", "delete", "react", "unreact", "pin", "feed"]),
        st.integers(0, 12),
        st.sampled_from([ANI, BUDI]),
        st.booleans(),
    ),
    max_size=40,
)


def said(seq: int, uid: int, private: bool) -> events.Message:
    other = BUDI if uid == ANI else ANI
    message = events.Message(0, seq, 1e6 + seq, uid=uid, sender=NAMES[uid], text=f"kata{seq} sama")
    message.tags = {"account": NAMES[uid], "irc": "\x02kata\x02"}
    if private:
        message.to, message.receiver = other, NAMES[other]
    else:
        message.rid, message.room = 7, "kelas"
    return message


def amendment(seq: int, about: events.Message, what: str, uid: int) -> events.Amendment:
    one = events.Amendment(0, seq, about.rid, about.room, uid, NAMES[uid], what=what, about=about.seq, at=1e6 + seq)
    if about.to:
        one.to = BUDI if uid == ANI else ANI
    one.text = {"edit": f"lain{seq} sama", "react": "👍", "unreact": "👍"}.get(what, "")
    return one


@given(steps)
@settings(max_examples=60)
def test_it_is_read_as_it_is_now(steps):
    journal, expected, seq = InMemory(), {}, 0
    for what, which, uid, private in steps:
        if what == "feed":
            journal.feed(which)
            continue
        seq += 1
        if what == "say":
            expected[seq] = said(seq, uid, private)
            journal.append([msgspec.structs.replace(expected[seq])])
            continue
        if not expected:
            seq -= 1
            continue
        about = list(expected.values())[which % len(expected)]
        one = amendment(seq, about, what, uid)
        journal.append([one])
        expected[about.seq] = amended(about, [one])
    compare(journal, expected)
    journal.feed()
    compare(journal, expected)
    journal.close()


def compare(journal: InMemory, expected: dict[int, events.Message]) -> None:
    history, everything = journal.history, list(expected.values())
    shown = [plain(one) for one in everything if not one.to]
    assert [plain(one) for one in history.conversation(HERE)] == shown
    assert [plain(one) for one in history.conversation(PAIR)] == [plain(one) for one in everything if one.to]
    there = [one for one in everything if one.text]
    missed, _ = history.missed(Missed(BUDI, 0, {7: 0}, []))
    assert [one.seq for one in missed] == [one.seq for one in there if one.to == BUDI or (one.rid and one.uid != BUDI)]
    assert [plain(one) for one in history.letters(Letters(ANI, 0))[0]] == [plain(one) for one in there if one.to == ANI]
    found, _ = history.matches(Matches(searching.read("sama"), [7], ANI, None, 1 << 40, 200))
    assert [plain(one) for one in found] == [plain(one) for one in reversed(there)]
    for one in everything:
        assert plain(history.message(one.seq)) == plain(one)
    assert history.message(1 << 40) is None


def plain(message: events.Message) -> events.Message:
    """That nothing became of it is said in two ways."""
    return msgspec.structs.replace(message, revision=message.revision or events.Revision())


def test_what_was_deleted_is_in_no_block_and_not_in_the_index():
    journal = InMemory()
    journal.append([said(1, ANI, False), said(2, BUDI, False)])
    journal.feed()
    journal.append([amendment(3, said(1, ANI, False), "delete", ANI)])
    journal.feed()
    (blocks,) = journal.view.execute("SELECT messages FROM blocks").fetchone()
    assert b"kata1" not in blocks
    assert b"kata2" in blocks
    assert not journal.view.execute("SELECT rowid FROM words WHERE words MATCH '\"kata1\"'").fetchall()
    journal.view.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 0)")
    journal.close()


def test_reactions_have_a_bound():
    message = said(1, ANI, False)
    many = [events.Amendment(what="react", text="x", name=f"u{number}") for number in range(MOST_REACTING + 5)]
    assert len(amended(message, many).revision.reactions["x"]) == MOST_REACTING

"""What the journal answers: conversations, inboxes, what was missed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.core.rules import Conversation, Letters, Missed, RoomLetters
from chatlib.state.view.history import PAGE, PAGE_BYTES
from tests.state.in_memory import InMemory

ANA, BUDI, CITRA = 1, 2, 3


def lobby(seq: int, by: int, text: str = "x") -> events.Message:
    return events.Message(0, seq, 0.0, 0, "lobby", by, f"u{by}", text=text)


def room(seq: int, by: int, rid: int = 7, text: str = "x") -> events.Message:
    return events.Message(0, seq, 0.0, rid, f"r{rid}", by, f"u{by}", text=text)


def letter(seq: int, by: int, to: int, text: str = "x") -> events.Message:
    return events.Message(0, seq, 0.0, 0, "", by, f"u{by}", to, f"u{to}", text)


def file(seq: int, to: int) -> events.Message:
    attached = events.Attachment(seq, 7, "0f")
    return events.Message(0, seq, 5.0, 0, "", ANA, "u1", to, f"u{to}", "f", file=attached)


@pytest.fixture(params=[0.0, 0.5, 1.0], ids=["tail", "both", "view"])
def journal(request):
    opened = InMemory(request.param)
    yield opened
    opened.close()


def seqs(messages) -> list[int]:
    return [message.seq for message in messages]


def talk(journal: InMemory, **bounds: int) -> list[int]:
    wanted = {"rid": 0, "pair": None, "before": -1, "after": -1, "limit": 50} | bounds
    return seqs(journal.history.conversation(Conversation(**wanted)))


def test_a_conversation_is_its_latest_messages_oldest_first(journal):
    journal.append(lobby(i, ANA) for i in range(1, 11))
    assert talk(journal) == list(range(1, 11))
    assert talk(journal, limit=3) == [8, 9, 10]


def test_bounds_take_the_messages_nearest_to_them(journal):
    journal.append(lobby(i, ANA) for i in range(1, 11))
    assert talk(journal, before=6, limit=3) == [3, 4, 5]
    assert talk(journal, after=6, limit=3) == [7, 8, 9]
    assert talk(journal, after=2, before=9, limit=3) == [6, 7, 8]
    assert talk(journal, after=0, limit=3) == [1, 2, 3]
    assert talk(journal, before=1) == talk(journal, before=0) == []
    assert talk(journal, after=10) == []


def test_rooms_lobby_and_pairs_do_not_mix(journal):
    journal.append([lobby(1, ANA), room(2, ANA), room(3, ANA, 8), letter(4, ANA, BUDI), letter(5, BUDI, ANA)])
    journal.append([letter(6, ANA, CITRA), letter(7, ANA, ANA)])
    assert talk(journal) == [1]
    assert talk(journal, rid=7) == [2]
    assert talk(journal, pair=(ANA, BUDI)) == [4, 5]
    assert talk(journal, pair=(ANA, CITRA)) == [6]
    assert talk(journal, pair=(ANA, ANA)) == [7]


@given(st.sets(st.integers(1, 60)), st.integers(-1, 61), st.integers(-1, 61), st.integers(1, 20), st.floats(0, 1))
def test_a_page_is_what_a_list_would_give(kept, before, after, limit, feeds):
    journal = InMemory(feeds)
    journal.append([lobby(seq, ANA) for seq in sorted(kept)])
    within = [seq for seq in sorted(kept) if (before < 0 or seq < before) and seq > after]
    expected = within[:limit] if after >= 0 > before else within[-limit:]
    assert talk(journal, before=before, after=after, limit=limit) == expected
    journal.close()


def test_a_message_comes_back_as_it_was_but_for_who_asked(journal):
    kept = events.Message(9, 1, 2.5, 7, "Kelas", ANA, "Ana", text="h\u00e9", id="m1")
    journal.append([kept])
    (found,) = journal.history.conversation(Conversation(7, None, -1, -1, 5))
    kept.cid = 0
    assert found == kept


def test_letters_are_those_to_the_user_from_anybody(journal):
    journal.append([letter(1, ANA, BUDI), letter(2, BUDI, ANA), letter(3, CITRA, BUDI), letter(4, BUDI, BUDI)])
    assert seqs(journal.history.letters(Letters(BUDI, 0))[0]) == [1, 3, 4]
    assert seqs(journal.history.letters(Letters(BUDI, 1))[0]) == [3, 4]
    assert seqs(journal.history.letters(Letters(BUDI, 4))[0]) == []


def test_room_letters_are_those_of_others(journal):
    journal.append([room(1, ANA), room(2, BUDI), room(3, ANA, 8), room(4, CITRA)])
    assert seqs(journal.history.room_letters(RoomLetters(7, ANA, 0))[0]) == [2, 4]
    assert seqs(journal.history.room_letters(RoomLetters(7, ANA, 2))[0]) == [4]


def test_what_was_missed_is_letters_and_rooms_each_from_its_mark_in_one_order(journal):
    journal.append([lobby(1, ANA), letter(2, ANA, BUDI), room(3, ANA), room(4, BUDI), letter(5, ANA, BUDI)])
    journal.append([room(6, ANA, 8), room(7, ANA), lobby(8, ANA), letter(9, ANA, CITRA)])
    messages, more = journal.history.missed(Missed(BUDI, 2, {7: 0, 8: 6}, []))
    assert (seqs(messages), more) == ([3, 5, 7], False)
    messages, more = journal.history.missed(Missed(BUDI, 0, {0: 1}, []))
    assert (seqs(messages), more) == ([2, 5, 8], False)


def test_more_than_a_page_comes_page_by_page_and_nothing_twice(journal):
    total = 2 * PAGE + 1
    journal.append(letter(i, ANA, BUDI) if i % 2 else room(i, ANA) for i in range(1, total + 1))
    found, after, more, pages = [], 0, True, 0
    while more:
        messages, more = journal.history.missed(Missed(BUDI, after, {7: after}, []))
        found += seqs(messages)
        after, pages = found[-1], pages + 1
    assert found == list(range(1, total + 1))
    assert pages == 3


def test_exactly_a_page_has_no_more(journal):
    journal.append(letter(i, ANA, BUDI) for i in range(1, PAGE + 1))
    messages, more = journal.history.missed(Missed(BUDI, 0, {}, []))
    assert (len(messages), more) == (PAGE, False)


def test_a_page_of_long_messages_ends_earlier(journal):
    text = "x" * 4096
    journal.append(letter(i, ANA, BUDI, text) for i in range(1, PAGE + 1))
    messages, more = journal.history.missed(Missed(BUDI, 0, {}, []))
    assert more
    assert sum(len(m.text) for m in messages) <= PAGE_BYTES + 4096
    assert talk(journal, pair=(ANA, BUDI), limit=PAGE)[-1] == PAGE


def test_inboxes_leave_files_out_and_all_else_has_them(journal):
    journal.append([file(1, BUDI), letter(2, ANA, BUDI), room(3, ANA), file(4, BUDI)])
    assert seqs(journal.history.letters(Letters(BUDI, 0))[0]) == [2]
    assert seqs(journal.history.missed(Missed(BUDI, 0, {7: 0}, []))[0]) == [1, 2, 3, 4]
    assert talk(journal, pair=(ANA, BUDI)) == [1, 2, 4]
    (found, *_) = journal.history.conversation(Conversation(0, (ANA, BUDI), -1, -1, 9))
    assert found.file == events.Attachment(1, 7, "0f")


def test_files_in_a_room_are_left_out_of_its_inbox(journal):
    shared = events.Message(0, 1, 0.0, 7, "r7", ANA, "u1", text="f", file=events.Attachment(1, 7, "0f"))
    journal.append([shared, room(2, ANA)])
    assert seqs(journal.history.room_letters(RoomLetters(7, BUDI, 0))[0]) == [2]


def test_letters_of_one_realm(journal):
    for seq, sender in enumerate(("ani@b", "ani", "ani@cb", "budi@b"), 1):
        letter = events.Message(seq=seq, uid=seq + 10, sender=sender, to=BUDI, receiver="budi", text="x")
        journal.append([letter])
    assert seqs(journal.history.letters(Letters(BUDI, 0, "b"))[0]) == [1, 4]
    assert seqs(journal.history.letters(Letters(BUDI, 1, "b"))[0]) == [4]


def test_messages_of_one_breath_are_found_one_by_one(journal):
    run = events.Run(9, 2, 1.5, 0, "", BUDI, "Budi", ANA, "Ana", "dua", away="makan", more=["tiga", "empat", "lima"])
    journal.append([letter(1, ANA, BUDI, "satu"), run, letter(6, ANA, BUDI, "enam")])
    assert talk(journal, pair=(ANA, BUDI)) == [1, 2, 3, 4, 5, 6]
    assert talk(journal, pair=(ANA, BUDI), before=5, limit=2) == [3, 4]
    assert talk(journal, pair=(ANA, BUDI), after=2, limit=2) == [3, 4]
    found, _ = journal.history.letters(Letters(ANA, 3))
    assert [(one.seq, one.text, one.cid, one.away) for one in found] == [(4, "empat", 0, ""), (5, "lima", 0, "")]
    assert journal.history.message(4).text == "empat"
    assert seqs(journal.history.missed(Missed(ANA, 2, {}, []))[0]) == [3, 4, 5]

"""What was said is found again, and what becomes of it is followed."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.session import said as module
from chatlib.client.session.events import Deleted, Edited, Message, Quote, Reacted
from chatlib.client.session.said import Said


def message(seq: int, where: str = "kelas", mine: bool = False) -> Message:
    return Message(seq, 1.0, "ani" if mine else "budi", where, f"nomor {seq}", mine=mine)


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["kelas", "lobby"]), st.booleans()), max_size=40))
def test_the_last_one_is_that_with_the_highest_seq_however_they_came(heard: list[tuple[int, str, bool]]) -> None:
    said, known = Said(), {}
    for seq, where, mine in heard:
        said.add(message(seq, where, mine))
        known[seq] = message(seq, where, mine)
    for mine in (True, False):
        fitting = [one for one in known.values() if one.where == "kelas" and one.mine == mine]
        expected = max(fitting, key=lambda one: one.seq, default=None)
        assert said.last("kelas", lambda one, mine=mine: one.mine == mine) == expected


def test_what_was_deleted_has_no_text_any_more_and_is_not_the_last_one() -> None:
    said = Said()
    said.add(message(1))
    said.add(message(2))
    assert said.change(Deleted(2, "ani", ""))
    assert said.of(2) == msgspec.structs.replace(message(2), text="", deleted="ani")
    assert said.last("kelas") == message(1)
    assert not said.change(Deleted(2, "ani", "")), "it is told once"


def test_what_was_edited_has_its_new_text() -> None:
    said = Said()
    said.add(message(1))
    assert said.change(Edited(1, "budi", "baru", 2.5))
    assert said.of(1) == msgspec.structs.replace(message(1), text="baru", edited=2.5)
    assert not said.change(Edited(1, "budi", "baru", 2.5))


NAMES = st.sampled_from(["ani", "budi", "citra"])
EMOJIS = st.sampled_from(["👍", "ha"])


@given(st.lists(st.tuples(NAMES, EMOJIS, st.booleans())))
def test_reactions_are_those_that_were_not_taken_back(steps: list[tuple[str, str, bool]]) -> None:
    said, expected = Said(), set()
    said.add(message(1))
    for who, emoji, on in steps:
        news = said.change(Reacted(1, who, emoji, on))
        assert news == (((who, emoji) in expected) != on)
        (expected.add if on else expected.discard)((who, emoji))
    assert {(who, emoji) for emoji, names in said.of(1).reactions.items() for who in names} == expected
    assert all(said.of(1).reactions.values())


def test_an_answer_quotes_what_is_known_of_what_it_answers() -> None:
    said = Said()
    said.add(message(1))
    answer = Message(2, 1.0, "ani", "kelas", "ya", reply=Quote(1, "budi"))
    assert said.add(answer).reply == Quote(1, "budi", "nomor 1")
    assert said.add(msgspec.structs.replace(answer, reply=Quote(9, "eko"))).reply == Quote(9, "eko")
    assert said.add(msgspec.structs.replace(answer, reply=Quote(1, "budi", "dulu"))).reply.text == "dulu"


def test_what_becomes_of_a_message_that_is_not_known_is_news_all_the_same() -> None:
    assert Said().change(Deleted(7, "ani", ""))


def test_there_is_a_bound() -> None:
    said = Said()
    for seq in range(module.KEPT + 1):
        said.add(message(seq))
    assert said.of(0) is None
    assert said.of(1)

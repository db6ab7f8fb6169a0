"""What was said is found again, and what becomes of it is followed."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.session import said as module
from chatlib.client.session.events import Deleted, Message
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


def test_what_becomes_of_a_message_that_is_not_known_is_news_all_the_same() -> None:
    assert Said().change(Deleted(7, "ani", ""))


def test_there_is_a_bound() -> None:
    said = Said()
    for seq in range(module.KEPT + 1):
        said.add(message(seq))
    assert said.of(0) is None
    assert said.of(1)

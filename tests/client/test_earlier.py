"""Where what is new begins, in what was said before."""

from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.conversations.earlier import with_new
from chatlib.client.entries import Entry

NEW = Entry("new", "")


def said(at: float, mine: bool = False) -> Entry:
    return Entry("message", "x", at, "budi", mine, seq=int(at))


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans())), st.integers(1, 9))
def test_it_begins_at_the_first_of_others_that_was_not_read(heard: list[tuple[int, bool]], read: int) -> None:
    entries = [said(at, mine) for at, mine in sorted(heard)]
    found = with_new(entries, read)
    assert [one for one in found if one != NEW] == entries
    unread = [one for one in entries if one.at > read and not one.mine]
    assert (NEW in found) == bool(unread)
    if unread:
        assert found[found.index(NEW) + 1] == unread[0]


def test_where_nothing_was_read_ever_nothing_is_new() -> None:
    assert with_new([said(1), said(2)], 0.0) == [said(1), said(2)]

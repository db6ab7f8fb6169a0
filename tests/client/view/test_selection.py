"""A message is selected, and another one is shown in its place."""

import time

from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.entries import Entry
from chatlib.client.view import history as module
from chatlib.client.view.history import History
from chatlib.client.words.texts import Words

NOW = time.time()
WIDTH, HEIGHT = 40, 6


def message(seq: int, words: int = 1) -> Entry:
    return Entry("message", " ".join([f"nomor{seq}"] * words), NOW, "budi", seq=seq)


def with_messages(count: int) -> History:
    history = History("ani", Words("en"))
    for seq in range(1, count + 1):
        history.add(message(seq, words=seq % 7 + 1))
        history.add(Entry("info", "di antaranya"))
    return history


def shown(history: History) -> str:
    return "\n".join("".join(span.text for span in row) for row in history.view(WIDTH, HEIGHT).rows)


def standing_out(history: History) -> str:
    spans = [span for row in history.view(WIDTH, HEIGHT).rows for span in row]
    return "".join(span.text for span in spans if "reverse" in span.style)


@given(st.integers(0, 30), st.lists(st.sampled_from([-1, 1]), max_size=60))
def test_it_goes_from_message_to_message_and_can_always_be_seen(count: int, steps: list[int]) -> None:
    history, expected = with_messages(count), None
    for step in steps:
        history.select(step, WIDTH, HEIGHT)
        if expected is None:
            expected = count if step < 0 and count else None
        elif step > 0:
            expected = expected + 1 if expected < count else None
        else:
            expected = max(expected - 1, 1)
        assert (history.selected.seq if history.selected else None) == expected
        assert (f"nomor{expected}" in standing_out(history)) == (expected is not None)
        if expected is None:
            assert history.following


def test_as_long_as_one_is_selected_nothing_moves() -> None:
    history = with_messages(20)
    history.select(-1, WIDTH, HEIGHT)
    before = shown(history)
    for seq in range(100, 120):
        history.add(message(seq))
    assert shown(history) == before
    assert history.view(WIDTH, HEIGHT).below == 20
    history.unselect()
    assert "nomor119" in shown(history)


def test_from_where_one_has_scrolled_to() -> None:
    history = with_messages(30)
    history.begin(WIDTH, HEIGHT)
    history.select(-1, WIDTH, HEIGHT)
    assert history.selected.seq in (1, 2, 3)
    before = shown(history)
    history.unselect()
    assert shown(history) == before
    assert not history.following


def test_what_is_new_may_begin_above_it_meanwhile() -> None:
    history = with_messages(3)
    history.mark()
    history.add(message(4))
    history.seen()
    history.select(-1, WIDTH, HEIGHT)
    history.mark()
    history.add(message(5))
    assert history.selected == message(4)
    assert "nomor4" in standing_out(history)


def test_what_is_not_kept_is_not_selected() -> None:
    history = with_messages(1)
    history.select(-1, WIDTH, HEIGHT)
    for seq in range(module.KEPT):
        history.add(message(seq + 10))
    assert history.selected is None
    history.select(-1, WIDTH, HEIGHT)
    history.clear()
    assert history.selected is None


def test_a_message_is_shown_anew_where_it_stands() -> None:
    history = with_messages(3)
    gone = Entry("message", "(deleted)", NOW, "budi", seq=2, gone=True)
    history.select(-1, WIDTH, HEIGHT)
    history.select(-1, WIDTH, HEIGHT)
    history.change(gone)
    assert history.selected is None
    history.select(-1, WIDTH, HEIGHT)
    history.select(-1, WIDTH, HEIGHT)
    assert history.selected == message(1, words=2)
    rows = shown(history)
    assert "nomor2" not in rows
    assert "budi: (deleted)" in rows
    history.change(Entry("message", "x", NOW, "budi", seq=99))
    assert shown(history) == rows

"""The link between the hub and a window: who may come, what it carries, and how it ends."""

import queue
import socket
import stat
import threading
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection

import pytest

from chatlib.client.windows.link import MOST_WAITING, Link, Meeting, visit
from tests.client.desk import cut
from tests.integration.client import eventually

SOON = 5.0
"""Seconds until what must come over a link has come."""


class End:
    """One end of a link, and what came out of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._heard: queue.Queue[dict | None] = queue.Queue()
        self.link = Link(connection, self._heard.put)

    def next(self) -> dict | None:
        return self._heard.get(timeout=SOON)


class Place:
    """A meeting, and whoever came."""

    def __init__(self) -> None:
        self.came: queue.Queue[Connection] = queue.Queue()
        self.meeting = Meeting(self.came.put)
        self.path = self.meeting.place
        self.opened: list[Connection] = []

    def pair(self) -> tuple[End, End]:
        """(the window's end, the hub's end)"""
        window = End(visit(self.path))
        hub = End(self.came.get(timeout=SOON))
        self.opened += [window.connection, hub.connection]
        return window, hub

    def close(self) -> None:
        self.meeting.close()
        for connection in self.opened:
            cut(connection)


@pytest.fixture
def place() -> Iterator[Place]:
    one = Place()
    yield one
    one.close()


def test_nobody_else_may_look_into_the_place(place: Place) -> None:
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((place.path / "key").stat().st_mode) == 0o600
    assert len((place.path / "key").read_bytes()) >= 32


def test_each_meeting_has_a_key_of_its_own(place: Place) -> None:
    other = Place()
    try:
        assert (other.path / "key").read_bytes() != (place.path / "key").read_bytes()
        assert other.path != place.path
    finally:
        other.close()


def test_a_window_that_knows_the_key_comes_in(place: Place) -> None:
    window, hub = place.pair()
    window.link.send(id="7")
    assert hub.next() == {"id": "7"}
    hub.link.send(entries=[{"text": "halo\nbaris dua é 🙂"}])
    assert window.next() == {"entries": [{"text": "halo\nbaris dua é 🙂"}]}


def test_a_stranger_with_another_key_is_refused_and_disturbs_nobody(place: Place) -> None:
    for key in (b"wrong", b"x" * 32):
        with pytest.raises(AuthenticationError):
            Client(str(place.path / "hub"), authkey=key)
    window, hub = place.pair()
    window.link.send(id="1")
    assert hub.next() == {"id": "1"}
    assert place.came.empty()


def test_a_stranger_without_a_key_is_refused_and_disturbs_nobody(place: Place) -> None:
    for words in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\x00\x00\x00\x05hello"):
        with socket.socket(socket.AF_UNIX) as stranger:
            stranger.connect(str(place.path / "hub"))
            stranger.sendall(words)
    window, hub = place.pair()
    window.link.send(id="1")
    assert hub.next() == {"id": "1"}
    assert place.came.empty()


def test_a_stranger_who_says_nothing_keeps_nobody_out(place: Place) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(place.path / "hub"))
        came: queue.Queue[Connection] = queue.Queue()
        threading.Thread(target=lambda: came.put(visit(place.path)), daemon=True).start()
        place.opened += [came.get(timeout=SOON), place.came.get(timeout=SOON)]


def test_a_window_whose_hub_is_gone_is_told_so() -> None:
    place = Place()
    place.close()
    with pytest.raises(OSError, match="No such file"):
        visit(place.path)


def test_the_place_is_gone_after_the_end() -> None:
    place = Place()
    place.close()
    assert not place.path.exists()
    place.close()


@pytest.mark.parametrize("who", [0, 1], ids=["window", "hub"])
def test_the_end_of_one_side_is_heard_on_the_other(place: Place, who: int) -> None:
    ends = place.pair()
    ends[who].link.send(last="words")
    ends[who].link.close()
    assert ends[1 - who].next() == {"last": "words"}
    assert ends[1 - who].next() is None


@pytest.mark.parametrize("who", [0, 1], ids=["window", "hub"])
def test_a_side_that_dies_is_heard_on_the_other(place: Place, who: int) -> None:
    ends = place.pair()
    cut(ends[who].connection)
    assert ends[1 - who].next() is None


def test_all_that_was_sent_before_the_end_arrives_in_order(place: Place) -> None:
    window, hub = place.pair()
    for number in range(5000):
        hub.link.send(n=number)
    hub.link.close()
    assert [window.next() for _ in range(5001)] == [*({"n": number} for number in range(5000)), None]


def test_what_is_no_message_ends_the_link(place: Place) -> None:
    window, hub = place.pair()
    window.connection.send_bytes(b"this is no JSON")
    assert hub.next() is None


def test_a_link_that_nobody_reads_never_blocks_and_is_closed_at_last(place: Place) -> None:
    stuck = visit(place.path)
    hub = End(place.came.get(timeout=SOON))
    place.opened += [stuck, hub.connection]
    for _ in range(MOST_WAITING + 2000):
        hub.link.send(entries=["x" * 500])
    # What comes after the bound cannot be kept for it, so it may not go on as if nothing were missing.
    assert hub.next() is None
    rest: queue.Queue[BaseException] = queue.Queue()

    def read_on() -> None:
        try:
            while stuck.poll(SOON):
                stuck.recv_bytes()
        except (EOFError, ConnectionError) as end:
            rest.put(end)

    threading.Thread(target=read_on, daemon=True).start()
    assert rest.get(timeout=SOON)


def test_sending_over_a_link_that_has_ended_is_harmless(place: Place) -> None:
    window, hub = place.pair()
    window.link.close()
    assert hub.next() is None
    eventually(lambda: hub.connection.closed, "the end of the hub's side")
    for _ in range(3):
        hub.link.send(anything="at all")
    hub.link.close()

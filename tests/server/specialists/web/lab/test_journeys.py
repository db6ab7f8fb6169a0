"""Pieces that processes wrote down of a message become its way, in whatever order they are found."""

import itertools

import pytest

from chatlib.server.specialists.web.lab import journeys
from chatlib.server.specialists.web.lab.journeys import GRACE, Journeys
from chatlib.state.tracing.records import Came, Received, Ruled, Spread

T = 10_000_000
"""Nanoseconds; when it all began."""


def ruled(seq=7, **more):
    fields = {
        "at": 1.5, "sender": "ani", "place": "lobby", "text": "halo", "length": 4, "private": False, "cid": 3,
        "worker": 1, "batch": 2, "read": T + 2000, "ruled": T + 3000, "stored": T + 4000, "told": T + 5000,
    }  # fmt: skip
    return Ruled(seq, **(fields | more))


def spread(seq=7, at=T + 6000, dialect="pm", line=b"ani: halo\r\n", cids=(8, 9)):
    return Spread(seq, at, at + 1000, [Received(dialect, line, 11, 2, list(cids))], at + 2000, at + 3000)


def came(seq=7, **more):
    fields = {
        "cid": 3, "dialect": "sendto", "line": b"halo\n", "length": 5, "woke": T, "asked": T + 1000,
        "consumed": T + 20_000,
    }  # fmt: skip
    return Came(seq, **(fields | more))


def put_together(*pieces):
    found = Journeys()
    for place, piece in pieces:
        found.add(place, piece, 100.0)
    return found.take(100.0 + GRACE)


PIECES = [
    (0, ruled()),
    (1, spread()),
    (2, spread(at=T + 6500, dialect="mamushi", line=b"{}\n", cids=(10,))),
    (1, came()),
]


@pytest.mark.parametrize("pieces", list(itertools.permutations(PIECES)), ids=map(str, range(24)))
def test_the_pieces_of_a_message_become_one_frame(pieces):
    (frame,) = put_together(*pieces)
    steps = frame.pop("steps")
    assert frame == {
        "type": "message", "seq": 7, "at": 1.5, "sender": "ani", "place": "lobby", "private": False, "text": "halo",
        "length": 4, "dialect": "sendto", "cid": 3, "came": "halo\n", "came_bytes": 5,
        "receivers": [
            {"worker": 1, "dialect": "pm", "line": "ani: halo\r\n", "bytes": 11, "count": 2, "cids": [8, 9]},
            {"worker": 2, "dialect": "mamushi", "line": "{}\n", "bytes": 11, "count": 2, "cids": [10]},
        ],
    }  # fmt: skip
    assert [(one["step"], one["process"], one["us"]) for one in steps] == [
        ("woke", "worker 1", 0.0), ("asked", "worker 1", 1.0), ("read", "state", 2.0), ("ruled", "state", 3.0),
        ("stored", "state", 4.0), ("told", "state", 5.0), ("heard", "worker 1", 6.0), ("heard", "worker 2", 6.5),
        ("rendered", "worker 1", 7.0), ("rendered", "worker 2", 7.5), ("recorded", "worker 1", 8.0),
        ("recorded", "worker 2", 8.5), ("written", "worker 1", 9.0), ("written", "worker 2", 9.5),
        ("consumed", "worker 1", 20.0),
    ]  # fmt: skip


def test_it_is_told_once_and_not_before_all_pieces_can_be_there():
    found = Journeys()
    found.add(0, ruled(), 100.0)
    found.add(1, spread(), 100.2)
    assert found.take(100.1) == []
    assert [one["seq"] for one in found.take(100.0 + GRACE)] == [7]
    assert found.take(200.0) == []


def test_steps_that_nobody_took_are_left_out():
    (frame,) = put_together((0, ruled()), (1, came(woke=0, asked=0)))
    assert [one["step"] for one in frame["steps"]] == ["read", "ruled", "stored", "told", "consumed"]
    assert frame["steps"][0]["us"] == 0.0


def test_of_a_sender_who_is_gone_only_what_the_state_knows_is_told():
    (frame,) = put_together((0, ruled()))
    assert (frame["dialect"], frame["came"], frame["came_bytes"], frame["receivers"]) == ("", "", 0, [])


def test_what_the_state_said_nothing_of_is_not_told():
    """It is from before it was looked on, or of one whose piece was overwritten."""
    assert put_together((1, spread()), (1, came())) == []


def test_a_private_one_has_a_length_and_no_words():
    pieces = [(0, ruled(private=True, sender="", place="", text="", cid=0)), (1, spread(line=b"", cids=())),
              (1, came(cid=0, line=b""))]  # fmt: skip
    (frame,) = put_together(*pieces)
    assert (frame["private"], frame["place"], frame["sender"], frame["text"], frame["cid"]) == (
        True,
        "private",
        "",
        "",
        0,
    )
    assert (frame["length"], frame["came"], frame["came_bytes"]) == (4, "", 5)
    assert [(one["line"], one["bytes"], one["cids"]) for one in frame["receivers"]] == [("", 11, [])]


def test_lines_are_text_whatever_they_are_and_not_endless():
    (frame,) = put_together((0, ruled()), (1, spread(line=b"\xff\x00" + b"x" * 500)), (1, came(line=b"\xc3")))
    assert frame["receivers"][0]["line"] == "\ufffd\0" + "x" * 298
    assert frame["came"] == "\ufffd"


def test_the_oldest_are_given_up_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(journeys, "MOST", 3)
    assert [one["seq"] for one in put_together(*[(0, ruled(seq)) for seq in range(6)])] == [3, 4, 5]

"""What was said in a room, and how it is written when it is told again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.server.command_line.replay.said import NotARoom, Said, UnknownRoom, lines, parts, said_in

ITEMS: list[dict[str, Any]] = [
    {"kind": "account", "name": "ani"},
    {"kind": "room", "name": "Kelas"},
    {"kind": "message", "time": 1.0, "from": "ani", "room": "Kelas", "text": "soket", "event": "topic"},
    {"kind": "message", "time": 2.0, "from": "ani", "room": "Kelas", "text": "halo"},
    {"kind": "message", "time": 3.0, "from": "ani", "to": "budi", "text": "rahasia"},
    {"kind": "message", "time": 4.0, "from": "budi", "room": "lobby", "text": "semua"},
    {"kind": "message", "time": 5.0, "from": "budi", "room": "Kelas", "text": "a.png", "file": {"size": 1}},
    {"kind": "message", "time": 6.0, "from": "(dihapus)", "room": "Kelas", "text": "(dihapus)"},
    {"kind": "message", "time": 7.0, "from": "ani", "room": "dulu", "text": "nobody is in it any more"},
]


def said(room: str, since: float = 0, until: float = 100) -> list[Said]:
    return list(said_in(room, ITEMS, since, until, "<{}>".format))


def test_what_was_said_in_a_room_and_nowhere_else() -> None:
    halo, file = Said(2.0, "ani", "halo"), Said(5.0, "budi", "<a.png>")
    assert said("kelas") == [halo, file, Said(6.0, "(dihapus)", "(dihapus)")]
    assert said("Kelas", since=2.0, until=6.0) == [halo, file]
    assert said("Kelas", since=2.1, until=5.0) == []
    assert said("LOBBY") == [Said(4.0, "budi", "semua")]
    assert [one.who for one in said("dulu")] == ["ani"]


@pytest.mark.parametrize(("name", "refusal"), [("Ani", NotARoom), ("budi", UnknownRoom), ("citra", UnknownRoom)])
def test_what_is_no_room(name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        said(name)


def test_each_line_says_whose_it_is() -> None:
    assert lines("ani", "satu\nbudi: dua\x1b[2J") == ["ani: satu", "ani: budi: dua[2J"]


TEXTS = st.text(st.sampled_from("a é✓😀\n"), min_size=1, max_size=80)


@given(st.sampled_from(["a", "budi", "é" * 16]), TEXTS, st.integers(0, 60))
def test_a_text_that_is_too_long_has_parts_that_are_not(who: str, text: str, limit: int) -> None:
    found = parts(who, text, limit)
    if found or limit >= len(who.encode()) + 6:
        assert all(len("\n".join(lines(who, part)).encode()) <= limit for part in found)
        assert "".join(found).replace("\n", "") == text.replace("\n", "")
    if len("\n".join(lines(who, text)).encode()) <= limit and found:
        assert found == [text]

"""Lists that come in pages, and rooms with a key: what a session asks for."""

import asyncio
from typing import Any

import pytest

from chatlib.client.session.protocol import Frame
from chatlib.client.session.requests import MOST_PAGES, Requests

PAGE = 3


class Asked(Requests):
    """A server that lists `names`, a page at a time, and remembers what it was asked for."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def request(self, flag: str, *, ahead: bool = False, **fields: Any) -> Frame:
        self.asked.append((flag, dict(fields)))
        if "content" in fields:
            return Frame(code=flag + "_OK", content=fields["content"])
        rest = [name for name in self.names if name > fields.get("after", "")]
        return Frame(code=flag + "_OK", content=rest[:PAGE], more=len(rest) > PAGE)

    def said(self, message: object) -> None: ...
    def change(self, event: object) -> None: ...
    def tell(self, event: object) -> None: ...


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 3 * PAGE])
def test_a_list_is_asked_for_until_it_is_whole(count: int) -> None:
    names = [f"nama{number:03}" for number in range(count)]
    one = Asked(names)
    assert asyncio.run(one.users()) == asyncio.run(one.rooms()) == asyncio.run(one.members("kelas")) == names
    pages = max(1, -(-count // PAGE))
    assert [flag for flag, _ in one.asked] == [
        flag for flag in ("LIST_USER", "LIST_ROOM", "ROOM_USERS") for _ in range(pages)
    ]
    last_page = {"after": names[(pages - 1) * PAGE - 1]} if pages > 1 else {}
    assert one.asked[-1][1] == {"receiver": "kelas"} | last_page


def test_there_is_a_bound_to_the_pages() -> None:
    one = Asked([f"nama{number:03}" for number in range(500)])
    assert len(asyncio.run(one.users())) == MOST_PAGES * PAGE
    assert len(one.asked) == MOST_PAGES


def test_a_room_is_made_and_joined_with_its_key() -> None:
    one = Asked([])
    asyncio.run(one.make_room("kelas", "rahasia"))
    asyncio.run(one.join("kelas", "rahasia"))
    joins = ("JOIN_ROOM", {"content": "kelas", "key": "rahasia"})
    assert one.asked == [("MAKE_ROOM", {"content": "kelas", "key": "rahasia"}), joins, joins]


def test_without_a_key_none_is_sent() -> None:
    one = Asked([])
    asyncio.run(one.make_room("kelas"))
    assert one.asked == [("MAKE_ROOM", {"content": "kelas"}), ("JOIN_ROOM", {"content": "kelas"})]

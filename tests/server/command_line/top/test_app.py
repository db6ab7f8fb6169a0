"""The screen, with keys that are typed and a server that is made up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Digits

from chatlib.server.command_line.top.app import Top
from chatlib.server.command_line.top.panels import Sure
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing import feed as feeds
from chatlib.server.command_line.viewing.feed import Feed
from tests.server.command_line.viewing.fake import HELLO, PROCESSES, Fake, faked, message

PATIENCE = 20
OVER = {"type": "action", "what": "kill", "place": "worker 1", "phase": "over", "pause": 37.2}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "AGAIN", 0.01)


class Seen(Top):
    """Says when it has drawn something."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._drawn = asyncio.Event()

    def draw(self) -> None:
        super().draw()
        self._drawn.set()

    def part(self, name: str) -> str:
        return self.screen_stack[0].query_one(f"#{name}").render().plain

    async def until(self, seen: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not seen():
                self._drawn.clear()
                await self._drawn.wait()


@asynccontextmanager
async def shown(lang: str = "en", size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Seen, Pilot, Fake]]:
    async with faked() as fake:
        feed = Feed("127.0.0.1", fake.port)
        try:
            app = Seen(feed, await feed.open(), Words(lang))
            async with app.run_test(size=size) as pilot:
                await fake.say(PROCESSES, message("halo [b]kelas[/b] \x1b[2J"))
                await app.until(lambda: app.model.processes and app.model.messages)
                yield app, pilot, fake
        finally:
            await feed.close()


def whole(app: Top) -> list[str]:
    return ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]


def scene(play: Callable[..., Any], *args: Any) -> None:
    async def played() -> None:
        async with shown(*args) as there:
            await play(*there)

    asyncio.run(played())


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (20, 5)])
def test_all_of_it_is_on_the_screen(size: tuple[int, int]) -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        await pilot.pause()
        lines = whole(app)
        assert len(lines) == size[1]
        if size[0] >= 80:
            text = "\n".join(lines)
            for part in ("Ruang 1.2", "worker 1", "Queues", "Ledger", "halo [b]kelas[/b] ␛[2J", "k kill", "q quit"):
                assert part in text

    scene(play, "en", size)


def test_it_speaks_one_language() -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        await pilot.pause()
        text = "\n".join(whole(app))
        for part in ("Proses", "Antrean", "Pembukuan", "melayani", "q keluar"):
            assert part in text

    scene(play, "id")


def test_a_process_is_killed_once_one_is_sure() -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        await pilot.press("k")
        assert isinstance(app.screen, Sure)
        await pilot.press("n", "k", "y")
        await pilot.press("down", "s", "y", "c", "y", "r", "y")
        async with asyncio.timeout(PATIENCE):
            assert [await fake.orders.get() for _ in range(4)] == [
                {"do": "kill", "place": "worker 1"},
                {"do": "stop", "place": "worker 2"},
                {"do": "continue", "place": "worker 2"},
                {"do": "reload"},
            ]

    scene(play)


def test_what_cannot_be_killed_is_not_asked_for() -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        await pilot.press("up", "k")
        assert not isinstance(app.screen, Sure)
        assert "supervisor cannot be killed" in app.part("said")

    scene(play)


def test_the_verdict_is_large_until_one_has_seen_it() -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        assert not app.query_one("#verdict").display
        await fake.say(OVER)
        await app.until(lambda: app.query_one("#verdict").display)
        assert app.query_one("#pause", Digits).value == "37 ms"
        await pilot.pause()
        assert "lost 0 · doubled 0 · disconnected 0" in app.part("said")
        await pilot.press("escape")
        assert not app.query_one("#verdict").display

    scene(play)


def test_a_message_is_picked_by_the_arrows() -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        await fake.say(message("kedua", 2))
        await app.until(lambda: "kedua" in app.part("way"))
        await pilot.press("left")
        assert "halo" in app.part("way")
        await fake.say(message("ketiga", 3))
        await app.until(lambda: len(app.model.messages) == 3)
        assert "halo" in app.part("way")
        await pilot.press("right", "right")
        assert "ketiga" in app.part("way")

    scene(play)


def test_a_connection_that_is_lost_is_said_and_comes_back() -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        fake.status = 503
        await fake.cut()
        await app.until(lambda: "no connection" in app.part("head"))
        await pilot.press("k", "y")
        await app.until(lambda: "nothing was done" in app.part("said"))
        fake.status, fake.hello = 0, HELLO | {"version": "1.3"}
        await app.until(lambda: "Ruang 1.3" in app.part("head"))
        assert "no connection" not in app.part("head")
        await fake.say(message("lagi", 9))
        await app.until(lambda: "lagi" in app.part("way"))

    scene(play)


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
def test_it_ends(key: str) -> None:
    async def play(app: Seen, pilot: Pilot, fake: Fake) -> None:
        await pilot.press(key)
        assert not app.is_running
        app.draw()
        assert app.return_code == 0

    scene(play)

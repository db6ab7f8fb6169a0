"""Somebody at the projector who presses its buttons in a browser, and reads what the page says came of it."""

import random
import re
import shutil
import time
from contextlib import AsyncExitStack, suppress

from playwright.async_api import Error, Page, async_playwright

from .pauses import Kill

DEEDS = ("kill", "kill", "kill", "reload")
PLACES = ("worker 1", "worker 2", "state", "spare", "standby", "transfers", "view", "web")
SETTLED = 40.0
"""Seconds until the page has to have a verdict."""


class Button:
    """Opens the page at its first press."""

    def __init__(self, port: int, rng: random.Random) -> None:
        self._address = f"http://127.0.0.1:{port}/lab"
        self._rng = rng
        self._opened = AsyncExitStack()
        self._page: Page | None = None

    async def press(self, names: frozenset[str]) -> Kill:
        """One of them. AssertionError if the page does not say that nothing was lost, doubled or disconnected."""
        page = self._page = self._page or await self._open()
        deed, place = self._rng.choice(DEEDS), self._rng.choice(PLACES)
        if deed == "kill":
            await page.select_option("#place", place)
        before, at = await page.get_attribute(".verdict", "data-number"), time.monotonic()
        await page.click(f"button.{deed}")
        phase = await self._verdict(before)
        said = f"{before}: {' '.join((await page.inner_text('body')).split())}"
        assert phase == "over", f"{deed} {place}: {said}"
        assert await page.locator('.verdict .count[data-good="true"]').count() == 3, f"{deed} {place}: {said}"
        ledger = await page.inner_text(".ledger")
        for what in ("lost", "doubled", "disconnected"):
            assert re.search(rf"{what}\s+0\b", ledger), f"{deed} {place}: {ledger}"
        return Kill(f"button ({place if deed == 'kill' else deed})", 0, at, names)

    async def close(self) -> None:
        await self._opened.aclose()

    async def _open(self) -> Page:
        playwright = await self._opened.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        self._opened.push_async_callback(browser.close)
        page = await browser.new_page(locale="en-US", viewport={"width": 1920, "height": 1080})
        await page.goto(self._address)
        await page.wait_for_selector("#place option", state="attached")
        return page

    async def _verdict(self, before: str | None) -> str:
        """The phase in which the next action ends; `before` is the number of the last one."""
        new = f':not([data-number="{before}"])' if before else "[data-number]"
        chosen = ", ".join(f'.verdict{new}[data-phase="{phase}"]' for phase in ("over", "refused"))
        with suppress(Error):
            await self._page.wait_for_selector(chosen, timeout=SETTLED * 1000)
        return await self._page.get_attribute(".verdict", "data-phase")

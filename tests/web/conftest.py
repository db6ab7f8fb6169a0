"""A real browser, and a real server for it. One of each is enough for all tests of a process."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.integration.client import DEADLINE
from tests.integration.server import Server

from .visitor import Visitor

Visit = Callable[..., Visitor]


HERE = Path(__file__).parent
_running = ExitStack()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Playwright's event loop goes round in this thread, where no other can then: it ends with the last test here."""
    if nextitem is None or not nextitem.path.is_relative_to(HERE):
        _running.close()


@pytest.fixture(scope="session")
def browser() -> Browser:
    playwright = _running.enter_context(sync_playwright())
    chromium = playwright.chromium.launch(
        executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    )
    _running.callback(chromium.close)
    return chromium


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Used by all: take names that no other test takes. It is that of `kepala`, whose password is `rahasia`."""
    data = tmp_path_factory.mktemp("data")
    roster = data / "roster.csv"
    roster.write_text("kepala,rahasia\n")
    options = ("--rate", 10000, "--burst", 10000, "--roster", roster, "--admin", "kepala")
    server = Server(data / "journal", *options)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def windows(browser: Browser) -> dict[tuple[str, str], list[BrowserContext]]:
    """Those that nobody uses, by language and scheme. Of two tabs in one window only one would be drawn."""
    return defaultdict(list)


@pytest.fixture
def visit(browser: Browser, windows: dict[tuple[str, str], list[BrowserContext]], server: Server) -> Iterator[Visit]:
    """Opens the page as somebody new: visit(name), or visit() to be asked who one is.

    No page may write an error to its console, but in an outage of the server.
    """
    visitors: list[tuple[tuple[str, str], Visitor]] = []

    def visit(
        name: str = "", at: Server = server, width: int = 1280, scheme: str = "light", locale: str = "en-US"
    ) -> Visitor:
        kind = (locale, scheme)
        window = (
            windows[kind].pop()
            if windows[kind]
            else browser.new_context(locale=locale, color_scheme=scheme, reduced_motion="reduce")
        )
        window.set_default_timeout(DEADLINE * 1000)
        visitor = Visitor(window, f"http://127.0.0.1:{at.port}/", width)
        visitors.append((kind, visitor))
        if name:
            visitor.come_in(name)
        return visitor

    yield visit
    for kind, visitor in visitors:
        visitor.close()
        windows[kind].append(visitor.context)
    server.hang_up()
    problems = [problem for _, visitor in visitors for problem in visitor.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="module")
def resident(browser: Browser, server: Server) -> Iterator[Visitor]:
    """Use `warga`."""
    context = browser.new_context(locale="en-US", reduced_motion="reduce")
    visitor = Visitor(context, f"http://127.0.0.1:{server.port}/")
    visitor.come_in("warga")
    yield visitor
    context.close()


@pytest.fixture
def warga(resident: Visitor, server: Server) -> Iterator[Visitor]:
    """Somebody of that name who is in the lobby already, and has nothing open: it takes a second to come in."""
    resident.page.evaluate("for (const one of [...ruang.conversations.all]) ruang.conversations.end(one)")
    resident.input.fill("")
    yield resident
    server.hang_up()
    assert not resident.problems, "\n".join(resident.problems)

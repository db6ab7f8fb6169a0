"""Where there is nothing to show, one line says why."""

import asyncio
import subprocess
import sys
from collections.abc import Callable

import pytest

from chatlib.server.command_line.viewing import feed as feeds
from chatlib.server.command_line.viewing.feed import Feed, Refused
from chatlib.server.command_line.viewing.frames import Lost
from tests.integration.client import DEADLINE
from tests.integration.server import PROJECT, command, free_port, run
from tests.integration.terminal import Terminal
from tests.server.command_line.viewing.fake import PROCESSES, Fake, ended, faked, message


def refused(set_up: Callable[[Fake], None], *options: str) -> tuple[int, str]:
    """As what a server that is made up answers; its exit status and the only line."""

    async def scene() -> tuple[int, str]:
        async with faked() as fake:
            set_up(fake)
            status, said, complaint = await ended("top", fake.port, *options)
            assert said == ""
            (line,) = complaint.splitlines()
            return status, line.replace(str(fake.port), "PORT")

    return asyncio.run(scene())


def answers(status: int) -> Callable[[Fake], None]:
    return lambda fake: setattr(fake, "status", status)


@pytest.mark.parametrize(
    ("status", "lang", "line"),
    [
        (404, "en", "ruang: the server at 127.0.0.1:PORT was not started with --lab"),
        (404, "id", "ruang: server di 127.0.0.1:PORT tidak dijalankan dengan --lab"),
        (403, "en", "ruang: the server at 127.0.0.1:PORT lets nobody see it without its token (--token)"),
        (500, "en", "ruang: what answers at 127.0.0.1:PORT is no Ruang server that shows itself"),
        (0, "en", "ruang: it can be shown in a terminal only"),
    ],
)
def test_a_server_that_does_not_show_itself(status: int, lang: str, line: str) -> None:
    assert refused(answers(status), "--lang", lang) == (1, line)


def test_one_that_greets_otherwise() -> None:
    status, line = refused(lambda fake: setattr(fake, "hello", {"type": "ledger"}), "--lang", "en")
    assert (status, line) == (1, "ruang: what answers at 127.0.0.1:PORT is no Ruang server that shows itself")


def test_no_server() -> None:
    port = free_port()
    done = run("top", port, "--lang", "en")
    complaint = f"ruang: no server answers at 127.0.0.1:{port}: nobody answers at that port\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", complaint)


@pytest.mark.parametrize("options", [(), ("x",), ("9000", "--lang", "xx")])
def test_what_cannot_be_is_one_line_and_status_2(options: tuple[str, ...]) -> None:
    done = run("top", *options)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_without_textual_it_says_how_to_get_it() -> None:
    missing = "import sys; sys.modules['textual'] = None; from chatlib.server.command_line import cli; "
    done = subprocess.run(
        [sys.executable, "-c", missing + "sys.exit(cli.main(['top', '9000', '--lang', 'en']))"],
        cwd=PROJECT, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith("pip install 'ruang[lab]'")


def test_in_a_terminal_it_is_shown_until_one_quits() -> None:
    async def scene() -> None:
        async with faked() as fake:
            terminal = Terminal(command("top", fake.port))
            try:
                await fake.say(PROCESSES, message("halo \x1b[2Jkelas"))
                await asyncio.to_thread(terminal.shows, "halo ␛[2Jkelas")
                assert "worker 1" in "\n".join(terminal.rows)
                terminal.type("q")
                assert await asyncio.to_thread(terminal.process.wait, DEADLINE) == 0
            finally:
                await asyncio.to_thread(terminal.close)

    asyncio.run(scene())


def test_the_token_is_passed_on() -> None:
    async def scene() -> None:
        async with faked() as fake:
            feed = Feed("127.0.0.1", fake.port, "a&b =✓")
            await feed.open()
            await feed.close()
            assert fake.tokens == ["a&b =✓"]

    asyncio.run(scene())


def test_a_websocket_for_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who answers waits to be spoken to."""

    async def scene() -> None:
        async with faked() as fake:
            fake.hello = None
            feed = Feed("127.0.0.1", fake.port)
            opening = asyncio.create_task(feed.open())
            await fake.say()
            with pytest.raises(Refused):
                await opening
            await feed.close()

    monkeypatch.setattr(feeds, "PATIENCE", 0.5)
    asyncio.run(scene())


def test_what_is_silent_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is stopped keeps its connections."""

    async def scene() -> None:
        async with faked() as fake:
            feed = Feed("127.0.0.1", fake.port)
            try:
                await feed.open()
                monkeypatch.setattr(feeds, "PATIENCE", 0.05)
                assert isinstance(await anext(feed.frames()), Lost)
            finally:
                await feed.close()

    asyncio.run(scene())

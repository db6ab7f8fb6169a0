"""The announcement, as somebody hears it who looks for servers on the loopback interface."""

import asyncio
import uuid
from pathlib import Path

import pytest
from zeroconf import ServiceInfo, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from chatlib import __version__
from chatlib.discovery import SERVICE
from chatlib.server.command_line import arguments
from chatlib.server.options import Options
from chatlib.server.specialists import registry
from chatlib.server.specialists.discovery import announcement
from chatlib.server.specialists.discovery.announcement import Announcement

HERE = {"127.0.0.1"}
PATIENCE = 20.0


def options(*more: object) -> Options:
    return arguments.parse(["9000", "--data", "/data", "--lang", "en", *map(str, more)])


class Control:
    """What the console is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def news(self, text: str) -> None:
        self.lines.append(text)

    trouble = news


class Ear:
    """Hears of whoever comes and goes."""

    def __init__(self) -> None:
        self._changes: asyncio.Queue[tuple[str, ServiceStateChange]] = asyncio.Queue()

    def met(self, zeroconf: object, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        self._changes.put_nowait((name, state_change))

    async def hears(self, name: str, change: ServiceStateChange) -> None:
        async with asyncio.timeout(PATIENCE):
            while await self._changes.get() != (full(name), change):
                pass


def full(name: str) -> str:
    return f"{name}.{SERVICE}"


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> str:
    """Of the server on a machine that nobody else is called like."""
    mark = uuid.uuid4().hex
    monkeypatch.setattr(announcement.socket, "gethostname", lambda: f"uji.{mark}")
    monkeypatch.setattr(announcement, "EVERY", 0.01)
    monkeypatch.setattr(announcement, "STEPS_BACK", 0.01)
    return f"uji-{mark}-9000"


def test_it_is_heard_until_the_machine_has_no_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And under another name when somebody has taken the same, without asking as we do."""
    control, looks, cut_off = Control(), [], asyncio.Event()

    def addresses(host: str) -> set[str]:
        looks.append(set() if cut_off.is_set() else HERE)
        return looks[-1]

    monkeypatch.setattr(announcement, "addresses", addresses)

    async def scene() -> None:
        ear, running = Ear(), asyncio.create_task(Announcement(control, options()).run())
        async with AsyncZeroconf(list(HERE)) as zeroconf:
            browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE, handlers=[ear.met])
            await ear.hears(name, ServiceStateChange.Added)
            found = AsyncServiceInfo(SERVICE, full(name))
            assert await found.async_request(zeroconf.zeroconf, PATIENCE * 1000)
            assert (found.parsed_addresses(), found.port) == ([*HERE], 9000)
            assert found.properties == {b"version": __version__.encode(), b"tls": b"no"}

            other = ServiceInfo(SERVICE, full(name), port=9000, parsed_addresses=["10.0.0.1"], server="other.local.")
            await zeroconf.async_register_service(other, cooperating_responders=True)
            await ear.hears(f"{name}-2", ServiceStateChange.Added)
            found = AsyncServiceInfo(SERVICE, full(f"{name}-2"))
            assert await found.async_request(zeroconf.zeroconf, PATIENCE * 1000)
            assert found.parsed_addresses() == [*HERE]

            cut_off.set()
            await ear.hears(f"{name}-2", ServiceStateChange.Removed)
            async with asyncio.timeout(PATIENCE):
                while looks[-3:] != [set()] * 3:
                    await asyncio.sleep(0)
            await browser.async_cancel()
        running.cancel()
        await asyncio.wait([running])
        await asyncio.to_thread(control.at_end)

    asyncio.run(scene())
    assert [line.partition("(")[0] for line in control.lines] == [
        f"clients of this network find the server as {name}",
        f"clients of this network find the server as {name}-2",
        "clients do not find the server by themselves ",
    ]


@pytest.mark.parametrize(
    ("error", "reason", "crashes"),
    [
        (OSError(98, "Address already in use"), "Address already in use", False),
        (ModuleNotFoundError("No module named 'zeroconf'"), "ModuleNotFoundError: No module", True),
    ],
)
def test_what_cannot_be_is_said_once(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str, crashes: bool
) -> None:
    tries, control = [], Control()

    def addresses(host: str) -> set[str]:
        tries.append(host)
        if len(tries) > 3:
            raise KeyboardInterrupt
        raise error

    monkeypatch.setattr(announcement, "addresses", addresses)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(Announcement(control, options("--data", tmp_path)).run())
    assert len(control.lines) == 1
    assert reason in control.lines[0]
    assert (tmp_path / "crash.log").exists() == crashes


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ((), True),
        (("--host", "10.1.2.3"), True),
        (("--no-announce",), False),
        (("--demo",), False),
        (("--host", "127.0.0.1"), False),
        (("--host", "::1"), False),
        (("--host", "localhost"), False),
    ],
)
def test_who_is_announced(more: tuple[str, ...], wanted: bool) -> None:
    assert ("announcer" in registry.wanted(options(*more))) == wanted


def test_where_a_name_leads_is_announced_unless_it_leads_nowhere_else() -> None:
    assert announcement.addresses("10.1.2.3") == {"10.1.2.3"}
    assert announcement.addresses("127.0.0.1") == set()

"""The files of the hub: what is offered, what is on its way, and how far it is."""

import asyncio
import errno
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from chatlib.client.commands import Action
from chatlib.client.entries import Entry, Kind, one_line
from chatlib.client.files import received
from chatlib.client.files.carrier import TransferFailed
from chatlib.client.files.paths import typed_path
from chatlib.client.session.events import Message
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.requests import FILES_KEPT, RequestFailed
from chatlib.client.session.session import Session
from chatlib.client.words import os_errors
from chatlib.client.words.refusals import why
from chatlib.client.words.texts import Words
from chatlib.core.formats.sizes import shown

REDRAW = 0.25
"""Seconds between two states of a progress bar."""

PASTED = "paste.txt"

BAR_WIDTH, LABEL_WIDTH = 72, 24
"""Columns."""


class Exchange:
    """`show` gets entries and where they belong, `status` the lines about what is on its way there (or nothing)."""

    def __init__(
        self,
        session: Callable[[], Session],
        words: Words,
        downloads: Path,
        show: Callable[[str, list[Entry]], None],
        status: Callable[[str, str], None],
    ) -> None:
        self._session = session
        self._words = words
        self._downloads = downloads
        self._show = show
        self._status = status
        self._offers: dict[int, Message] = {}
        self._under_way: set[int] = set()
        self._bars: dict[object, tuple[str, str]] = {}
        self._tasks: set[asyncio.Task] = set()

    def knows(self, kind: str) -> bool:
        return hasattr(self, "do_" + kind)

    async def do(self, action: Action, here: str) -> None:
        """Until it is done, however long that takes. ConnectionError if the session ends."""
        work: Callable[[Action, str], Awaitable[None]] = getattr(self, "do_" + action.kind)
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await work(action, here)
        except (RequestFailed, TransferFailed) as failure:
            self._tell(here, "error", self._words("file_failed", why=why(failure, self._words)))
        except ConnectionError:
            raise
        except OSError as failure:
            self._tell(here, "error", self._words("file_failed", why=os_errors.why(failure, self._words)))

    def forget(self) -> None:
        """All that was offered: it was to somebody else."""
        self._offers.clear()

    async def finished(self) -> None:
        """Once nothing is on its way any more."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    def offered(self, message: Message) -> Entry:
        """Somebody sends a file: what to say about it."""
        self._offers[message.file.number] = message
        if len(self._offers) > FILES_KEPT:
            del self._offers[next(iter(self._offers))]
        return Entry("call", self._words("file_offer", number=message.file.number))

    # -------------------------------------------------------------------- send

    async def do_send_file(self, action: Action, here: str) -> None:
        path = typed_path(action.text)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder")
        if not path.is_file():
            self._tell(here, "error", self._words("file_missing", path=path))
            return
        self._tell(here, "info", self._words("file_sending", file=path.name, name=action.name))
        with _Bar(self, action.name, path.name) as bar:
            await self._session().send_file(action.name, path, bar.at)
        self._tell(here, "info", self._words("file_sent", file=path.name, rate=bar.rate))

    async def do_send_text(self, action: Action, here: str) -> None:
        """A text that is too long for a message."""
        with tempfile.TemporaryDirectory(prefix="ruang-") as folder:
            path = Path(folder, PASTED)
            path.write_text(action.text, "utf-8")
            await self.do_send_file(action._replace(text=str(path)), here)

    # --------------------------------------------------------------------- get

    async def do_get(self, action: Action, here: str) -> None:
        if message := self._chosen(action, here):
            await self._get(message, here)

    async def do_get_all(self, action: Action, here: str) -> None:
        await self._session().request("PING")  # behind its answer, what was sent before has been heard
        if not self._offers:
            self._tell(here, "info", self._words("file_none"))
        for message in list(self._offers.values()):
            try:
                await self._get(message, here)
            except (RequestFailed, TransferFailed) as failure:
                self._offers.pop(message.file.number, None)  # what cannot be had must not stand before the others
                self._tell(here, "error", self._words("file_failed", why=why(failure, self._words)))

    async def _get(self, message: Message, here: str) -> None:
        number, about = message.file.number, received.described(message)
        if number in self._under_way:
            self._tell(here, "error", self._words("file_busy", file=about))
            return
        self._under_way.add(number)
        try:
            self._tell(here, "info", self._words("file_getting", file=about))
            with _Bar(self, message.where, received.safe_name(message.text)) as bar:
                path = await self._session().get_file(message, self._downloads, bar.at)
        finally:
            self._under_way.discard(number)
        self._offers.pop(number, None)
        with open(path, "rb") as file:
            head = file.read(received.HEAD)
        self._tell(
            here, "info", self._words("file_got", file=received.described(message, head), path=path, rate=bar.rate)
        )
        self._show(here, [Entry("info", f"  | {line}") for line in received.preview(head)])
        if received.is_picture(head):
            self._show(here, [Entry("picture", str(path))])

    # ----------------------------------------------------------------- decline

    async def do_decline(self, action: Action, here: str) -> None:
        if message := self._chosen(action, here):
            if message.private or message.mine:
                await self._session().decline_file(message)  # in a room it is there for the others
            self._offers.pop(message.file.number, None)
            self._tell(here, "info", self._words("file_declined", file=received.described(message)))

    def _chosen(self, action: Action, here: str) -> Message | None:
        """The file with the number that was typed, or the one that was offered here last; says so if there is none."""
        if action.text:
            found = self._session().files.get(int(action.text))
        else:
            found = next((m for m in reversed(self._offers.values()) if action.name in (LOBBY, m.where)), None)
        if found is None:
            self._tell(here, "error", self._words("file_unknown"))
        return found

    # -------------------------------------------------------------------- bars

    def bar(self, key: object, where: str, line: str) -> None:
        """Its state; "" takes it away."""
        if line:
            self._bars[key] = (where, line)
        else:
            self._bars.pop(key, None)
        self._status(where, "\n".join(text for place, text in self._bars.values() if place == where))

    def _tell(self, where: str, kind: Kind, text: str) -> None:
        self._show(where, [Entry(kind, text)])


class _Bar:
    """One progress bar, with speed and time left, as long as it is entered."""

    def __init__(self, exchange: Exchange, where: str, label: str) -> None:
        self._exchange, self._where = exchange, where
        self._label = one_line(label)[:LABEL_WIDTH]
        self._begun = self._drawn = time.monotonic()
        self._from: int | None = None
        self._there = 0

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._exchange.bar(self, self._where, "")

    def at(self, there: int, size: int) -> None:
        now = time.monotonic()
        if self._from is None:
            self._from, self._begun = there, now
        self._there = there
        if now - self._drawn >= REDRAW:
            self._drawn = now
            from tqdm import tqdm  # which takes long, and most have no bar to see

            line = tqdm.format_meter(
                there, size, now - self._begun, BAR_WIDTH, self._label, unit="B", unit_scale=True, unit_divisor=1024,
                initial=min(self._from, there),
            )  # fmt: skip
            self._exchange.bar(self, self._where, line)

    @property
    def rate(self) -> str:
        """On the average, without what had been there before."""
        return shown((self._there - (self._from or 0)) / max(time.monotonic() - self._begun, 1e-3)) + "/s"

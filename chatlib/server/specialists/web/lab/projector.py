"""The WebSocket of those who look on: the first makes the processes write down what they do, the last ends it."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Annotated

import msgspec
from aiohttp import WSMsgType, web

from chatlib import __version__
from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Acted, Faults, Places, Said, Service
from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ControlChannel, Watched
from chatlib.server.specialists.web.lab import access
from chatlib.server.specialists.web.lab.faults import checked
from chatlib.server.specialists.web.lab.question import Question
from chatlib.server.specialists.web.lab.show import EVERY, Frame, Show
from chatlib.server.texts import TEXTS
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash

MOST_VIEWERS = 16
"""A projector, some screens beside it, and whoever prepares the next lesson."""

MOST_WAITING = 400
"""Frames for a viewer that does not take them: ten seconds of all there are. It is dropped then, and may come again."""

RECENT = 20
"""Events and actions that a viewer is told of who comes later."""

LONGEST = 16 * 1024
"""Bytes of what a viewer says: a question with all its options, several times."""

Frames = asyncio.Queue[bytes]
"""Those that wait for one viewer."""

_encode = msgspec.json.Encoder().encode


class Wish(msgspec.Struct):
    """What a viewer asks for, see docs/projector.md."""

    do: str = ""
    place: str = ""
    question: str = ""
    options: list[str] = []
    target: str = ""
    kind: str = ""
    delay: float = 0
    jitter: float = 0
    rate: float = 0
    seconds: float = 0
    number: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] = 0


_decode = msgspec.json.Decoder(Wish).decode


class Projector:
    """Serves viewers. What the supervisor says of the processes comes by `take`, in the event loop."""

    def __init__(self, control: ControlChannel, options: Options) -> None:
        self._control = control
        self._options = options
        self._texts = TEXTS[options.lang]
        self._viewers: dict[Frames, asyncio.Transport] = {}
        self._recent: deque[Frame] = deque(maxlen=RECENT)
        self._show: Show | None = None
        self._question = Question(self._tell)
        self._looking: asyncio.Task | None = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """From the handshake until either side ends it."""
        access.check(request, self._options.lab)
        if len(self._viewers) >= MOST_VIEWERS:
            raise web.HTTPServiceUnavailable(text="too many look on already\n")
        ws = web.WebSocketResponse(compress=False, max_msg_size=LONGEST, heartbeat=20.0)
        try:
            await ws.prepare(request)
        except ValueError:  # a key that is no base64 of anything
            raise web.HTTPBadRequest from None
        frames: Frames = asyncio.Queue(MOST_WAITING)
        self._viewers[frames] = request.transport
        faults = [self._show.faults.frame()] if self._show else []
        for frame in (self._hello(), self._question.frame(), *faults, *self._recent):
            frames.put_nowait(_encode(frame))
        if len(self._viewers) == 1:
            self._control.watch(True)
        telling = asyncio.create_task(_tell_all(ws, frames))
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._hear(frames, message.data)
        finally:
            telling.cancel()
            del self._viewers[frames]
            if not self._viewers:
                self._end()
        return ws

    def take(self, order: Watched | Places | Said | Acted | Faults | Service) -> None:
        """From the supervisor."""
        if isinstance(order, Service):
            self._question.serve_with(order.service)
        elif isinstance(order, Watched):
            self._end_show()
            words, control = self._texts.__getitem__, self._control
            self._show = Show(order.board, self._options.workers, self._tell, control, words)
            self._looking = asyncio.get_running_loop().create_task(self._look())
        elif self._show is None:
            return
        elif isinstance(order, Places):
            self._show.placed(order)
        elif isinstance(order, Faults):
            self._show.faults.put(order.faults)
        elif isinstance(order, Said):
            self._show.said(order)
        else:
            self._show.acted(order)

    # --------------------------------------------------------------------- parts

    def _hello(self) -> Frame:
        port, lang = self._options.listen[0].port, self._options.lang
        return {"type": "hello", "version": __version__, "port": port, "lang": lang, "workers": self._options.workers}

    async def _look(self) -> None:
        """Whatever it stumbles over is told of, and the viewers come again."""
        try:
            while self._show:
                self._show.look()
                self._question.look()
                await asyncio.sleep(EVERY)
        except Exception as error:
            record_crash(self._options.data / CRASHES)
            self._control.trouble(f"{type(error).__name__}: {error}")
            for transport in self._viewers.values():
                transport.abort()

    def _end(self) -> None:
        self._end_show()
        self._control.watch(False)

    def _end_show(self) -> None:
        if self._looking:
            self._looking.cancel()
        self._show = self._looking = None
        self._recent.clear()

    def _tell(self, frame: Frame) -> None:
        if frame["type"] in ("event", "action"):
            self._recent.append(frame)
        data = _encode(frame)
        for frames, transport in self._viewers.items():
            try:
                frames.put_nowait(data)
            except asyncio.QueueFull:
                transport.abort()

    def _hear(self, frames: Frames, text: str) -> None:
        """What it wants is done, or it is told why not."""
        try:
            wish = _decode(text)
        except (msgspec.MsgspecError, RecursionError):
            self._refuse(frames, "lab_unknown")
            return
        if self._show is None:
            self._refuse(frames, "lab_not_yet")
            return
        match wish.do:
            case "kill" | "stop" | "continue" | "reload":
                self._show.actions.ask(wish.do, wish.place)
            case "ask":
                self._question.ask(wish.question, wish.options, lambda: self._refuse(frames, "lab_question"))
            case "end_question":
                self._question.end()
            case "fault":
                self._disturb(wish, frames)
            case "heal":
                self._control.disturb(reports.Heal(wish.number))
            case _:
                self._refuse(frames, "lab_unknown")

    def _disturb(self, wish: Wish, frames: Frames) -> None:
        try:
            fault = checked(wish.target, wish.kind, wish.delay, wish.jitter, wish.rate, wish.seconds)
        except ValueError as error:
            self._refuse(frames, str(error))
        else:
            self._control.disturb(fault)

    def _refuse(self, frames: Frames, why: str) -> None:
        with suppress(asyncio.QueueFull):
            frames.put_nowait(_encode({"type": "error", "text": self._texts[why]}))


async def _tell_all(ws: web.WebSocketResponse, frames: Frames) -> None:
    with suppress(ConnectionError):
        while True:
            await ws.send_str((await frames.get()).decode())

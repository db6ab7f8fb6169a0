"""A client of one of the plain dialects: a socket, and nothing that would mend a lost connection."""

import asyncio
import random
import socket
import time
from collections import deque
from contextlib import suppress

from .person import Done, Person, World
from .speech import LOBBY, Answer, BarePm, Garbled, Invited, Request, Speech, Spoken, Token
from .verdict import BROKEN

SMALLEST_BUFFER = 1
SMALLEST_SEGMENT = 88
"""For a slow reader: the kernel holds as little for it as it can, at its own end and, at first, at the server's."""

LONGEST_REST = 8.0
"""Seconds in which a slow reader reads nothing: enough for the kernel to take no more for it in the middle of a
chunk, and not enough to make the server drop it."""

MOST_LAG = 5.0
"""Seconds: a slow reader that is so far behind hurries, before the server drops it."""


class PlainPerson(Person):
    """`slow`: it reads in small sips, with rests in between, so that what it gets is written in pieces."""

    def __init__(self, speech: Speech, world: World, port: int, rng: random.Random, slow: bool = False) -> None:
        super().__init__(speech.name, world)
        self.speech = speech
        self.verbs = frozenset(speech.table)
        self.queries, self.makes, self.joins = speech.queries, speech.rooms, speech.joins
        self.deeds = speech.deeds
        self.journal.pushed, self.journal.slow = speech.pushed, slow
        self.port = 0
        self._server_port = port
        self._rng = rng
        self._slow = slow
        self._known = False
        self._questions: deque[tuple[Request, Done | None]] = deque()
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._tasks: list[asyncio.Task] = []
        self._sock: socket.socket | None = None

    # ---------------------------------------------------------------- come and go

    async def enter(self) -> None:
        """Connects if need be, and logs in; returns before that is answered."""
        try:
            if self._sock is None:
                await self._connect()
        except OSError:
            self.cut_off()
            return
        verbs = self.speech.returns if self._known else self.speech.enters
        places = (LOBBY,) if self.speech.pushed else ()
        if not self._known or not self.speech.account:
            places += (self.name,)
        self._known = True
        for verb in verbs[:-1]:
            self.ask(verb)
        self.ask(verbs[-1], done=self._entering(places))

    def exit(self) -> None:
        """Logs out. What is sent to an account meanwhile waits for it; a guest is nobody until it returns."""
        places = [LOBBY] if self.speech.account else list(self._stays)
        stays = self._leaving(places)

        def done(*_: object) -> None:
            now = time.monotonic()
            for stay in stays:
                stay.left = now

        self.ask(self.speech.exits, done=done)

    async def _connect(self) -> None:
        sock = socket.socket()
        sock.setblocking(False)
        if self._slow:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALLEST_SEGMENT)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self._server_port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sock, self.port = sock, sock.getsockname()[1]
        self._tasks = [asyncio.create_task(self._read(sock)), asyncio.create_task(self._write(sock))]

    def hang_up(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._sock:
            self._sock.close()
            self._sock = None

    # ---------------------------------------------------------------------- write

    def ask(self, verb: str, target: str = "", text: str = "", done: Done | None = None) -> None:
        request = self.speech.request(verb, target, text)
        if request.answer:
            self._questions.append((request, done))
            self.waiting += 1
        bare = isinstance(self.speech, BarePm)
        self._outgoing.put_nowait(f"{request.line}{'' if bare else chr(10)}".encode())
        if verb == self.speech.exits and not request.answer:
            self._tasks.append(asyncio.create_task(self._end(done)))

    def answers(self, verb: str) -> bool:
        return bool(self.speech.table[verb][1])

    async def _write(self, sock: socket.socket) -> None:
        """Often in pieces, with rests in between: but never before the first line end, for until then a rest is one."""
        loop = asyncio.get_running_loop()
        in_pieces = False
        with suppress(OSError):
            while True:
                data = await self._outgoing.get()
                while not self._outgoing.empty():
                    data += self._outgoing.get_nowait()
                while in_pieces and len(data) > 1 and self._rng.random() < 0.3:
                    cut = self._rng.randrange(1, len(data))
                    await loop.sock_sendall(sock, data[:cut])
                    data = data[cut:]
                    await asyncio.sleep(self._rng.choice([0.0, 0.001, 0.01, 0.05, 0.3]))
                await loop.sock_sendall(sock, data)
                in_pieces = not isinstance(self.speech, BarePm)

    # ----------------------------------------------------------------------- read

    async def _read(self, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        rest, sips = b"", 100
        try:
            while data := await loop.sock_recv(sock, self._sip()):
                self.received += len(data)
                *lines, rest = (rest + data).split(b"\n")
                # The one answer without a line end.
                if isinstance(self.speech, BarePm) and not self.here and rest.startswith(b"true"):
                    lines, rest = [*lines, b"true"], rest[4:]
                elif isinstance(self.speech, BarePm) and lines and lines[0].startswith(b"true"):
                    lines[:1] = [b"true", lines[0][4:]]
                for line in lines:
                    self._line(line)
                sips -= 1
                if not sips:
                    sips = self._rng.randrange(50, 3000)
                    await self._rest()
        except OSError:
            pass
        if rest and sock is not self._sock:
            self.complain(BROKEN, f"{rest!r:.200} without its end")
        if sock is self._sock:
            self.cut_off()

    def _sip(self) -> int:
        return self._rng.randrange(1, 600) if self._at_leisure() else 1 << 16

    def _at_leisure(self) -> bool:
        return self._slow and not self.world.over and self.lag < MOST_LAG

    async def _rest(self) -> None:
        end = time.monotonic() + self._rng.uniform(0.0, LONGEST_REST)
        while self._at_leisure() and time.monotonic() < end:
            await asyncio.sleep(0.05)

    async def _end(self, done: Done) -> None:
        """The server closes the connection, and that is the answer."""
        reader, sock, self._sock = self._tasks[0], self._sock, None
        self.waiting += 1
        await reader
        self.waiting -= 1
        sock.close()
        self._tasks[1].cancel()
        done(True, "")

    def _line(self, data: bytes) -> None:
        try:
            line = data.removesuffix(b"\r").decode()
            told = self.speech.hear(line)
            if isinstance(told, Spoken):
                self.heard(told)
            elif isinstance(told, Invited) and "accept" in self.verbs:
                self.invitations.append(told.room)
            elif isinstance(told, Answer):
                self._answered(told.line)
        except (Garbled, UnicodeDecodeError) as error:
            self.complain(BROKEN, f"{error!s:.200}")

    def _answered(self, line: str) -> None:
        if not self._questions:
            raise Garbled(f"an answer to nothing: {line}")
        request, done = self._questions.popleft()
        self.waiting -= 1
        good = self.speech.good(request, line)
        if good is None:
            raise Garbled(f"{line} in answer to {request.line}")
        if done:
            done(good, line)

    # ----------------------------------------------------------------------- poll

    def poll(self) -> None:
        """Asks for what is not pushed."""
        for verb, where in (("inbox", self.name), *(("inboxgroup", room) for room in sorted(self.rooms))):
            self.ask(verb, where, done=lambda ok, line, where=where: self._letters(ok, line, where))

    def _letters(self, ok: bool, line: str, where: str) -> None:
        assert isinstance(self.speech, Token)
        for spoken in self.speech.letters(line, where) if ok else ():
            self.heard(spoken)

"""The specialist "transfers": a process for the contents of files, with a thread for each that is on its way."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from chatlib.core import commands
from chatlib.core.errors import Refusal
from chatlib.core.rules import Outcome, files
from chatlib.core.rules.presence import bearer
from chatlib.dialects.transfers import BUSY, BadRequest, Request, answer, read, refused
from chatlib.server.cluster import shared_store
from chatlib.server.ipc.orders import Service
from chatlib.server.options import Options, counted
from chatlib.server.specialists.control_channel import ClientConnection, ControlChannel
from chatlib.server.specialists.files.promises import Promises
from chatlib.server.specialists.files.shares import Shares
from chatlib.server.specialists.files.socket_stream import Gone, SocketStream
from chatlib.server.specialists.files.transfer import download, upload
from chatlib.state.layout import CRASHES
from chatlib.state.manager import StateProxy
from chatlib.state.processes import record_crash

T = TypeVar("T")

MOST = 64
"""At once: more threads would only share the same network and disk, each with its buffer. As many more are told to come
back later, and whoever comes then is closed without a word.
"""

MOST_OF_USER = 8
"""Of these, uploads and downloads together: as many as anybody watches, and only an eighth of all."""

MOST_FROM_ADDRESS = 16
"""Of these: a class behind one router, whose line they share anyway, leaves three quarters to others."""

PATIENCE = 30.0
"""Seconds for a new state process to take the place of one that died."""

SWEEP_EVERY = 30.0
"""Seconds."""

FOLLOW_EVERY = 5.0
"""Seconds between two looks at what has arrived at other nodes."""

NICENESS = 10
"""Chat goes first."""


def main(control: ControlChannel, options: Options) -> None:
    os.nice(NICENESS)
    state = CurrentState()
    transfers = Transfers(control, options, state)
    for order in control.orders():
        if isinstance(order, Service):
            state.replace(order.service)
        else:
            transfers.admit(order)


class CurrentState:
    """The state's service, whichever process that is just now. Raises Gone if there is none for too long."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._service: StateProxy | None = None

    def replace(self, service: StateProxy) -> None:
        with self._changed:
            self._service = service
            self._changed.notify_all()

    def submit(self, command: commands.Command) -> Outcome:
        """What is submitted twice, because an answer was lost, must not matter."""
        return self._try(lambda service: service.submit(command))

    def look(self, question: Callable[..., T], *arguments: Any) -> T:
        return self._try(lambda service: service.look(question, *arguments))

    def _try(self, call: Callable[[StateProxy], T]) -> T:
        end = time.monotonic() + PATIENCE
        tried = None
        while service := self._other_than(tried, end):
            try:
                return call(service)
            except (EOFError, OSError):
                tried = service  # it died; another one comes
        raise Gone

    def _other_than(self, tried: StateProxy | None, end: float) -> StateProxy | None:
        with self._changed:
            self._changed.wait_for(lambda: self._service is not tried, end - time.monotonic())
            return self._service if self._service is not tried else None


class Busy(Exception):
    """Who asks has as many transfers under way as anybody may have; `name` is his."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Transfers:
    """Looks after the clients, and sweeps the store."""

    def __init__(self, control: ControlChannel, options: Options, state: CurrentState) -> None:
        self._control = control
        self._state = state
        self._crashes = options.data / CRASHES
        self._store = shared_store.opened(options.data, options.cluster)
        self._promises = Promises(self._store.root)
        self._loopback = options.allowance.loopback
        self._users = Shares(MOST_OF_USER)
        self._addresses = Shares(MOST_FROM_ADDRESS)
        self._slots = threading.BoundedSemaphore(MOST)
        self._exits = threading.BoundedSemaphore(MOST)
        self._left = threading.Condition()
        self._uploads: dict[int, SocketStream] = {}
        threading.Thread(target=self._sweep, name="sweeper", daemon=True).start()
        if options.cluster:
            threading.Thread(target=self._follow, name="follower", daemon=True).start()

    def admit(self, client: ClientConnection) -> None:
        address = counted(client.address, self._loopback)
        if self._addresses.take(address):
            if self._slots.acquire(blocking=False):
                threading.Thread(target=self._serve, args=(client, address), daemon=True).start()
                return
            self._addresses.leave(address)
        self._control.incident("transfers", client.address)
        if self._exits.acquire(blocking=False):
            threading.Thread(target=self._send_away, args=(client,), daemon=True).start()
            return
        client.sock.close()
        self._control.closed(client.cid)

    def _serve(self, client: ClientConnection, address: str) -> None:
        with self._visit(client) as stream:
            try:
                self._carry(stream, read(stream.line()))
            except BadRequest as error:
                stream.say(answer("BAD_REQUEST", f"permintaan tidak dipahami: {error}"))
            except Busy as busy:
                self._control.incident("transfers", f"{busy.name}, {client.address}")
                stream.say(answer("RATE_LIMITED", BUSY))
            finally:
                self._slots.release()
                self._addresses.leave(address)

    def _carry(self, stream: SocketStream, request: Request) -> None:
        """Raises Busy, Gone."""
        try:
            if request.flag == "DOWNLOAD":
                with self._share(request.token):
                    download(stream, request, self._state, self._store)
            else:
                self._state.look(files.to_upload, request.token, request.fid)
                # The share last: whoever comes again for the same upload takes it over from his first connection.
                with self._alone(request.fid, stream), self._share(request.token):
                    upload(stream, request, self._state, self._store, self._promises, self._alone_here)
        except Refusal as refusal:
            stream.say(refused(request.flag, refusal))

    def _alone_here(self, fid: int) -> None:
        self._control.incident("alone", str(fid))

    def _send_away(self, client: ClientConnection) -> None:
        try:
            with self._visit(client) as stream:
                stream.line()
                stream.say(answer("RATE_LIMITED", BUSY))
        finally:
            self._exits.release()

    @contextmanager
    def _visit(self, client: ClientConnection) -> Iterator[SocketStream]:
        """Ends the connection, whatever happens in between."""
        stream = SocketStream(client.sock)
        try:
            yield stream
        except Gone:
            pass
        except Exception as error:
            record_crash(self._crashes)
            self._control.trouble(f"{type(error).__name__}: {error}")
        finally:
            stream.end()
            self._control.closed(client.cid)

    @contextmanager
    def _share(self, digest: str) -> Iterator[None]:
        """One of the transfers of the token's bearer. Busy if he has enough, Refusal if it is nobody's."""
        token = self._state.look(bearer, digest)
        if not self._users.take(token.uid):
            raise Busy(token.name)
        try:
            yield
        finally:
            self._users.leave(token.uid)

    @contextmanager
    def _alone(self, fid: int, stream: SocketStream) -> Iterator[None]:
        """Of two connections for one upload the later one counts: the client knows that the first one is broken.

        Only for who may upload it: others could break it.
        """
        with self._left:
            while fid in self._uploads:
                self._uploads[fid].cut()
                self._left.wait()
            self._uploads[fid] = stream
        try:
            yield
        finally:
            with self._left:
                del self._uploads[fid]
                self._left.notify_all()

    def _follow(self) -> None:
        """What arrived at other nodes comes here as well, so that it is here when they are not."""
        while True:
            try:
                for digest, size in self._state.look(files.contents).items():
                    with suppress(FileNotFoundError):  # whoever has it may come back
                        self._store.find(digest, size)
            except Gone:
                pass
            except OSError as error:
                self._control.trouble(str(error))
            time.sleep(FOLLOW_EVERY)

    def _sweep(self) -> None:
        while True:
            try:
                digests, uploads = self._state.look(files.living)
                self._store.sweep(digests, {str(fid) for fid in uploads})
            except Gone:
                pass
            except OSError as error:
                self._control.trouble(str(error))
            time.sleep(SWEEP_EVERY)

"""From what a line asks for to commands for the state, by way of passwords, tokens, contents; and back to answers."""

import hmac
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules.files import INLINE
from chatlib.core.tokens import digest
from chatlib.dialects.base import Ask
from chatlib.dialects.mamushi import Mamushi
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.jobs import Jobs
from chatlib.server.worker.passwords import check_password, hash_password
from chatlib.state.journal.content_store import Store


class Underway(NamedTuple):
    """Expected in answer to a step on the way to what was asked for."""

    ask: Ask


class Translator:
    """Turns Asks into commands. `put` adds one to the worker's next batch; `clock` is that of the timers.

    `key` is the server's secret for this run: a successor must find the same tokens as its predecessor.
    """

    def __init__(
        self,
        worker: int,
        key: bytes,
        put: Callable[[Connection, commands.Command], None],
        jobs: Jobs,
        store: Store,
        timers: Timers,
        clock: Callable[[], float],
    ) -> None:
        self._worker = worker
        self._key = key
        self._add = put
        self._jobs = jobs
        self._store = store
        self._timers = timers
        self._clock = clock

    def ask(self, conn: Connection, ask: Ask) -> None:
        command = ask.command
        conn.holds_token = conn.holds_token or bool(command.token)
        if ask.password is not None:
            register = isinstance(command, commands.Register)
            lookup = commands.Lookup(name=command.name, address=_counted(conn), register=register)
            self._forward(conn, lookup, Underway(ask))
        elif ask.content is not None:
            self._forward(conn, command, Underway(ask))
        else:
            self._begin_session(conn, command)
            self._forward(conn, command, ask.context)

    def recall(self, conn: Connection) -> object:
        """The context of a question that a predecessor asked, and that is answered now. LookupError if it is gone."""
        ask = conn.next_question()
        if ask is None:
            raise LookupError(f"no question of connection {conn.cid} fits the answer")
        self._begin_session(conn, getattr(ask.command, "enter", None) or ask.command)
        return ask.context

    @staticmethod
    def is_step(conn: Connection, event: events.Event) -> bool:
        """Whether this is only on the way to an answer. Who asked for that has not got it, and asks again."""
        return isinstance(event, events.Credentials) or (
            isinstance(event, events.Offered) and not isinstance(conn.dialect, Mamushi)
        )

    def go_on(self, conn: Connection, ask: Ask, event: events.Event) -> bool:
        """After a step of an Ask; False if that was its answer already."""
        match event:
            case events.Credentials():
                self._prove(conn, ask, event)
            case events.Offered():
                self._jobs.run(partial(self._put, ask.content), partial(self._arrive, conn, ask, event))
            case _:
                return False
        return True

    # ------------------------------------------------------------------- passwords

    def _prove(self, conn: Connection, ask: Ask, found: events.Credentials) -> None:
        if isinstance(ask.command, commands.Register):
            self._jobs.run(partial(hash_password, ask.password), partial(self._register, conn, ask))
            return

        def check() -> None:
            self._jobs.run(partial(check_password, found.secret, ask.password), partial(self._enter, conn, ask))

        self._timers.at(self._clock() + found.delay, check) if found.delay else check()

    def _register(self, conn: Connection, ask: Ask, secret: str) -> None:
        command = ask.command
        command.secret, command.address = secret, _counted(conn)
        if command.enter:
            self._begin_session(conn, command.enter)
        self._forward(conn, command, ask.context)

    def _enter(self, conn: Connection, ask: Ask, right: bool) -> None:
        if right:
            self._begin_session(conn, ask.command)
            self._forward(conn, ask.command, ask.context)
        else:
            failed = commands.Failed(name=ask.command.name, address=_counted(conn))
            self._forward(conn, failed, ask.context)

    def _begin_session(self, conn: Connection, command: commands.Command) -> None:
        """Fills in what only the server knows."""
        if not isinstance(command, commands.Enter | commands.Guest | commands.Resume):
            return
        command.dialect, command.worker = conn.dialect.name, self._worker
        if conn.dialect.gives_token and not command.session:
            secret = hmac.digest(self._key, f"{conn.cid} {conn.ends[-1]}".encode(), "sha256")
            conn.dialect.token = str(uuid.UUID(bytes=secret[:16], version=4))
            command.session = digest(conn.dialect.token)

    # -------------------------------------------------------------------- contents

    def _put(self, content: bytes) -> bool:
        try:
            self._store.put(content)
        except OSError:
            return False
        return True

    def _arrive(self, conn: Connection, ask: Ask, offered: events.Offered, kept: bool) -> None:
        failed = commands.Discard(fid=offered.fid, reason=Reason.NO_SPACE)
        self._forward(conn, commands.Arrived(fid=offered.fid) if kept else failed, ask.context)

    def fill(self, found: events.Files) -> None:
        """Adds the contents, which are small, and all of them fit into a page."""
        for message in found.files:
            content = b""
            with suppress(OSError):
                if message.file.size <= INLINE:
                    content = self._store.content(message.file.sha256).read_bytes()
            found.contents.append(content)

    def _forward(self, conn: Connection, command: commands.Command, context: object) -> None:
        # The connection may have ended while a thread was busy with its password.
        if conn.fd >= 0:
            command.cid = conn.cid
            conn.expected.append(context)
            self._add(conn, command)


def _counted(conn: Connection) -> str:
    """The address under which limits count; loopback is exempt."""
    return "" if conn.address == "::1" or conn.address.startswith("127.") else conn.address

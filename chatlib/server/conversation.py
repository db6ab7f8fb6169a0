"""From what a line asks for to commands for the state, passwords and tokens on the way; and back to answers."""

import hmac
import uuid
from collections.abc import Callable
from typing import NamedTuple

from chatlib.core import commands, events
from chatlib.core.tokens import digest
from chatlib.dialects.base import Ask
from chatlib.server.connection import Connection
from chatlib.server.passwords import Passwords
from chatlib.server.timers import Timers


class Proving(NamedTuple):
    """Expected in answer to a Lookup: the credentials to prove the Ask's password against."""

    ask: Ask


class Conversation:
    """Turns Asks into commands. `put` adds one to the worker's next batch; `clock` is that of the timers.

    `key` is the server's secret for this run: a successor must find the same tokens as its predecessor.
    """

    def __init__(
        self,
        worker: int,
        key: bytes,
        put: Callable[[Connection, commands.Command], None],
        passwords: Passwords,
        timers: Timers,
        clock: Callable[[], float],
    ) -> None:
        self._worker = worker
        self._key = key
        self._put = put
        self._passwords = passwords
        self._timers = timers
        self._clock = clock

    def ask(self, conn: Connection, ask: Ask) -> None:
        command = ask.command
        conn.holds_token = conn.holds_token or bool(command.token)
        if ask.password is None:
            self._begin_session(conn, command)
            self._forward(conn, command, ask.context)
        else:
            register = isinstance(command, commands.Register)
            lookup = commands.Lookup(name=command.name, address=_counted(conn), register=register)
            self._forward(conn, lookup, Proving(ask))

    def recall(self, conn: Connection) -> object:
        """The context of a question that a predecessor asked, and that is answered now. LookupError if it is gone."""
        ask = conn.next_question()
        if ask is None:
            raise LookupError(f"no question of connection {conn.cid} fits the answer")
        self._begin_session(conn, getattr(ask.command, "enter", None) or ask.command)
        return ask.context

    def prove(self, conn: Connection, ask: Ask, found: events.Credentials) -> None:
        """Goes on with an Ask whose account was looked up."""
        if isinstance(ask.command, commands.Register):
            self._passwords.hash(ask.password, lambda secret: self._register(conn, ask, secret))
            return

        def check() -> None:
            self._passwords.check(found.secret, ask.password, lambda right: self._enter(conn, ask, right))

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

    def _forward(self, conn: Connection, command: commands.Command, context: object) -> None:
        # The connection may have ended while a thread was busy with its password.
        if conn.fd >= 0:
            command.cid = conn.cid
            conn.expected.append(context)
            self._put(conn, command)


def _counted(conn: Connection) -> str:
    """The address under which limits count; loopback is exempt."""
    return "" if conn.address == "::1" or conn.address.startswith("127.") else conn.address

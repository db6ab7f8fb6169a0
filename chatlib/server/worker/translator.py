"""From what a line asks for to commands for the state, by way of passwords, tokens, contents; and back to answers."""

import hmac
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason
from chatlib.core.rules.files import INLINE
from chatlib.core.tokens import digest
from chatlib.dialects.base import Ask, Message, Question
from chatlib.dialects.mamushi import Mamushi
from chatlib.server.ipc.orders import Assignment
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.limits.jobs import Jobs
from chatlib.server.worker.limits.password_throttle import Throttle
from chatlib.server.worker.limits.passwords import check_password, hash_password
from chatlib.server.worker.limits.rate_limits import SESSIONS, Allowances
from chatlib.server.worker.unsigned import Unsigned
from chatlib.state.journal.content_store import Store

MOST_HASHING = 1000
"""Passwords that wait in this worker: half a minute of work for it. Each holds a line of a client."""

MOST_HASHING_OF_ONE = int(SESSIONS)
"""Of one address, this machine's own excepted: a class behind one router, which may log in at once. Other addresses do
not wait for it: each has its turn.
"""


class Underway(NamedTuple):
    """Expected in answer to a step on the way to what was asked for."""

    ask: Ask


class Translator:
    """Turns Asks into commands. `put` adds some to the worker's next batch, `put_unasked` one that no client waits for;
    `clock` is that of the timers.

    The assignment's `key` is the server's secret for this run: a successor finds the same tokens as its predecessor.
    """

    def __init__(
        self,
        assignment: Assignment,
        put: Callable[[Connection, list[commands.Command]], None],
        put_unasked: Callable[[commands.Command], None],
        jobs: Jobs,
        store: Store,
        timers: Timers,
        clock: Callable[[], float],
        allowances: Allowances,
        incidents: IncidentCounts,
    ) -> None:
        self._worker = assignment.worker
        self._key = assignment.key
        self._put_all = put
        self._jobs = jobs
        self._store = store
        self._timers = timers
        self._clock = clock
        self._allowances = allowances
        self._incidents = incidents
        self._throttle = Throttle()
        self._unsigned = Unsigned(timers, clock, put_unasked, self._forward)
        self._hashing = 0

    def say(self, conn: Connection, messages: list[Message]) -> None:
        """The short way of `ask`, for messages that a connection sends by itself. Those that follow each other to one
        place become a run, see events.Run.
        """
        if not self._allowances.admit_messages(conn, len(messages)):
            for command, context in messages:
                self.ask(conn, Ask(command, context))
            return
        cid, expected, said = conn.cid, conn.expected, []
        run = None
        for command, context in messages:
            if run is not None and command.to == run.to and context == expected[-1]:
                if run.more is None:
                    run.more = []
                run.more.append(command.text)
            else:
                run = command
                command.cid = cid
                said.append(command)
            expected.append(context)
        self._put_all(conn, said)

    def ask(self, conn: Connection, ask: Ask) -> None:
        command = ask.command
        conn.holds_token = conn.holds_token or bool(command.token)
        foreign = bool(command.token) and not _is_own(conn, command.token)
        if reason := self._allowances.admit(conn, command, foreign):
            self._forward(conn, commands.Pass(reason=reason), ask.context)
        elif ask.password is not None:
            register = isinstance(command, commands.Register)
            address = self._allowances.counted(conn)
            self._forward(
                conn,
                commands.Lookup(name=ask.account or command.name, address=address, register=register),
                Underway(ask),
            )
        elif ask.content is not None:
            self._forward(conn, command, Underway(ask))
        elif isinstance(command, Question):
            size = len(text.clean(command.text.strip()).encode())
            self._forward(conn, commands.MayAsk(room=command.room, size=size), Underway(ask))
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
        return isinstance(event, events.Credentials | events.Admitted) or (
            isinstance(event, events.Offered) and not isinstance(conn.dialect, Mamushi)
        )

    def go_on(self, conn: Connection, ask: Ask, event: events.Event) -> bool:
        """After a step of an Ask; False if that was its answer already."""
        match event:
            case events.Credentials():
                self._prove(conn, ask, event)
            case events.Offered():
                self._jobs.run(partial(self._put, ask.content), partial(self._arrive, conn, ask, event), conn.address)
            case events.Admitted():
                self._unsigned.put(conn, ask, self._secret(conn, "question").hex())
            case _:
                return False
        return True

    # ------------------------------------------------------------------- passwords

    def _prove(self, conn: Connection, ask: Ask, found: events.Credentials) -> None:
        if isinstance(ask.command, commands.Register):
            self._hash(conn, ask, partial(hash_password, ask.password), partial(self._register, conn, ask))
            return
        check = partial(check_password, found.secret, ask.password)
        wait = self._throttle.wait(names.key(found.name), self._allowances.counted(conn), self._clock())

        def hash_() -> None:
            self._hash(conn, ask, check, partial(self._enter, conn, ask))

        self._timers.at(self._clock() + wait, hash_) if wait else hash_()

    def _hash(self, conn: Connection, ask: Ask, job: Callable[[], object], done: Callable[..., None]) -> None:
        """Each address in its turn, and each has a bound: passwords take long on purpose."""
        address = self._allowances.counted(conn)
        if self._hashing >= MOST_HASHING or (address and self._jobs.waiting(conn.address) >= MOST_HASHING_OF_ONE):
            self._incidents.note("queue", conn.address)
            self._forward(conn, commands.Pass(reason=Reason.TOO_FAST), ask.context)
            return
        self._hashing += 1

        def finish(result: object) -> None:
            self._hashing -= 1
            done(result)

        self._jobs.run(job, finish, conn.address)

    def _register(self, conn: Connection, ask: Ask, secret: str) -> None:
        command = ask.command
        command.secret, command.address = secret, self._allowances.counted(conn)
        if command.enter:
            self._begin_session(conn, command.enter)
        self._forward(conn, command, ask.context)

    def _enter(self, conn: Connection, ask: Ask, right: bool) -> None:
        account, address = names.key(ask.account or ask.command.name), self._allowances.counted(conn)
        if right:
            self._throttle.succeeded(account, address)
            self._begin_session(conn, ask.command)
            self._forward(conn, ask.command, ask.context)
        else:
            self._throttle.wrong(account, address, self._clock())
            self._incidents.note("passwords", f"{names.cut(ask.account or ask.command.name)}, {conn.address}")
            refused = commands.Pass(reason=Reason.WRONG_PASSWORD, subject=names.cut(ask.account or ask.command.name))
            self._forward(conn, refused, ask.context)

    def _begin_session(self, conn: Connection, command: commands.Command) -> None:
        """Fills in what only the server knows."""
        if not isinstance(command, commands.Enter | commands.Guest | commands.Resume):
            return
        command.dialect, command.worker = conn.dialect.name, self._worker
        command.address = self._allowances.counted(conn)
        if conn.dialect.gives_token and not command.session:
            conn.dialect.token = str(uuid.UUID(bytes=self._secret(conn), version=4))
            command.session = digest(conn.dialect.token)

    def _secret(self, conn: Connection, purpose: str = "") -> bytes:
        """What only the processes of this run can make of the line that was read last, each the same."""
        return hmac.digest(self._key, f"{conn.cid} {conn.ends[-1]}{purpose}".encode(), "sha256")[:16]

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
        """Adds the contents, which are small, and all of them fit into a page.

        A node that was away may have to get them from another one: better that everybody waits for a moment than that
        somebody gets an empty file.
        """
        for message in found.files:
            content = b""
            with suppress(OSError):
                if message.file.size <= INLINE:
                    content = self._store.find(message.file.sha256, message.file.size).read_bytes()
            found.contents.append(content)

    def _forward(self, conn: Connection, command: commands.Command, context: object) -> None:
        # The connection may have ended while a thread was busy with its password.
        if conn.fd >= 0:
            command.cid = conn.cid
            conn.expected.append(context)
            self._put_all(conn, [command])


def _is_own(conn: Connection, token: str) -> bool:
    """Whether this (a digest) is the token of the connection's own session."""
    return bool(conn.dialect.token) and token == digest(conn.dialect.token)

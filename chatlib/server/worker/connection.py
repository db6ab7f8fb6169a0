"""One client's connection: its socket, what it speaks, and what it waits for."""

import re
import socket
from collections.abc import Sequence
from typing import Any

from chatlib.dialects import LONGEST_LINE
from chatlib.dialects.base import Ask, Dialect, Message, answered
from chatlib.dialects.detection import DIALECTS, Undetected, dialect_of, specialist
from chatlib.server.worker.inlet import PEEKS, Inlet
from chatlib.server.worker.outlet import Outlet

LINES_AT_ONCE = 128
"""Lines of one connection in one turn of the loop: enough to join much into one write, few enough to be fair."""

REST = 0.2
"""Seconds after which bytes without a line end are a message (the first programs of the course send so)."""


NOBODY: frozenset[str] = frozenset()
"""One for all: each empty set of its own would take as much room as the connection."""

_PLAIN_LINES = {eol: (re.compile(b"(?:[ -~]+" + eol + b")+").match, eol.decode()) for eol in (b"\n", b"\r\n")}
"""As many lines of nothing but printable ASCII as there are, by how they end."""


class Connection:
    """Owns the socket. Reads lines into Asks; `expected` holds what each answer to come will be handed to.

    `taken` is how many of the bytes that wait in the inlet were understood; they are consumed by
    `commit`, once what they ask for is safe. Counted from the connection's beginning, `consumed` were, those up to
    `answered` could be, and `ends` says where the questions end that are still open.
    """

    __slots__ = (
        "address", "answered", "behind", "cid", "closing", "consumed", "cut", "deadline", "dialect", "dirty", "ends",
        "expected", "fd", "had", "heard", "holds_token", "inlet", "memory", "more", "outlet", "passed_to", "purse",
        "rested_at", "resting", "seen", "sock", "specialists", "taken", "terminated", "uid", "unsettled", "waits",
        "wants_more",
    )  # fmt: skip

    def __init__(
        self, cid: int, sock: socket.socket, address: str, pinned: str = "", specialists: frozenset[str] = NOBODY
    ) -> None:
        sock.setblocking(False)
        self.cid = cid
        self.sock = sock
        self.fd = sock.fileno()
        self.address = address
        self.inlet = Inlet(sock)
        self.outlet = Outlet(sock)
        self.dialect: Dialect = DIALECTS[pinned](bare=True) if pinned else Undetected(bare=True)
        # Short lists, and not deques, each of which would take more room than all the rest.
        self.expected: list[Any] = []
        self.ends: list[int] = []
        self.uid = 0
        self.taken = self.consumed = self.answered = 0
        self.cut = 0  # where a message ends, by its rest, that a predecessor has passed on
        self.heard: set[int] | None = None  # the rooms, if anything is heard at all
        self.dirty = False  # something came while the bytes before it were still waiting
        self.waits = False  # the next line can only be understood after an answer
        self.terminated = False
        self.resting = 0  # bytes without a line end, of a client that never sent one
        self.rested_at = 0.0  # when they will have rested long enough
        self.behind = False  # still being told what it missed
        self.seen = 0  # while behind: the SEQ up to which it was told
        self.had: int | None = None  # while it has not everything yet: the SEQ up to which all was written
        self.wants_more = False  # and the next page has not been asked for yet
        self.closing = False
        self.deadline = 0.0
        self.holds_token = False
        self.more: Sequence[Ask] = ()  # of a line that a predecessor had passed on
        self.purse: Any = None  # what it may still ask for, once it has asked for something
        # Who may get it instead, until it has been found to be for chatting.
        self.specialists = specialists if PEEKS else NOBODY
        self.passed_to = ""
        self.settle()

    def messages(self, data: bytes) -> list[Message]:
        """The short way of `read`: of what has come, the lines at the beginning that plainly are messages.

        There are none where there is anything out of the ordinary: then all is as if nobody had looked.
        """
        dialect = self.dialect
        if not dialect.user or not self.terminated or self.specialists or self.cut > self.consumed:
            return []
        pattern, eol = _PLAIN_LINES[dialect.eol]
        plain = pattern(data)
        if plain is None:
            return []
        lines = plain[0].decode().split(eol, LINES_AT_ONCE)
        if len(lines[0]) >= LONGEST_LINE:
            return []
        lines.pop()  # nothing, or those that would be too many
        said, message, ends, end, size = [], dialect.message, self.ends, self.consumed, len(eol)
        for line in lines:
            if (one := message(line)) is None:
                break
            end += len(line) + size
            ends.append(end)
            said.append(one)
        self.taken = end - self.consumed
        more = self.taken < len(data) and (len(data) > LONGEST_LINE or data.find(b"\n", self.taken) >= 0)
        self.dirty = self.inlet.ended or more
        return said

    def read(self, now: float, data: bytes | None) -> list[Ask] | None:
        """What the lines ask for that have come, `data` being all that there is; None if the client is gone."""
        if data is None:
            return []
        if not data:
            return None
        if self.specialists and self._is_for_a_specialist(data):
            return []
        if self.cut > self.consumed or (not self.terminated and not self._find_line_end(data)):
            return self._unterminated(data, now)
        return self._lines(data)

    def _is_for_a_specialist(self, data: bytes) -> bool:
        """Whether its very first bytes say so. Nothing of what it sent is taken then."""
        to = specialist(data)
        if to is None and len(data) < LONGEST_LINE:
            return False  # the first line is not complete yet
        self.passed_to = to if to in self.specialists else ""
        self.specialists = NOBODY
        return bool(self.passed_to)

    def settle(self) -> None:
        """Remembers what is spoken, for a successor, unless an open question decides about that."""
        if not self.waits:
            self.unsettled = False
            self.memory = (self.dialect.name, self.terminated, self.dialect.remember())

    def speaks(self, dialect: str, terminated: bool, memory: list[Any]) -> None:
        """As `memory` says, which another one has remembered."""
        self.dialect = dialect_of(dialect).recall(memory)
        self.terminated = terminated
        if self.consumed:  # else it has said nothing yet
            self.specialists = NOBODY
        self.settle()

    def next_question(self) -> Ask | None:
        """The one behind those that were read, which a predecessor had asked; None if it has gone."""
        if self.more:
            first, *self.more = self.more
            return first
        data = self.inlet.look()
        if not data:
            return None
        if self.cut <= self.consumed and (self.terminated or self._find_line_end(data)):
            asks = self._lines(data, self.taken, most=1)
        else:
            asks = self._unterminated(data, float("inf"))
        self.more = asks[1:]
        return asks[0] if asks else None

    def answer(self, count: int = 1) -> None:
        """The oldest open questions, so many, are answered for good."""
        self.answered = self.ends[count - 1]
        del self.ends[:count]

    def _lines(self, data: bytes, start: int = 0, most: int = LINES_AT_ONCE) -> list[Ask] | None:
        asks: list[Ask] = []
        count = 0
        while (end := data.find(b"\n", start)) >= 0:
            self.taken = end + 1
            if end - start >= LONGEST_LINE:
                return asks + self._too_long()
            line = data[start : end - 1] if data[end - 1 : end] == b"\r" and end > start else data[start:end]
            start, count = end + 1, count + 1
            asks += self._understand(line)
            if self.waits or self.dialect.closing or count == LINES_AT_ONCE or len(asks) >= most:
                break
        # What was left, and what did not fit into the look, is told of by no further event.
        self.dirty = self.dirty or self.inlet.ended or len(data) > LONGEST_LINE or data.find(b"\n", start) >= 0
        if not asks and not start:
            if len(data) >= LONGEST_LINE:
                self.taken = len(data)
                return self._too_long()
            if self.inlet.ended:
                return None  # half a line, and the rest will never come
        return asks

    def _unterminated(self, data: bytes, now: float) -> list[Ask] | None:
        """A client that has never sent a line end: what rests, or is all there will ever be, is one message."""
        if data[0] == 0 and isinstance(self.dialect, Undetected):
            data, now = data[:LONGEST_LINE], float("inf")  # the length of something, and no text: nothing to wait for
        if len(data) > LONGEST_LINE:
            self.taken = len(data)
            return self._too_long()
        if self.cut > self.consumed:
            data, now, self.cut, self.dirty = data[: self.cut - self.consumed], float("inf"), 0, True
        if len(data) != self.resting:
            self.resting, self.rested_at = len(data), now + REST
        if now < self.rested_at and not self.inlet.ended:
            return []
        if now != float("inf") and not self.inlet.ended and self.dialect.waits_for_end(data):
            return []
        self.resting = 0
        self.taken = len(data)
        self.dirty = self.dirty or self.inlet.ended
        return self._understand(data)

    def _understand(self, line: bytes) -> list[Ask]:
        self.specialists = NOBODY
        ask = self.dialect.receive(self.dialect.text(line))
        if self.dialect.successor:
            self.dialect = self.dialect.successor
        if ask is None:
            return []
        asks = [ask, *ask.rest]
        # The line is answered when the last of them is.
        self.ends.extend([self.ends[-1] if self.ends else self.answered] * len(ask.rest))
        self.ends.append(self.consumed + self.taken)
        # Whatever a dialect remembers of a line must not be in its memory before the answer is given.
        self.waits = any(one.decides for one in asks) or self.dialect.closing or isinstance(self.dialect, Undetected)
        return asks

    def _too_long(self) -> list[Ask]:
        self.dialect.closing = self.waits = True
        self.ends.append(self.consumed + self.taken)
        return [answered(self.dialect.too_long())]

    def _find_line_end(self, data: bytes) -> bool:
        end = data.find(b"\n")
        if end < 0:
            return False
        self.terminated = True
        self.resting = 0
        self.dialect.bare = False
        used = b"\r\n" if data[end - 1 : end] == b"\r" and end else b"\n"
        self.dialect.eol = self.dialect.own_eol or used
        return True

    def commit(self) -> None:
        """What was taken is safe now, and need not be kept. OSError if the connection was reset meanwhile."""
        taken, self.taken = self.taken, 0
        self.consumed += taken
        if self.answered < self.consumed:
            self.answered = self.consumed
        self.inlet.consume(taken)

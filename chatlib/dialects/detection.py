"""Which dialect is this? The first line tells (docs/protocols.md has the table)."""

import re
from typing import Any, ClassVar

from chatlib.core import events
from chatlib.core.names import HELP, IRC_VERBS, TOKEN_VERBS, VERBS, squeezed
from chatlib.dialects import LONGEST_LINE, logins, notation, strangers
from chatlib.dialects.base import Ask, Dialect, answered, first_word
from chatlib.dialects.irc import Irc
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.pm import Pm
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token import Token
from chatlib.dialects.token.requests import UUID, reader
from chatlib.dialects.wording import LINE_TOO_LONG

DIALECTS: dict[str, type[Dialect]] = {dialect.name: dialect for dialect in (Pm, Sendto, Mamushi, Token, Irc)}
TRIES = 3
"""Lines that could be several dialects; after the third the connection is closed."""

HELLO = (
    "[Ruang] mulai dengan: NAMA (pm) | regist atau login NAMA SANDI (sendto)"
    " | register atau auth NAMA SANDI (token) | {...} (mamushi) | NICK dan USER (irc)"
)
UNCLEAR = "[Ruang] masuk dulu: NAMA | regist atau login NAMA SANDI | register atau auth NAMA SANDI | {...}"
_IRC = re.compile(r"(?:@\S+ +)?(?::\S+ +)?(?:CAP|NICK|USER|PASS|QUIT) +\S", re.IGNORECASE)
"""How every client of IRC begins, and how one ends that only wants to know whether somebody is there. Who begins with
another one of its verbs has typed it.
"""

_HTTP = re.compile(rb"[A-Z]{1,32} \S+ HTTP/1\.[01]\r?\Z")
_HTTP_BEGUN = re.compile(rb"[A-Z]{1,32}(?: \S*(?: [HTP/1.0]*\r?)?)?\Z")
"""A request of HTTP, as programs write it, and the beginning of one."""

CLIENT_HELLO = 0x16
"""The first byte of TLS; no text begins with it."""

FLAGS_OF_SPECIALISTS = {b"UPLOAD": "transfers", b"DOWNLOAD": "transfers", b"LINK": "links"}
"""Requests that begin a connection of their own."""


class Undetected(Dialect):
    """What a connection speaks before it has said which dialect it is: then `successor` takes over."""

    name: ClassVar[str] = "undetected"
    pushes: ClassVar[bool] = False
    memory: ClassVar[tuple[str, ...]] = (*Dialect.memory, "tries", "helped")

    def __init__(self, eol: bytes = b"\n", bare: bool = False) -> None:
        super().__init__(eol, bare)
        self.tries = 0
        self.helped = False

    def receive(self, line: str) -> Ask | None:
        if not line or line.isspace():
            return self._help_once(line)
        if ord(line[0]) == CLIENT_HELLO:
            # Nobody here speaks TLS, or it would have been passed on; whatever follows is no text either.
            return self._end(UNCLEAR.encode() + self.eol)
        if turned_away := self.turn_away(line):
            return turned_away
        if _IRC.match(line):
            self.successor = Irc()
            return self.successor.receive(line)
        line = logins.plain(line)
        dialect = detect(line, self.eol)
        if dialect is None:
            self.tries += 1
            self.closing = self.tries >= TRIES
            return self.answer(HELLO if _asks_for_help(line) else UNCLEAR)
        self.successor = successor = dialect(self.eol, self.bare)
        if isinstance(successor, Pm):
            successor.undecided = True
        elif isinstance(successor, Token) and _needs_a_token(line):
            return successor.wrong(first_word(line)[0])
        return successor.receive(line)

    def reply(self, event: events.Event, context: Any) -> bytes:
        return context

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        return b""

    def too_long(self) -> bytes:
        return self.line(f"[Error] {LINE_TOO_LONG}")

    def waits_for_end(self, data: bytes) -> bool:
        begun = data[:LONGEST_LINE].decode("utf-8", "replace")
        return _IRC.match(begun) is not None or strangers.is_http(begun)

    def _help_once(self, line: str) -> Ask | None:
        """More would be an echo for whoever sends empty lines."""
        if self.bare and not line:
            return None  # it was a negotiation of telnet, and nobody has typed anything yet
        helped, self.helped = self.helped, True
        return None if helped else self.answer(HELLO)

    def _end(self, answer: bytes) -> Ask:
        self.closing = True
        return answered(answer)


def detect(line: str, eol: bytes) -> type[Dialect] | None:
    """The dialect whose first line this is; None if it could be the middle of several, or asks for help."""
    if dialect := logins.dialect_of(line, eol):
        return dialect
    verb, rest = first_word(line)
    if verb in ("sendall", "sendto"):
        return Sendto
    bearer = UUID.match(rest.strip())
    if bearer and reader(verb):
        return Token
    if squeezed(verb) in TOKEN_VERBS:
        # Its programs, which wait for an answer of their own kind, end lines so; a person with `nc` does not.
        return Token if bearer or eol == b"\r\n" else None
    if verb in VERBS or verb in IRC_VERBS or _asks_for_help(line):
        return None
    return Pm


def dialect_of(name: str) -> type[Dialect]:
    """The dialect of this name, which may be that of one not found out yet."""
    return Undetected if name == Undetected.name else DIALECTS[name]


def specialist(data: bytes) -> str | None:
    """For whom a connection is that begins so; "" if it is for chatting, None if that needs the rest of the line."""
    if data[0] == CLIENT_HELLO:
        return "tls"
    end = data.find(b"\n")
    if end < 0:
        return None if data[0] == b"{"[0] or _HTTP_BEGUN.match(data) else ""
    line = data[:end]
    if _HTTP.match(line):
        return "web"
    if not any(flag in line for flag in FLAGS_OF_SPECIALISTS):
        return ""
    try:
        flag = notation.read(line.decode("utf-8", "replace").strip()).get("FLAG")
    except notation.NotUnderstood:
        return ""
    return FLAGS_OF_SPECIALISTS.get(flag.strip().upper().encode(), "") if isinstance(flag, str) else ""


def _asks_for_help(line: str) -> bool:
    return line.strip().lower() in HELP


def _needs_a_token(line: str) -> bool:
    """It is a command of those who have logged in, and does not say who they are."""
    verb, rest = first_word(line)
    return reader(verb) is not None and UUID.match(rest.strip()) is None

"""Which dialect is this? The first line tells (docs/protocols.md has the table)."""

from typing import Any, ClassVar

from chatlib.core import events
from chatlib.core.names import VERBS
from chatlib.dialects import notation
from chatlib.dialects.base import Ask, Dialect, first_word
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.pm import Pm
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token import COMMANDS as TOKEN_VERBS
from chatlib.dialects.token import UUID, Token
from chatlib.dialects.wording import LINE_TOO_LONG

DIALECTS: dict[str, type[Dialect]] = {dialect.name: dialect for dialect in (Pm, Sendto, Mamushi, Token)}
TRIES = 3
"""Lines that could be several dialects; after the third the connection is closed."""

HELP = (
    "[Ruang] mulai dengan: NAMA (pm) | regist atau login NAMA SANDI (sendto)"
    " | register atau auth NAMA SANDI (token) | {...} (mamushi)"
)
UNCLEAR = "[Ruang] masuk dulu: NAMA | regist atau login NAMA SANDI | register atau auth NAMA SANDI | {...}"
CLIENT_HELLO = 0x16
"""The first byte of TLS; no text begins with it."""

FLAGS_OF_SPECIALISTS = {b"UPLOAD": "transfers", b"DOWNLOAD": "transfers", b"LINK": "links"}
"""Requests that begin a connection of their own."""

IRC_VERBS = frozenset({"cap", "nick", "user", "pass"})


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
            # Once is help, more would be an echo for whoever sends empty lines.
            helped, self.helped = self.helped, True
            return None if helped else self.answer(HELP)
        if ord(line[0]) == CLIENT_HELLO:
            # Nobody here speaks TLS, or it would have been passed on; whatever follows is no text either.
            self.closing = True
            return self.answer(UNCLEAR)
        dialect = detect(line)
        if dialect is None:
            self.tries += 1
            self.closing = self.tries >= TRIES
            return self.answer(UNCLEAR)
        self.successor = dialect(self.eol, self.bare)
        return self.successor.receive(line)

    def reply(self, event: events.Event, context: Any) -> bytes:
        return context

    @classmethod
    def push(cls, event: events.Event) -> bytes:
        return b""

    def too_long(self) -> bytes:
        return self.line(f"[Error] {LINE_TOO_LONG}")


def specialist(data: bytes) -> str | None:
    """For whom a connection is that begins so; "" if it is for chatting, None if that needs the rest of the line."""
    if data[0] == CLIENT_HELLO:
        return "tls"
    end = data.find(b"\n")
    if end < 0:
        return None if data[0] == b"{"[0] else ""
    line = data[:end]
    if not any(flag in line for flag in FLAGS_OF_SPECIALISTS):
        return ""
    try:
        flag = notation.read(line.decode("utf-8", "replace").strip()).get("FLAG")
    except notation.NotUnderstood:
        return ""
    return FLAGS_OF_SPECIALISTS.get(flag.strip().upper().encode(), "") if isinstance(flag, str) else ""


def detect(line: str) -> type[Dialect] | None:
    """The dialect whose first line this is; None if it could be the middle of several."""
    verb, rest = first_word(line)
    verb, alone = verb.strip(), not rest.strip()
    if verb.startswith("{"):
        return Mamushi
    if verb in ("regist", "login", "sendall", "sendto"):
        return Sendto
    if verb in ("auth", "register") or (verb in TOKEN_VERBS and UUID.match(rest.strip())):
        return Token
    if verb in VERBS or (verb in IRC_VERBS and not alone):
        return None
    return Pm

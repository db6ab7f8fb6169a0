"""Lines that log in, and which dialect they belong to."""

import re

from chatlib.dialects.base import Dialect, first_word
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token import Token

_LOGIN = re.compile(r"\s*/?(?:login|regist|auth|register)\s+\S+\s+\S", re.IGNORECASE)
_SLASH = re.compile(r"\A\s*/")


def is_login(line: str) -> bool:
    """Whether a name and a password are in it, whoever is meant to read them."""
    return _LOGIN.match(line) is not None


def plain(line: str) -> str:
    """A line that logs in as the dialects write it: without a slash, by which other programs mark their commands."""
    return _SLASH.sub("", line, count=1) if is_login(line) else line


def dialect_of(line: str, eol: bytes) -> type[Dialect] | None:
    """The dialect in which this logs in, or wants to; None if it does not."""
    verb, rest = first_word(line)
    if verb.startswith("{"):
        return Mamushi
    if verb in ("auth", "register"):
        return Token
    if verb == "login" and eol == b"\r\n" and line.endswith(" ") and len(rest.split()) == 2:
        return Token  # nobody types so: it is how the programs of that family end a line
    return Sendto if verb in ("regist", "login") else None

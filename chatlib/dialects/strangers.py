"""What else meets such a port: programs that speak nothing of what is spoken here, told by their first line."""

import re
import unicodedata
from typing import NamedTuple

BODY = b"""Ini port obrolan Ruang, bukan situs web. Sambungkan dengan nc, telnet, atau client.py.

This is a port for the chat Ruang, not a web site. Connect with nc, telnet, or client.py.
"""

NO_TEXT = "[Error] itu bukan teks"
NOT_HERE = "[Error] protokol itu tidak dilayani di sini"

_HTTP = re.compile(
    r"(?i:[A-Z][A-Z_-]* .*\bHTTP/\d)"  # any method, the preface of HTTP/2 too
    r"|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE) (?:/|\*|https?:)"  # and if the rest has not come yet
)
_OTHERS = re.compile(r"SSH-\d|[*$]\d+\s*\Z|(?:EHLO|HELO|LHLO)\b|[A-Z]+ .*\b(?:SIP|RTSP)/\d", re.IGNORECASE)
"""SSH, Redis, SMTP, and what looks like HTTP. Their next lines could be taken for names, and be said to all."""
_BLANKS = " \t\ufeff"
_SHOWN = 16
"""Characters of what is no text that a complaint repeats."""


class Stranger(NamedTuple):
    """`answer`: the last words to it; `complaint`: see base.Dialect."""

    answer: bytes
    complaint: str = ""


def met(line: str, eol: bytes) -> Stranger | None:
    """Who begins with this line; None if that may be somebody who speaks a dialect."""
    if line.startswith("\0"):
        # Taken for lengths and numbers by whoever sends such a thing, any answer would do harm.
        return Stranger(b"", ascii(line[:_SHOWN])[1:-1])
    if _begins_no_text(line):
        return Stranger(NO_TEXT.encode() + eol)
    line = line.lstrip(_BLANKS)
    if is_http(line):
        return Stranger(_http(with_body=not line.startswith("HEAD ")))
    if _OTHERS.match(line):
        return Stranger(NOT_HERE.encode() + eol)
    return None


def is_http(line: str) -> bool:
    """Whether this is a request of HTTP, or the beginning of one."""
    return _HTTP.match(line) is not None


def _begins_no_text(line: str) -> bool:
    # What is not UTF-8 begins with a replacement character, which nobody types.
    return line[0] == "\ufffd" or (unicodedata.category(line[0]) == "Cc" and not line[0].isspace())


def _http(with_body: bool) -> bytes:
    """A complete response. Nothing that follows the first line is ever read: a web page could have written it."""
    head = (
        "HTTP/1.1 501 Not Implemented\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(BODY)}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + (BODY if with_body else b"")

"""What begins a connection that carries the content of a file, and how it is answered: `mamushi`, one line each."""

from typing import Any, NamedTuple

import msgspec

from chatlib.core.errors import Reason, Refusal
from chatlib.core.tokens import digest
from chatlib.dialects import notation
from chatlib.dialects.wording import because, why

BUSY = "terlalu banyak berkas sedang dikirim, coba lagi sebentar lagi"

_encode = msgspec.json.Encoder().encode


class BadRequest(ValueError):
    """The request is not understood; the text says what was expected."""


class Request(NamedTuple):
    """`flag`: UPLOAD or DOWNLOAD; `token`: the digest of a session's token; `offset`: where to begin, in bytes."""

    flag: str
    token: str
    fid: int
    offset: int


def read(line: bytes) -> Request:
    """The first line, without its end. BadRequest."""
    try:
        request = notation.read(line.decode("utf-8", "replace").strip())
    except notation.NotUnderstood as error:
        raise BadRequest(str(error)) from None
    flag, token = request.get("FLAG"), request.get("TOKEN")
    if not isinstance(flag, str) or not isinstance(token, str):
        raise BadRequest("FLAG dan TOKEN harus berupa teks")
    return Request(flag.strip().upper(), digest(token), _number(request, "FILE"), _number(request, "OFFSET"))


def _number(request: dict[str, Any], key: str) -> int:
    value = request.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
        raise BadRequest(f"{key} harus berupa bilangan")
    return value


def answer(code: str, content: str = "", **fields: Any) -> bytes:
    """One line of an answer."""
    return _encode({"FLAG": "DATA", "CONTENT": content, "TYPE": "TEXT", "CODE": code, **fields}) + b"\n"


def refused(what: str, refusal: Refusal) -> bytes:
    """`what` (UPLOAD, DOWNLOAD or FILE) has failed."""
    code = "NOT_LOGGED_IN" if refusal.reason is Reason.NO_SESSION else f"{what}_FAILED"
    return answer(code, because(refusal.reason, refusal.subject), **why(refusal.reason, refusal.subject, refusal.limit))

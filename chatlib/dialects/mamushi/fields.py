"""What a request of the dialect `mamushi` has under its keys, which are in capitals when they come here."""

from collections.abc import Callable
from typing import Any

from chatlib.dialects.base import Ask
from chatlib.dialects.notation import capitals

Reader = Callable[[dict[str, Any]], Ask]
"""From a request to what it asks for. BadRequest."""


class BadRequest(ValueError):
    """The request is not understood; the text says what was expected."""


def text(request: dict[str, Any], key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str):
        raise BadRequest(f"{key} harus berupa teks")
    return value


def optional(request: dict[str, Any], key: str) -> str:
    return text(request, key) if request.get(key) is not None else ""


def dictionary(request: dict[str, Any]) -> dict[str, Any] | None:
    """What the CONTENT has under its keys, in capitals; None if it is no dictionary."""
    content = request.get("CONTENT")
    return capitals(content) if isinstance(content, dict) else None


def number(request: dict[str, Any], key: str, otherwise: int = 0) -> int:
    value = otherwise if request.get(key) is None else request[key]
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**62:
        raise BadRequest(f"{key} harus berupa bilangan")
    return value


def names_in(request: dict[str, Any]) -> list[str]:
    """CONTENT: a name, a list of names, or nothing."""
    value = request.get("CONTENT") or []
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise BadRequest("CONTENT harus berupa nama atau daftar nama")
    return [name.strip() for name in value]


def account(request: dict[str, Any]) -> tuple[str, str]:
    """In CONTENT, or, as some write it, beside it."""
    content = dictionary(request)
    if content is None:
        content = request
        if "USERNAME" not in request:
            raise BadRequest("CONTENT harus berisi username dan password")
    return text(content, "USERNAME").strip(), text(content, "PASSWORD")


def room(request: dict[str, Any], key: str) -> str:
    """Under `key`, or, as some write it, under ROOM."""
    return text(request, "ROOM" if key not in request and "ROOM" in request else key).strip()


def flag(request: dict[str, Any], key: str, otherwise: bool = False) -> bool:
    value = request.get(key, otherwise)
    if not isinstance(value, bool):
        raise BadRequest(f"{key} harus true atau false")
    return value

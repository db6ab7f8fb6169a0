"""What is meant for one person, or for nobody's eyes, and is said in `pm` in the words of something else.

Whoever knows another dialect, or another program, writes as he does there. Nothing of that is ever shown to others.
"""

from chatlib.core import commands
from chatlib.core.names import TOKEN_VERBS, squeezed
from chatlib.dialects.base import first_word, name_and_text
from chatlib.dialects.logins import is_login
from chatlib.dialects.token.requests import UUID

HOW_TO_LOG_IN = "untuk login buka koneksi baru dan mulai dengan: login NAMA SANDI"
HOW_TO_WHISPER = "tulis: pm USER PESAN (untuk kalimat biasa, awali dengan kata lain)"
HOW_TO_GROUP = "grup di sini: creategrup GRUP, joingrup GRUP SANDI, switchgrup GRUP PESAN, exitgrup GRUP"
NOT_SHOWN = "itu tidak diperlihatkan kepada siapa pun"

_PRIVATE = frozenset({"sendto", "sendprivate", "pm", "msg", "send"})
"""Verbs of private messages, as they are with or without a slash …"""

_WITH_SLASH_ONLY = frozenset({"msg", "send"})
"""… but for these, which a sentence may begin with."""

_SERVICES = frozenset({"nickserv", "ns"})
_FOR_SERVICES = frozenset({"identify", "id", "register", "auth", "login", "ghost", "recover", "release"})
"""What the services of IRC are told together with a password."""

_OF_GROUPS = frozenset(verb for verb in TOKEN_VERBS if "group" in verb or "realm" in verb or "file" in verb)
"""Verbs of `token` that no sentence begins with: behind them are keys of rooms, and what is said in a room."""

_SUSPECTS = _PRIVATE | _SERVICES | TOKEN_VERBS | {"login", "regist"}


def concerns(verb: str) -> bool:
    """Whether a line that begins with this may be one of those: most are not, and need no second look."""
    return (verb if verb.isalpha() else squeezed(verb.removeprefix("/"))) in _SUSPECTS


def secret(line: str) -> str:
    """Why this must not be said; "" if it may. It holds a password, or somebody's token."""
    if is_login(line):
        return f"{NOT_SHOWN}; {HOW_TO_LOG_IN}"
    verb, rest = first_word(line)
    if verb.removeprefix("/") in _SERVICES and first_word(rest)[0] in _FOR_SERVICES:
        return NOT_SHOWN
    plain = squeezed(verb.removeprefix("/"))
    if plain in _OF_GROUPS and rest.strip():
        return f"{NOT_SHOWN}; {HOW_TO_GROUP}"
    return NOT_SHOWN if plain in TOKEN_VERBS and UUID.match(rest.strip()) else ""


def whisper(line: str) -> commands.Send | None:
    """The private message that this is; None if it is none. Without anybody of that name it may be meant for all."""
    verb, rest = first_word(line)
    name, text = name_and_text(rest)
    if _is_private(verb):
        return commands.Send(to=name, text=text, kind="user")
    if verb == "send" and name:
        return commands.Send(to=name, text=text, kind="user", aloud=line)
    return None


def _is_private(verb: str) -> bool:
    plain = squeezed(verb.removeprefix("/"))
    return plain in _PRIVATE and (verb.startswith("/") or plain not in _WITH_SLASH_ONLY)

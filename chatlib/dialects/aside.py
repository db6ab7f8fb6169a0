"""What is meant for one person, or for nobody's eyes, and is said in `pm` in the words of something else.

Whoever knows another dialect, or another program, writes as he does there. Nothing of that is ever shown to others,
however it is written: wide letters, characters without a width, a slash, quotes or bytes of telnet in front.
"""

import re
from collections.abc import Iterator
from string import punctuation

from chatlib.core import commands
from chatlib.core.names import TOKEN_VERBS, squeezed
from chatlib.core.text import clean, seen
from chatlib.dialects.base import first_word, name_and_text

HOW_TO_LOG_IN = "untuk login buka koneksi baru dan mulai dengan: login NAMA SANDI"
HOW_TO_WHISPER = "tulis: pm USER PESAN (untuk kalimat biasa, awali dengan kata lain)"
HOW_TO_GROUP = "grup di sini: creategrup GRUP, joingrup GRUP SANDI, switchgrup GRUP PESAN, exitgrup GRUP"
NOT_SHOWN = "itu tidak diperlihatkan kepada siapa pun"

_LOGINS = frozenset({"login", "regist", "auth", "register", "authlogin", "userlogin", "registeruser", "userregister"})

_PRIVATE = frozenset({"sendto", "sendprivate", "pm", "msg", "send"})
"""Verbs of private messages, as they are with or without a slash …"""

_WITH_SLASH_ONLY = frozenset({"msg", "send"})
"""… but for these, which a sentence may begin with."""

_ELSEWHERE = frozenset({"privmsg", "query", "w", "tell", "whisper", "notice", "m", "dm"})
"""The same in other programs; a sentence may begin with all but the first."""

_SERVICES = frozenset({"nickserv", "ns"})
_FOR_SERVICES = frozenset({"identify", "id", "register", "auth", "login", "ghost", "recover", "release"})
"""What the services of IRC are told together with a password."""

_PASSWORDS = {"identify": (1, 2), "pass": (1,), "oper": (2,)}
"""Commands of IRC that end in a password, and how many words follow."""

_OF_GROUPS = frozenset(
    verb for verb in TOKEN_VERBS if "group" in verb or "realm" in verb or "file" in verb
) | {"creategrup", "switchgrup", "joingrup"}  # fmt: skip
"""Verbs that no sentence begins with: behind them are keys of rooms, and what is said in a room. Those of `pm` come
here only if they are written otherwise.
"""

_SUSPECTS = _LOGINS | _PRIVATE | _ELSEWHERE | _SERVICES | _PASSWORDS.keys() | _OF_GROUPS

_TOKEN = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_REQUEST = re.compile("[\"']flag[\"']")
"""In what `mamushi` asks for."""
_WORDS = re.compile(r"([^\w{]*)([^\s:]*):?(.*)", re.DOTALL)
_NUMBER = re.compile(r"[^\w{]*[0-9]")
"""What none of the verbs begins with."""
_IN_FRONT = "".join({*punctuation} - {"{", "_"})
LOOKED_AT = 32768
"""Characters of a line: no message may be longer, whatever the options say."""

MOST_LINES = 64
"""Of those that end otherwise than the connection's own do: each is looked at."""


def concerns(line: str, verb: str) -> bool:
    """Whether a line, whose first word is this in lower case, may be one of those: most need no second look."""
    if not (verb.isascii() and line.isprintable()):
        return True
    if not (verb.isalpha() or _NUMBER.match(verb)):
        verb = verb.lstrip(_IN_FRONT)
        if verb[:1] in ("", "{"):
            return True
        verb = squeezed(verb.partition(":")[0])
    return verb in _SUSPECTS or ("-" in line and _TOKEN.search(line) is not None)


def secret(line: str) -> str:
    """Why this must not be said; "" if it may. It holds a password, a key, or somebody's token."""
    if _TOKEN.search(line) or len(line.splitlines()) > MOST_LINES:
        return NOT_SHOWN
    return next(filter(None, map(_secret, _readings(line))), "")


def whisper(line: str) -> commands.Send | None:
    """The private message that this line, a clean one, is; None if it is none.

    Without anybody of that name it may be meant for all.
    """
    verb, rest = first_word(line)
    name, text = name_and_text(rest)
    if _is_private(verb):
        return commands.Send(to=name, text=text, kind="user")
    if verb == "send" and name:
        return commands.Send(to=name, text=text, kind="user", aloud=line)
    return None


def is_private(line: str) -> bool:
    """Whether a line that is no `whisper` is meant for one person: it is written as another program has it."""
    for slash, verb, words in _readings(line):
        verbs = _PRIVATE | _ELSEWHERE if slash else _PRIVATE - {"msg"} | {"privmsg"}
        if verb in verbs and len(words) > 1:
            return True
    return False


Reading = tuple[bool, str, list[str]]
"""Whether there is a slash in front, the verb, and the words behind it."""


def _readings(line: str) -> Iterator[Reading]:
    """What the line may have been meant as: some programs end lines by a CR, and controls part words or do not."""
    lines = [line, clean(line)] if line.isprintable() else [line, clean(line), *line.splitlines()]
    for one in dict.fromkeys(lines):
        front, verb, rest = _WORDS.fullmatch(seen(one.lstrip()[:LOOKED_AT])).groups()
        yield "/" in front, squeezed(verb), rest.split()


def _secret(reading: Reading) -> str:
    _, verb, words = reading
    if verb.startswith("{") and _REQUEST.search("".join((verb, *words))):
        return NOT_SHOWN
    if verb in _LOGINS and len(words) > 1:
        return f"{NOT_SHOWN}; {HOW_TO_LOG_IN}"
    if verb in _SERVICES and words and words[0] in _FOR_SERVICES:
        return NOT_SHOWN
    if verb in _OF_GROUPS and words:
        return f"{NOT_SHOWN}; {HOW_TO_GROUP}"
    return NOT_SHOWN if len(words) in _PASSWORDS.get(verb, ()) else ""


def _is_private(verb: str) -> bool:
    plain = squeezed(verb.removeprefix("/"))
    return plain in _PRIVATE and (verb.startswith("/") or plain not in _WITH_SLASH_ONLY)

"""How names and texts of Ruang are written in IRC, and read from it."""

import re
from functools import lru_cache

from chatlib.core import commands, events, names
from chatlib.core.rules.moderation.masks import full_name
from chatlib.core.text import clean

BETWEEN = "|"
"""Stands for the "@" between a name and its realm, which no nick and no channel may contain. No name contains it."""

FORMATTING = frozenset("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f")
"""Bold, colours and the like: no other dialect has them, and no terminal takes them for its own controls."""

KEPT = FORMATTING | {"\x01", "\n"}
_BETWEEN_KEPT = re.compile(f"([{''.join(sorted(KEPT))}])")

RAW = "irc"
"""The tag of a message that has its text as IRC wrote it."""

CTCP = "\x01"
SERVICE = "NickServ"


def nick(name: str) -> str:
    return name.replace(names.AT, BETWEEN)


def channel(name: str) -> str:
    """That of a room; some have a "#" in Ruang, too."""
    return nick(name) if name.startswith(names.HASH) else f"{names.HASH}{nick(name)}"


@lru_cache(maxsize=8192)
def source(name: str) -> str:
    """The prefix of what this user says."""
    return full_name(name) if names.AT not in name else full_name(name).replace(names.AT, BETWEEN, 1)


def is_channel(target: str) -> bool:
    return target.startswith("#")


def room_name(target: str) -> str:
    """Of a channel; of anything else "", which no room is called."""
    return target[1:].replace(BETWEEN, names.AT) if is_channel(target) else ""


def user_name(target: str) -> str:
    return target.replace(BETWEEN, names.AT)


def conversation(target: str) -> tuple[str, commands.Target]:
    """Whose, or what room's, it is: the name, and which of the two."""
    return (room_name(target), "room") if is_channel(target) else (user_name(target), "user")


def plain(text: str) -> tuple[str, dict[str, str]]:
    """A text as other dialects have it, and the tag that keeps what is lost by that."""
    if text.isprintable():
        return text, {}
    if text.startswith(CTCP):
        verb, _, rest = text.strip(CTCP).partition(" ")
        body = f"{CTCP}{text.strip(CTCP)}{CTCP}"
        return (f"*{rest}*" if verb.upper() == "ACTION" else f"[CTCP {verb}]"), {RAW: _kept(body)}
    if FORMATTING.isdisjoint(text):
        return text, {}
    return _unformatted(text), {RAW: _kept(text)}


def _kept(text: str) -> str:
    """What other clients of IRC may be given as it is."""
    return "".join([part if part in KEPT else clean(part) for part in _BETWEEN_KEPT.split(text)])


def _unformatted(text: str) -> str:
    out, at = [], 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "\x03":
            at = _behind_digits(text, at, 2)
            if text[at : at + 1] == "," and text[at + 1 : at + 2].isdigit():
                at = _behind_digits(text, at + 1, 2)
        elif char == "\x04":
            at += 6
        elif char not in FORMATTING:
            out.append(char)
    return "".join(out)


def _behind_digits(text: str, at: int, most: int) -> int:
    end = at
    while end < min(at + most, len(text)) and text[end].isdecimal():
        end += 1
    return end


def written(message: events.Message) -> str:
    """The text of a message, for IRC."""
    return (message.tags and message.tags.get(RAW)) or message.text

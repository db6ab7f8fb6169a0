"""The forms that commands have: what stands behind the word, and what it then asks for."""

import re
from collections.abc import Callable
from typing import NamedTuple

from chatlib.client.session.protocol import LOBBY

LONGEST_NUMBER = 9
"""Digits."""

SLOWEST = 3600
"""Seconds between two messages, the most that the protocol knows."""

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
"""Of a poll."""

RULES = ("announce", "locked", "accounts")
"""What is on or off in a room."""

UNITS = {
    1: ("s", "sec", "second", "seconds", "detik"),
    60: ("m", "min", "minute", "minutes", "menit"),
    3600: ("h", "hour", "hours", "jam"),
    86400: ("d", "day", "days", "hari"),
}
"""Seconds of each, and what it is called."""

_TIME = re.compile(rf"(\d{{1,6}})\s*({'|'.join(word for words in UNITS.values() for word in words)})(?!\S)\s*", re.I)


class Action(NamedTuple):
    """What is to be done. `kind` names it; `name` a user or room, `names` several users, or other words.

    `seconds`: for how long, 0 for good. `seq` of the message that was selected when it was typed, 0 if none was.
    """

    kind: str
    name: str = ""
    text: str = ""
    names: tuple[str, ...] = ()
    seconds: int = 0
    seq: int = 0


Form = Callable[[str, str], Action | None]
"""Given what stands behind the word, and the conversation in which it was typed; None if something is missing."""


def alone(kind: str) -> Form:
    """Nothing."""
    return lambda rest, _: None if rest else Action(kind)


def here(kind: str) -> Form:
    """Nothing: it is about the conversation."""
    return lambda rest, where: None if rest else Action(kind, where)


def name(kind: str) -> Form:
    return lambda rest, _: Action(kind, rest) if len(rest.split()) == 1 else None


def name_or_here(kind: str) -> Form:
    """A name, or none in the conversation that it is about."""

    def read(rest: str, where: str) -> Action | None:
        words = rest.split() or [where]
        return Action(kind, words[0]) if len(words) == 1 and words[0] != LOBBY else None

    return read


def keyed(kind: str) -> Form:
    """A room, and its key if it has one."""
    return lambda rest, _: Action(kind, *parted(rest)) if len(rest.split()) in (1, 2) else None


def message(kind: str) -> Form:
    """A name and a text."""

    def read(rest: str, _: str) -> Action | None:
        to, text = parted(rest)
        return Action(kind, to, text) if text else None

    return read


def name_perhaps_text(kind: str) -> Form:
    return lambda rest, _: Action(kind, *parted(rest)) if rest else None


def text(kind: str) -> Form:
    return lambda rest, _: Action(kind, text=rest) if rest else None


def perhaps(kind: str) -> Form:
    """A text or nothing."""
    return lambda rest, _: Action(kind, text=rest)


def text_here(kind: str) -> Form:
    return lambda rest, where: Action(kind, where, rest) if rest else None


def perhaps_here(kind: str) -> Form:
    """A text or nothing; it is about the conversation, or a message of it."""
    return lambda rest, where: Action(kind, where, rest)


def user_here(kind: str) -> Form:
    """A user of this room."""
    return lambda rest, where: Action(kind, where, names=(rest,)) if len(rest.split()) == 1 else None


def user_reason_here(kind: str) -> Form:
    """A user of this room, and perhaps why."""

    def read(rest: str, where: str) -> Action | None:
        user, reason = parted(rest)
        return Action(kind, where, reason, (user,)) if user else None

    return read


def away(rest: str, _: str) -> Action | None:
    """A text or nothing; or that the client is to say it by itself, after a time."""
    word, more = parted(rest)
    if word.lower() != "auto":
        return Action("away", text=rest)
    if more.lower() == "off":
        return Action("away_after")
    found = _TIME.fullmatch(more)
    return Action("away_after", seconds=_seconds(found)) if found and _seconds(found) else None


def _seconds(found: re.Match[str]) -> int:
    return int(found[1]) * next(size for size, words in UNITS.items() if found[2].lower() in words)


def user_time_reason_here(kind: str) -> Form:
    """The same, with a time between them: 10m, 2 hours. A number alone could be either, and so is neither."""

    def read(rest: str, where: str) -> Action | None:
        user, more = parted(rest)
        if not user or more.isdecimal():
            return None
        found = _TIME.match(more)
        if found is None:
            return Action(kind, where, more, (user,))
        seconds = _seconds(found)
        return Action(kind, where, more[found.end() :], (user,), seconds) if seconds else None

    return read


def ban(rest: str, where: str) -> Action | None:
    """In the lobby perhaps of the address, too, from which the user has come."""
    read = user_time_reason_here("ban")
    user, more = parted(rest)
    word, behind = parted(more)
    if where != LOBBY or word.lower() != "address":
        return read(rest, where)
    action = read(f"{user} {behind}", where)
    return action and action._replace(names=(user, "address"))


def rules(rest: str, where: str) -> Action | None:
    """Nothing, or one of them and what it is to be."""
    match rest.lower().split():
        case []:
            return Action("rules", where)
        case ["slow", "off"]:
            return Action("change_rules", where, names=("slow",))
        case ["slow", digits] if digits.isdecimal() and len(digits) <= LONGEST_NUMBER and int(digits) <= SLOWEST:
            return Action("change_rules", where, names=("slow",), seconds=int(digits))
        case [rule, "on" | "off" as state] if rule in RULES:
            return Action("change_rules", where, names=(rule, state))
    return None


def number_here(kind: str) -> Form:
    """A number above zero, or nothing."""

    def read(rest: str, where: str) -> Action | None:
        digits = rest.strip("[]")
        number = digits.isdecimal() and len(digits) <= LONGEST_NUMBER and int(digits)
        return Action(kind, where, digits) if number or not rest else None

    return read


def hand(rest: str, where: str) -> Action | None:
    """Up, or "off"."""
    return {"": Action("hand", where), "off": Action("lower_hand", where)}.get(rest.lower())


def perhaps_user_here(kind: str) -> Form:
    """A user of this room, or nobody."""
    return lambda rest, where: Action(kind, where, rest) if len(rest.split()) <= 1 else None


def poll(rest: str, where: str) -> Action | None:
    """A question and the answers to choose from; or that it is over."""
    if rest.lower() == "end":
        return Action("end_poll", where)
    question, *options = (part.strip() for part in rest.split("|"))
    complete = question and all(options) and FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS
    return Action("poll", where, question, tuple(options)) if complete else None


def vote(rest: str, where: str) -> Action | None:
    """The number of an answer; 0 for none."""
    return Action("vote", where, rest) if rest.isdecimal() and len(rest) <= LONGEST_NUMBER else None


def groups(rest: str, where: str) -> Action | None:
    """How many at random, and perhaps what they are called; or a file that says who is in which."""
    digits, called = parted(rest)
    if digits.isdecimal() and len(digits) <= LONGEST_NUMBER and int(digits) and len(called.split()) <= 1:
        return Action("groups", where, digits, tuple(called.split()))
    return sheet("groups_of")(rest, where)


def sheet(kind: str) -> Form:
    """The path of a file for a spreadsheet."""
    return lambda rest, where: Action(kind, where, rest) if rest.strip("\"'").lower().endswith(".csv") else None


def account(kind: str) -> Form:
    def read(rest: str, _: str) -> Action | None:
        words = rest.split()
        return Action(kind, words[0], words[1]) if len(words) >= 2 else None

    return read


def across(kind: str) -> Form:
    """A realm, a name there, and a text."""

    def read(rest: str, _: str) -> Action | None:
        realm, to, said = [*rest.split(maxsplit=2), "", "", ""][:3]
        return Action(kind, f"{to}@{realm}", said.strip()) if said.strip() else None

    return read


def creategrup(rest: str, _: str) -> Action | None:
    group, *more = rest.split() or [""]
    if not group or (more and more[0].lower() != "adduser"):
        return None
    return Action("create_group", group, names=tuple(more[1:]))


def switchgrup(rest: str, _: str) -> Action | None:
    group, said = parted(rest)
    verb, *users = said.split() or [""]
    if not group or not verb:
        return None
    if verb.lower() == "listuser" and not users:
        return Action("members", group)
    if verb.lower() == "adduser":
        return Action("invite", group, names=tuple(users)) if users else None
    return Action("say", group, said)


def file(kind: str) -> Form:
    """A path; in the lobby, whose files nobody keeps, a name before it."""
    return lambda rest, where: (message(kind) if where == LOBBY else text_here(kind))(rest, where)


def invite(rest: str, where: str) -> Action | None:
    """In the lobby the group comes first."""
    words = rest.split()
    group, *users = (words or [""]) if where == LOBBY else [where, *words]
    return Action("invite", group, names=tuple(users)) if users else None


def topic(rest: str, where: str) -> Action | None:
    """In the lobby the room comes first."""
    room, said = parted(rest) if where == LOBBY else (where, rest)
    return Action("topic", room, said) if room else None


def parted(rest: str) -> tuple[str, str]:
    """The first word, and what is behind it; empty if there is none."""
    word, *more = rest.split(maxsplit=1) or [""]
    return word, "".join(more).strip()

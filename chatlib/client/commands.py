"""What can be typed in the lobby: every command of the five course protocols, and plain text. Pure.

Grammar decides. A command that takes nothing is one only when it stands alone: "list" lists, "list of
things to do" is a sentence. With a slash in front, a word is always meant as a command.
"""

from collections.abc import Callable
from typing import NamedTuple

from chatlib.client.session.protocol import LOBBY


class Action(NamedTuple):
    """What is to be done. `kind` names a method of Actions; `name` a user or room, `names` several users."""

    kind: str
    name: str = ""
    text: str = ""
    names: tuple[str, ...] = ()


class Misused(NamedTuple):
    """It is a command, but not complete: `usage` says how it is written; None: nobody knows such a command."""

    verb: str
    usage: str | None


Reader = Callable[[str], Action | None]


class Verb(NamedTuple):
    """`usage`: what follows the word; one that takes nothing is a command only when alone."""

    usage: str
    read: Reader


def parse(line: str) -> Action | Misused | None:
    """What a line asks for that was typed in the lobby; None for an empty one."""
    if not line.strip():
        return None
    slash = line.startswith("/")
    word, _, rest = line.removeprefix("/").partition(" ")
    verb = VERBS.get(word.lower()) or (OWN_VERBS.get(word.lower()) if slash else None)
    if verb is None:
        return Misused(word, None) if slash and word.isalpha() else Action("say", LOBBY, line)
    rest = rest.strip()
    if not verb.usage and rest and not slash:
        return Action("say", LOBBY, line)
    action = verb.read(rest)
    return Misused(word.lower(), verb.usage) if action is None else action


def _alone(kind: str) -> Verb:
    return Verb("", lambda rest: None if rest else Action(kind))


def _about(kind: str, usage: str) -> Verb:
    """One name."""
    return Verb(usage, lambda rest: Action(kind, rest) if len(rest.split()) == 1 else None)


def _message(kind: str, usage: str) -> Verb:
    """A name and a text."""

    def read(rest: str) -> Action | None:
        name, _, text = rest.partition(" ")
        return Action(kind, name, text.strip()) if name and text.strip() else None

    return Verb(usage, read)


def _text(kind: str, usage: str) -> Verb:
    return Verb(usage, lambda rest: Action(kind, text=rest) if rest else None)


def _perhaps(kind: str, usage: str) -> Verb:
    """A text or nothing. What looks like a sentence is left to the slash."""
    return Verb(usage, lambda rest: Action(kind, text=rest))


def _account(kind: str) -> Verb:
    def read(rest: str) -> Action | None:
        words = rest.split()
        return Action(kind, words[0], words[1]) if len(words) >= 2 else None

    return Verb("NAME PASSWORD", read)


def _across(kind: str, usage: str) -> Verb:
    """A realm, a name there, and a text."""

    def read(rest: str) -> Action | None:
        realm, name, text = [*rest.split(maxsplit=2), "", "", ""][:3]
        return Action(kind, f"{name}@{realm}", text.strip()) if text.strip() else None

    return Verb(usage, read)


def _creategrup(rest: str) -> Action | None:
    name, *more = rest.split() or [""]
    if not name or (more and more[0].lower() != "adduser"):
        return None
    return Action("create_group", name, names=tuple(more[1:]))


def _switchgrup(rest: str) -> Action | None:
    name, _, text = rest.partition(" ")
    verb, *users = text.split() or [""]
    if not name or not verb:
        return None
    if verb.lower() == "listuser" and not users:
        return Action("members", name)
    if verb.lower() == "adduser":
        return Action("invite", name, names=tuple(users)) if users else None
    return Action("say", name, text.strip())


def _invite(rest: str) -> Action | None:
    name, *users = rest.split() or [""]
    return Action("invite", name, names=tuple(users)) if users else None


VERBS: dict[str, Verb] = {
    # seed 000
    "pm": _message("pm", "USER TEXT"),
    "whoami": _alone("whoami"),
    "listuser": _alone("who"),
    "creategrup": Verb("GROUP adduser USER …", _creategrup),
    "switchgrup": Verb("GROUP TEXT | GROUP listuser | GROUP adduser USER …", _switchgrup),
    "acceptgrup": _about("accept", "GROUP"),
    "rejectgrup": _about("reject", "GROUP"),
    "joingrup": _about("join", "ROOM"),
    "exitgrup": _about("leave", "GROUP"),
    "exit": _alone("exit"),
    # seed 001
    "regist": _account("register"),
    "login": _account("login"),
    "sendall": _text("sendall", "TEXT"),
    "sendto": _message("pm", "USER TEXT"),
    "list": _alone("who"),
    "logout": _alone("logout"),
    # seeds 003 and 004
    "auth": _account("login"),
    "register": _account("register"),
    "send": _message("pm", "USER TEXT"),
    "sendprivate": _message("pm", "USER TEXT"),
    "inbox": _alone("inbox"),
    "creategroup": _about("make_room", "GROUP"),
    "joingroup": _about("join", "GROUP"),
    "leavegroup": _about("leave", "GROUP"),
    "sendgroup": _message("say", "GROUP TEXT"),
    "inboxgroup": _about("open", "GROUP"),
    "sendfile": _message("send_file", "USER PATH"),
    "receivefile": _alone("get_all"),
    "sendprivaterealm": _across("pm", "REALM USER TEXT"),
    "sendgrouprealm": _across("say", "REALM GROUP TEXT"),
}
"""By first word, in any case, with a slash or without."""

OWN_VERBS: dict[str, Verb] = {
    "open": _about("open", "USER | ROOM"),
    "rooms": _alone("rooms"),
    "delete": _about("delete", "ROOM"),
    "invite": Verb("GROUP USER …", _invite),
    "who": _alone("who"),
    "history": _perhaps("history", "[NUMBER]"),
    "search": _text("search", "WORD"),
    "get": _perhaps("get", "[NUMBER]"),
    "decline": _perhaps("decline", "[NUMBER]"),
    "help": _alone("help"),
}
"""The client's own: words of everyday language, so only with a slash."""

WINDOW_VERBS: dict[str, Verb] = {
    "history": _perhaps("history", "[NUMBER]"),
    "search": _text("search", "WORD"),
    "who": _alone("who_here"),
    "invite": Verb("USER …", lambda rest: Action("invite_here", names=tuple(rest.split())) if rest else None),
    "send": _text("send_file", "PATH"),
    "get": _perhaps("get", "[NUMBER]"),
    "decline": _perhaps("decline", "[NUMBER]"),
    "leave": _alone("leave_here"),
    "close": _alone("close"),
    "help": _alone("help"),
}
"""In a window these need their slash: everything else is said."""


def parse_in_window(line: str, where: str) -> Action | Misused | None:
    """What a line asks for that was typed in the window of a conversation."""
    if not line.strip():
        return None
    word, _, rest = line.removeprefix("/").partition(" ")
    if not line.startswith("/") or not word.isalpha():
        return Action("say", where, line)
    verb = WINDOW_VERBS.get(word.lower())
    if verb is None:
        return Misused(word, None)
    action = verb.read(rest.strip())
    return Misused(word.lower(), verb.usage) if action is None else action._replace(name=action.name or where)

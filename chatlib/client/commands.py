"""What can be typed: every command of the five course protocols, and plain text. Pure.

Grammar decides. A command that takes nothing is one only when it stands alone: "list" lists, "list of
things to do" is a sentence. With a slash in front, a word is always meant as a command. Blanks in front do not count:
nobody's password is said because of one. A line that begins with two slashes is said, without the first.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from chatlib.client.session.protocol import LOBBY
from chatlib.core.names import squeezed
from chatlib.core.text import clean, seen


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


OTHER_LOGINS = re.compile(r"\{.*\bflag\b\W+(?:reg|login|resume)\b|nickserv\s+\S", re.IGNORECASE | re.DOTALL)
"""Lines with secrets in them that nobody types here: requests of seed 002, and what the users of IRC are used to."""


INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters without a width, which come along with what is pasted or piped."""


class Line(NamedTuple):
    """A line as it is understood. `slash`: in front of its first `word`."""

    slash: bool
    word: str
    rest: str

    @property
    def verb(self) -> "Verb | None":
        """That of a protocol, which do not agree on what joins two words: send_group is sendgroup."""
        return VERBS.get(squeezed(seen(self.word).removesuffix(":")))

    @property
    def command(self) -> bool:
        """It can only be meant as one, known or not: paths and numbers are said."""
        return self.slash and bool(re.fullmatch(r"[^\W\d_][^/]*", self.word))

    def read(self, verb: Verb) -> Action | Misused:
        return verb.read(self.rest) or Misused(self.word.lower(), verb.usage)


def parse(line: str) -> Action | Misused | None:
    """What a line asks for that was typed in the lobby; None for an empty one."""
    found = _understood(line, LOBBY)
    if not isinstance(found, Line):
        return found
    verb = found.verb or (OWN_VERBS.get(found.word.lower()) if found.command else None)
    if verb is None:
        return Misused(found.word, None) if found.command else Action("say", LOBBY, line)
    if not verb.usage and found.rest and not found.slash:
        return Action("say", LOBBY, line)
    return found.read(verb)


def parse_in_window(line: str, where: str) -> Action | Misused | None:
    """What a line asks for that was typed in the window of a conversation.

    A command of the protocols is one here, too, if it has all that it needs: what it says is not for this conversation.
    """
    found = _understood(line, where)
    if not isinstance(found, Line):
        return found
    own = WINDOW_VERBS.get(found.word.lower()) if found.command else None
    if own:
        action = found.read(own)
        return action if isinstance(action, Misused) else action._replace(name=action.name or where)
    verb = found.verb if found.verb and found.verb.usage else None
    action = found.read(verb) if verb else Misused(found.word, None)
    return action if isinstance(action, Action) or found.command else Action("say", where, line)


def _understood(line: str, where: str) -> Line | Action | Misused | None:
    text = clean(line).strip().strip(INVISIBLE).strip()
    if not text:
        return None
    if text.startswith("//"):
        return Action("say", where, line.replace("/", "", 1))
    if OTHER_LOGINS.match(text):
        return Misused("login", VERBS["login"].usage)
    slash, blank, word, rest = re.fullmatch(r"(/?)(\s*)(\S*)\s*(.*)", text, re.DOTALL).groups()
    return Line(bool(slash and not blank), word, rest)


def _alone(kind: str) -> Verb:
    return Verb("", lambda rest: None if rest else Action(kind))


def _about(kind: str, usage: str) -> Verb:
    """One name."""
    return Verb(usage, lambda rest: Action(kind, rest) if len(rest.split()) == 1 else None)


def _keyed(kind: str, usage: str) -> Verb:
    """A room, and its key if it has one."""
    return Verb(usage, lambda rest: Action(kind, *_parted(rest)) if len(rest.split()) in (1, 2) else None)


def _message(kind: str, usage: str) -> Verb:
    """A name and a text."""

    def read(rest: str) -> Action | None:
        name, text = _parted(rest)
        return Action(kind, name, text) if text else None

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


def _parted(rest: str) -> tuple[str, str]:
    """The first word, and what is behind it; empty if there is none."""
    word, *more = rest.split(maxsplit=1) or [""]
    return word, "".join(more).strip()


def _creategrup(rest: str) -> Action | None:
    name, *more = rest.split() or [""]
    if not name or (more and more[0].lower() != "adduser"):
        return None
    return Action("create_group", name, names=tuple(more[1:]))


def _switchgrup(rest: str) -> Action | None:
    name, text = _parted(rest)
    verb, *users = text.split() or [""]
    if not name or not verb:
        return None
    if verb.lower() == "listuser" and not users:
        return Action("members", name)
    if verb.lower() == "adduser":
        return Action("invite", name, names=tuple(users)) if users else None
    return Action("say", name, text)


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
    "joingrup": _keyed("join", "ROOM [KEY]"),
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
    "authlogin": _account("login"),
    "register": _account("register"),
    "send": _message("pm", "USER TEXT"),
    "sendprivate": _message("pm", "USER TEXT"),
    "inbox": _alone("inbox"),
    "creategroup": _keyed("make_room", "GROUP [KEY]"),
    "joingroup": _keyed("join", "GROUP [KEY]"),
    "leavegroup": _about("leave", "GROUP"),
    "sendgroup": _message("say", "GROUP TEXT"),
    "inboxgroup": _about("open", "GROUP"),
    "sendfile": _message("send_file", "USER PATH"),
    "receivefile": _alone("get_all"),
    "sendprivaterealm": _across("pm", "REALM USER TEXT"),
    "sendgrouprealm": _across("say", "REALM GROUP TEXT"),
    # what the users of IRC are used to
    "msg": _message("pm", "USER TEXT"),
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
"""In a window, with a slash."""

"""What a line means: a command of the table, or plain text.

Grammar decides. A course's command that takes nothing is one only when it stands alone: "list" lists, "list of
things to do" is a sentence. With a slash in front, a word is always meant as a command. Blanks in front do not count:
nobody's password is said because of one. A line that begins with two slashes is said, without the first.
"""

import re
from typing import NamedTuple

from chatlib.client.commands.forms import Action
from chatlib.client.commands.table import BARE, SLASHED, Command
from chatlib.client.session.protocol import LOBBY
from chatlib.core.names import squeezed
from chatlib.core.text import clean, seen

OTHER_LOGINS = re.compile(
    r"""\{.*\bflag\b\W+(?:reg|login|resume)\b | (?:privmsg\s+)?nickserv\s+\S | /identify\s+\S | identify\s+\S+\s*$
    | ns\s+identify\s+\S | (?:(?:quote|raw)\s+|/\s*)(?:pass|oper|authenticate)[\s:]+\S
    | (?-i:PASS|OPER|AUTHENTICATE)[\s:]+\S""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""Lines with secrets in them that nobody types here: requests of seed 002, and what the users of IRC are used to."""

LOGIN = re.compile(r"(?:auth[-_]?login|auth|login|regist(?:er)?)[\s,:;]+\S+[\s,:;]+\S", re.IGNORECASE)
"""A login, also in the later lines of a text."""

PROMPT = re.compile(r"\s*(?:\S*[>$#%]\s+|\d[\d.:)]*\s+|[^\w\s{/]+\s*)")
MOST_PROMPTS = 5
"""What a terminal, a list or a clock puts before a line that was copied from there; a few of them at most."""

SERVICES = ("nickserv", "chanserv")
"""Of other networks, to whom passwords are told."""

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
"""Characters without a width, which come along with what is pasted or piped."""

ALOUD = ("say", "sendall", "me", "reply", "edit", "ask", "poll")
"""Kinds of Action whose text several read."""

SECRET = ("login", "register")
"""Kinds of Action that are never said, whatever anybody answers."""


class Misused(NamedTuple):
    """It is a command, but not complete: `verb` as it must be typed, `usage` what follows it; None: nobody knows it."""

    verb: str
    usage: str | None


class Line(NamedTuple):
    """A line as it is understood. `slash`: in front of its first `word`."""

    slash: bool
    word: str
    rest: str

    @property
    def course(self) -> Command | None:
        """A command of the courses, which do not agree on what joins two words: send_group is sendgroup."""
        return BARE.get(squeezed(seen(self.word).removesuffix(":")))

    @property
    def meant(self) -> bool:
        """It can only be meant as a command, known or not: paths and numbers are said."""
        return self.slash and bool(re.fullmatch(r"[^\W\d_][^/]*", self.word))

    @property
    def command(self) -> Command | None:
        return (SLASHED.get(self.word.lower()) if self.meant else None) or self.course


def parse(line: str, where: str = LOBBY) -> Action | Misused | None:
    """What a line asks for that was typed in that conversation; None for an empty one."""
    found = _understood(line, where)
    if not isinstance(found, Line):
        return found
    command = found.command
    if command is None or not (found.slash or command.usage or not found.rest):
        return Misused("/" + found.word, None) if found.meant else _said(line, where)
    action = command.form(found.rest, where)
    if action is None:
        secret = "login" in command.words or "register" in command.words
        sentence = where != LOBBY and not (found.slash or secret)  # one that begins with such a word
        return Action("say", where, line) if sentence else _misused(found, command, where)
    aloud = action.kind in ALOUD and _secret(action.text)
    service = action.kind in ("pm", "query") and action.name.lower() in SERVICES
    return Misused("login", BARE["login"].usage) if aloud or service else action


def doubtful(line: str, where: str) -> bool:
    """Whether a line without a slash, typed in a conversation, could be meant as a command, or to be said there."""
    found = _understood(line, where)
    if where == LOBBY or not isinstance(found, Line) or found.slash or found.course is None:
        return False
    action = parse(line, where)
    said = action == Action("say", where, line)
    return isinstance(action, Action) and not said and action.kind not in SECRET


def _said(line: str, where: str) -> Action | Misused:
    return Misused("login", BARE["login"].usage) if _secret(line) else Action("say", where, line)


def _secret(text: str) -> bool:
    return any(_secret_line(line) for line in text.split("\n"))


def _secret_line(line: str) -> bool:
    for _ in range(MOST_PROMPTS):
        if LOGIN.match(seen(line).strip()) or OTHER_LOGINS.match(line.strip()):
            return True
        prompt = PROMPT.match(line)
        if prompt is None:
            return False
        line = line[prompt.end() :]
    return False


def _misused(found: Line, command: Command, where: str) -> Misused:
    return Misused(("/" if found.slash else "") + found.word.lower(), command.usage_in(where == LOBBY))


def _understood(line: str, where: str) -> Line | Action | Misused | None:
    text = "\n".join(map(clean, line.split("\n"))).strip().strip(INVISIBLE).strip()
    if not text:
        return None
    if text.startswith("//"):
        return Action("say", where, line.replace("/", "", 1))
    if OTHER_LOGINS.match(text):
        return Misused("login", BARE["login"].usage)
    slash, blank, word, rest = re.fullmatch(r"(/?)(\s*)(\S*)\s*(.*)", text, re.DOTALL).groups()
    return Line(bool(slash and not blank), word, rest)

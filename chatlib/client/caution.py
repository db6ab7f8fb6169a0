"""What is asked before a line goes out: a command that could be meant as a sentence, a paste of several lines. Pure."""

from typing import Literal, NamedTuple

from chatlib.client.commands import doubtful
from chatlib.client.session.protocol import LOBBY
from chatlib.client.words.texts import Words
from chatlib.core.formats.sizes import shown

LONGEST = 4096
"""Bytes of a message (PROTOCOLS, limits): what is longer can go as a file."""

How = Literal["line", "say", "file"]


class Typed(NamedTuple):
    """What was typed: a `line` to be understood, something to `say` whatever it looks like, or to send as a `file`.

    `where` it was typed: whatever is looked at when it is done, it is for that conversation. `about`: the SEQ of the
    message that was selected then, or 0.
    """

    text: str
    how: How = "line"
    where: str = LOBBY
    about: int = 0


class Choice(NamedTuple):
    """`key`: as prompt_toolkit calls it. Without `typed` it goes back to what was being written."""

    key: str
    label: str
    typed: Typed | None = None


class Question(NamedTuple):
    text: str
    choices: tuple[Choice, ...]


def question(text: str, where: str, pasted: bool, words: Words) -> Question | None:
    """What to ask about it; `pasted`: it came, at least in part, in one piece with several lines."""
    back = Choice("escape", words("choice_edit"))
    size = len(text.encode("utf-8", "replace"))
    if size > LONGEST:
        file = Choice("f", words("choice_file"), Typed(text, "file", where))
        return Question(words("ask_too_long", size=shown(size, words("point")), most=shown(LONGEST)), (file, back))
    lines = text.count("\n") + 1
    if pasted and lines > 1:
        send = Choice("enter", words("choice_send"), Typed(text, "line", where))
        return Question(words("ask_lines", count=lines), (send, back))
    if doubtful(text, where):
        do = Choice("c", words("choice_do"), Typed(text, "line", where))
        say = Choice("s", words("choice_say"), Typed(text, "say", where))
        return Question(words("ask_command", word=text.split()[0], where=where), (do, say, back))
    return None


def leaving(where: str, words: Words) -> Question:
    """Ctrl-C with nothing typed. The line that is `typed` then is a command that ends."""
    lobby = where == LOBBY
    text = words("ask_leave") if lobby else words("ask_close", where=where)
    end = Choice(
        "enter",
        words("choice_leave" if lobby else "choice_close"),
        Typed("/exit" if lobby else "/close", "line", where),
    )
    return Question(text, (end, Choice("escape", words("choice_stay"))))

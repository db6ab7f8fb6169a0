"""The contract between a connection and what it speaks."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

import msgspec

from chatlib.core import commands, events, names
from chatlib.dialects import strangers
from chatlib.dialects.telnet import without_negotiation


class Ask(msgspec.Struct):
    """What one line asks for.

    The caller fills in who asks (`cid`, and for the commands that begin a session `worker`, `dialect`
    and `session`), proves or hashes the `password` if there is one, keeps the `content` that comes with the offer of
    a file, and hands `context` back with the answer. Answers come in the order of the asking. The password is that of
    the `account` ("": of the command's `name`). A line may ask for more: the `rest`, which has no rest itself.
    `lasting`: the dialect remembers something of the line.
    """

    command: commands.Command
    context: Any = None
    password: str | None = None
    content: bytes | None = None
    account: str = ""
    lasting: bool = False
    rest: tuple["Ask", ...] = ()

    @property
    def decides(self) -> bool:
        """Whether the next line has to wait until this one is answered.

        A room of another realm may be asked about over there.
        """
        elsewhere = names.AT in getattr(self.command, "room", "")
        return self.lasting or isinstance(self.command, DECISIVE) or self.content is not None or elsewhere


class Question(commands.Command):
    """To be asked without a name of those who run a room. It is no command for the state: who has the connection asks
    there first whether this may be (MayAsk), and then in nobody's name (Unsigned).
    """

    room: str = ""
    text: str = ""


Message = tuple[commands.Send, Any]
"""The command of an Ask, and its context: all that an Ask for a message has. Of the short way, two with equal contexts
to the same place differ in their texts only.
"""

DECISIVE = (
    Question, commands.Enter, commands.Register, commands.Guest, commands.Resume, commands.Exit, commands.ReceiveFiles,
    commands.Rename, commands.Identify,
)  # fmt: skip
"""Commands whose answer is waited for: it decides how the next line is read, or takes longer than the next one's."""


class Dialect(ABC):
    """One connection's side of a protocol. Knows who is logged in, and nothing else of the server.

    `eol` is the line end that the client uses (or `own_eol`), `bare` whether it never used one; the caller keeps both
    up to date. Once `closing`, no more lines are understood, and the connection ends when all is written. A `complaint`
    is what was received, in printable characters, if whoever runs the server should hear that it is no text.

    Of connections that `enters`, each hears the rooms that it has entered, and what its user does on other ones.
    Where a dialect `repeats_prefix`, each line of a text is pushed as a message of its own would be.
    `manner` is what else decides how pushes to it look; of the names `watched` it wants to hear when they come and go.
    """

    name: ClassVar[str]
    pushes: ClassVar[bool] = True
    gives_token: ClassVar[bool] = False
    enters: ClassVar[bool] = False
    own_eol: ClassVar[bytes] = b""
    repeats_prefix: ClassVar[bool] = False
    memory: ClassVar[tuple[str, ...]] = ("eol", "bare", "user", "closing")
    """Attributes that a successor must know; a token is needed only until its answer was given."""

    def __init__(self, eol: bytes = b"\n", bare: bool = False) -> None:
        self.eol = eol
        self.bare = bare
        self.user = ""
        self.token = ""
        self.closing = False
        self.complaint = ""
        self.successor: Dialect | None = None
        self.manner = 0
        self.watched: list[str] = []

    def remember(self) -> list[Any]:
        """What `recall` makes the same object of again, as long as no question is open that decides."""
        return [getattr(self, name) for name in self.memory]

    @classmethod
    def recall(cls, remembered: list[Any]) -> Self:
        """An older version of the server may have remembered less: the last attributes are then as at the beginning."""
        dialect = cls()
        for name, value in zip(cls.memory, remembered, strict=False):
            setattr(dialect, name, value)
        return dialect

    def text(self, line: bytes) -> str:
        """What a line says, for `receive`. Bytes that are no UTF-8 become U+FFFD."""
        return (line if self.user else without_negotiation(line)).decode("utf-8", "replace")

    @abstractmethod
    def receive(self, line: str) -> Ask | None:
        """What a line without its end asks for; None if it asks for nothing."""

    def message(self, line: str) -> Message | None:
        """The short way of `receive`, for what comes most often: if the line plainly is a message; None for all else.

        Only for somebody who is logged in, and a line of printable ASCII.
        """
        return None

    def shown(self, line: bytes) -> bytes:
        """A line as others may see it who look on: without what only its sender and the server may know."""
        return line

    @abstractmethod
    def reply(self, event: events.Event, context: Any) -> bytes:
        """The answer to an Ask, ready to be written."""

    def replies(self, run: events.Run, contexts: list[Any]) -> bytes:
        """The answers to all that was asked in one breath."""
        return b"".join([self.reply(one, context) for one, context in zip(run.messages(), contexts, strict=True)])

    def waits_for_end(self, data: bytes) -> bool:
        """Whether what has come without a line end is the beginning of a line, however long it rests."""
        return False

    @classmethod
    @abstractmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        """What others did, as a line without its end; empty if this dialect does not tell.

        The same for every connection of this `manner`, so that it is rendered once for all of them. A text of several
        lines makes several, with an LF between them (see `framed`).
        """

    @classmethod
    def push_run(cls, run: events.Run, manner: int = 0) -> bytes:
        """As `push`, for each message of it."""
        if cls.repeats_prefix:
            return cls.push(run.together(), manner)
        return b"\n".join(filter(None, [cls.push(one, manner) for one in run.messages()]))

    def watch(self, event: events.Event, who: str, hears: bool) -> bytes:
        """As `push`, about somebody whom this connection watches; `hears`: it is told of the event anyway."""
        return b""

    @classmethod
    def missed(cls, message: events.Message) -> bytes:
        """As `push`, for a message that comes late."""
        return cls.push(message)

    def catch_up(self, event: events.CatchUp) -> bytes:
        late = [self.missed(message) for message in event.messages]
        return self.lines([*late, *(self.push(invitation) for invitation in event.invitations)])

    @abstractmethod
    def too_long(self) -> bytes:
        """The answer to a line that is longer than any may be."""

    def lines(self, lines: Iterable[bytes]) -> bytes:
        return b"".join([framed(line, self.eol) for line in lines])

    def line(self, text: str) -> bytes:
        return text.encode() + self.eol

    def answer(self, text: str) -> Ask:
        """An answer that needs nobody's help, but waits for its turn."""
        return answered(self.line(text))

    def turn_away(self, line: str) -> Ask | None:
        """The last answer, if this is the first line of what speaks nothing that is spoken here; else None."""
        stranger = strangers.met(line, self.eol)
        if stranger is None:
            return None
        self.closing, self.complaint = True, stranger.complaint
        return answered(stranger.answer)


def framed(pushed: bytes, eol: bytes) -> bytes:
    """What `push` gave, as it is written to whoever ends lines by `eol`."""
    if not pushed:
        return b""
    return pushed + eol if eol == b"\n" else pushed.replace(b"\n", eol) + eol


def answered(data: bytes) -> Ask:
    """An Ask whose answer is known: it only waits for its turn."""
    return Ask(commands.Pass(), data)


def first_word(line: str) -> tuple[str, str]:
    """The first word in lower case, and what follows the one blank (or tab …) behind it."""
    word, rest = name_and_text(line)
    return word.lower(), rest


def name_and_text(rest: str) -> tuple[str, str]:
    """A name, and the text behind the one blank that ends it."""
    name, _, text = rest.partition(" ")
    if name and name.isprintable():
        return name, text
    words = rest.split(None, 1)  # other white space than blanks
    if not words:
        return "", ""
    name = words[0]
    return name, rest[rest.index(name) + len(name) + 1 :]


AFTER = "sesudah"
"""In front of the name behind which a list is to go on."""


def after(rest: str) -> str | None:
    """Behind which name a list is to begin, by what follows the verb; "" for all of it, None for something else."""
    words = rest.split()
    if not words:
        return ""
    return words[1] if len(words) == 2 and words[0].lower() == AFTER else None


Readers = dict[str, tuple[Callable[[str, str, str], commands.Command | None], str]]
"""Of commands about a room, by verb: how the room, the next word and the rest are read (None if they say nothing), and
how one writes it.
"""


def slashed(verb: str, rest: str, readers: Readers) -> commands.Command | str | None:
    """What such a line asks for, or how it is written; None for any other line."""
    if verb not in readers:
        return None
    reader, usage = readers[verb]
    room, more = name_and_text(rest.strip())
    word, rest = name_and_text(more.strip())
    command = reader(room, word, rest.strip()) if room else None
    return command or f"tulis: {verb} {usage}"

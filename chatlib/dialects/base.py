"""The contract between a connection and what it speaks."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Self

from chatlib.core import commands, events, names

LONGEST_LINE = 64 * 1024
"""Bytes of a line, its end included, in every dialect (docs/protocols.md)."""


class Ask(NamedTuple):
    """What one line asks for.

    The caller fills in who asks (`cid`, and for the commands that begin a session `worker`, `dialect`
    and `session`), proves or hashes the `password` if there is one, keeps the `content` that comes with the offer of
    a file, and hands `context` back with the answer. Answers come in the order of the asking.
    """

    command: commands.Command
    context: Any = None
    password: str | None = None
    content: bytes | None = None

    @property
    def decides(self) -> bool:
        """Whether the next line has to wait until this one is answered.

        A room of another realm may be asked about over there.
        """
        elsewhere = names.AT in getattr(self.command, "room", "")
        return isinstance(self.command, DECISIVE) or self.content is not None or elsewhere


DECISIVE = (
    commands.Enter, commands.Register, commands.Guest, commands.Resume, commands.Exit, commands.ReceiveFiles,
)  # fmt: skip
"""Commands whose answer is waited for: it decides how the next line is read, or takes longer than the next one's."""


class Dialect(ABC):
    """One connection's side of a protocol. Knows who is logged in, and nothing else of the server.

    `eol` is the line end that the client uses, `bare` whether it never used one; the caller keeps both up
    to date. Once `closing`, no more lines are understood, and the connection ends when all is written.
    """

    name: ClassVar[str]
    pushes: ClassVar[bool] = True
    gives_token: ClassVar[bool] = False
    memory: ClassVar[tuple[str, ...]] = ("eol", "bare", "user", "closing")
    """Attributes that a successor must know; a token is needed only until its answer was given."""

    def __init__(self, eol: bytes = b"\n", bare: bool = False) -> None:
        self.eol = eol
        self.bare = bare
        self.user = ""
        self.token = ""
        self.closing = False
        self.successor: Dialect | None = None

    def remember(self) -> list[Any]:
        """What `recall` makes the same object of again, as long as no question is open that decides."""
        return [getattr(self, name) for name in self.memory]

    @classmethod
    def recall(cls, remembered: list[Any]) -> Self:
        dialect = cls()
        for name, value in zip(cls.memory, remembered, strict=True):
            setattr(dialect, name, value)
        return dialect

    @abstractmethod
    def receive(self, line: str) -> Ask | None:
        """What a line without its end asks for; None if it asks for nothing."""

    @abstractmethod
    def reply(self, event: events.Event, context: Any) -> bytes:
        """The answer to an Ask, ready to be written."""

    @classmethod
    @abstractmethod
    def push(cls, event: events.Event) -> bytes:
        """What others did, as one line without its end; empty if this dialect does not tell.

        The same for every connection, so that it is rendered once for all of them.
        """

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
        return b"".join([line + self.eol for line in lines if line])

    def line(self, text: str) -> bytes:
        return text.encode() + self.eol

    def answer(self, text: str) -> Ask:
        """An answer that needs nobody's help, but waits for its turn."""
        return answered(self.line(text))


def answered(data: bytes) -> Ask:
    """An Ask whose answer is known: it only waits for its turn."""
    return Ask(commands.Pass(), data)


def first_word(line: str) -> tuple[str, str]:
    """The first word in lower case, and what follows the blank behind it."""
    word, _, rest = line.lstrip(" ").partition(" ")
    return word.lower(), rest


def name_and_text(rest: str) -> tuple[str, str]:
    """A name, and the text behind the one blank that ends it."""
    name, _, text = rest.lstrip(" ").partition(" ")
    return name, text

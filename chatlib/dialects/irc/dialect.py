"""One connection that speaks IRC."""

from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from chatlib.core import commands, events
from chatlib.dialects.base import Ask, Dialect, Message
from chatlib.dialects.irc import pushes, replies
from chatlib.dialects.irc.capabilities import IN_PUSHES, Cap
from chatlib.dialects.irc.commands import COMMANDS
from chatlib.dialects.irc.commands.services import for_service
from chatlib.dialects.irc.lines import Line, TooLong, bounded, parse, tagged
from chatlib.dialects.irc.numerics import WORDS
from chatlib.dialects.irc.spelling import SERVICE, conversation, nick, source

PLAIN = 400
"""A line that is no longer than this is short enough for others, whoever says it."""


class Gathered:
    """The answer to a line that asks for several things, as its parts come in."""

    __slots__ = ("left", "lines")

    def __init__(self, left: int) -> None:
        self.left = left
        self.lines: list[str] = []


class Request(NamedTuple):
    """What an answer must know of its question. `about`: what it means to the module that asked; `step`: of coming in,
    if it is one: "registration", "sasl", "register" or "nickserv".
    """

    verb: str
    params: tuple[str, ...] = ()
    label: str = ""
    about: Any = None
    gathered: Gathered | None = None
    step: str = ""


class Irc(Dialect):
    """`user` is the nick once it is registered, `nick` the one that is asked for until then.

    Of registration: `ident`, `realname`, `secret` (what PASS said), `negotiating` (until CAP END), `sasl` (what has
    come of an AUTHENTICATE; None if none is open), `account` (whose password was right), `refused` (nicks). `parts`:
    what has come of a message in several lines. `host` and `password` are the server's, set once by whoever runs it.
    """

    name: ClassVar[str] = "irc"
    enters: ClassVar[bool] = True
    own_eol: ClassVar[bytes] = b"\r\n"
    host: ClassVar[str] = pushes.HOST
    password: ClassVar[str] = ""
    memory: ClassVar[tuple[str, ...]] = (
        *Dialect.memory, "manner", "watched", "caps", "nick", "ident", "realname", "secret", "negotiating", "sasl",
        "account", "refused", "parts", "modes",
    )  # fmt: skip

    def __init__(self, eol: bytes = b"\r\n", bare: bool = False) -> None:
        super().__init__(self.own_eol, False)
        self.caps = 0
        self.nick = self.ident = self.realname = self.secret = self.account = ""
        self.negotiating = False
        self.sasl: str | None = None
        self.refused = 0
        self.parts: list[Any] = []
        self.modes = ""
        self._broken = False  # this line is no UTF-8

    def text(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            self._broken = True
            return line.decode("utf-8", "replace")

    def waits_for_end(self, data: bytes) -> bool:
        return True

    # ------------------------------------------------------------------ questions

    def receive(self, line: str) -> Ask | None:
        broken, self._broken = self._broken, False
        try:
            request = parse(line)
        except TooLong:
            return None if line.lstrip()[:7].upper() == "NOTICE " else self.say(self.numeric("417"))
        if request is None:
            return None
        label = request.tags.get("label", "") if self.caps & Cap.LABELED_RESPONSE else ""
        ask = self._broken_text(request) if broken else self._understand(request)
        if not label or self._is_part(request, ask):
            return ask
        return self._say(label, []) if ask is None else self._labeled(ask, label)

    def message(self, line: str) -> Message | None:
        if not line.startswith("PRIVMSG ") or len(line) > PLAIN or self.parts:
            return None
        target, colon, text = line[8:].partition(" :")
        if not (colon and text):
            return None
        addressee = _addressee(target)
        if addressee is None:
            return None
        name, kind, context = addressee
        return commands.Send(0, "", name, text, kind, outside=kind == "room"), context

    def _understand(self, line: Line) -> Ask | None:
        command = COMMANDS.get(line.verb)
        if not self.user and (command is None or not command.early):
            return self.say(self.numeric("451"))
        if command is None:
            return self.say(self.numeric("421", line.verb[:50]))
        if sum(map(bool, line.params)) < command.least:
            return self.say(self.numeric("461", line.verb))
        return command.read(self, line)

    @staticmethod
    def _is_part(line: Line, ask: Ask | None) -> bool:
        """Of a message in several lines, which is answered when it is whole, by the label that it began with."""
        if line.verb == "BATCH" and ask is not None:
            return bool(ask.context.label) or (isinstance(ask.context, Known) and not ask.context.lines)
        return "batch" in line.tags

    def _broken_text(self, line: Line) -> Ask:
        words = "Message rejected: it is not UTF-8"
        return self.say(f":{self.host} FAIL {line.verb if line.verb in COMMANDS else '*'} INVALID_UTF8 :{words}")

    def ask(self, command: commands.Command, line: Line, about: Any = None, step: str = "", **more: Any) -> Ask:
        """A question, with what its answer must know of the line."""
        return Ask(command, Request(line.verb, line.params, about=about, step=step), **more)

    def say(self, *lines: str, lasting: bool = False) -> Ask:
        """An answer that is known, in its turn; `lasting`: as of Ask."""
        return Ask(commands.Pass(), Known(lines), lasting=lasting)

    def tell(self, *lines: str) -> Ask:
        """As `say`, for an answer of some length, which costs a request."""
        return Ask(commands.WhoAmI(), Known(lines))

    def all(self, asks: list[Ask]) -> Ask | None:
        """Several questions of one line."""
        if len(asks) < 2:
            return asks[0] if asks else None
        gathered = Gathered(len(asks))
        for ask in asks:
            ask.context = ask.context._replace(gathered=gathered)
        asks[0].rest = tuple(asks[1:])
        return asks[0]

    def _labeled(self, ask: Ask, label: str) -> Ask:
        for one in (ask, *ask.rest):
            one.context = one.context._replace(label=label)
        return ask

    def _say(self, label: str, lines: list[str]) -> Ask:
        return Ask(commands.Pass(), Known(tuple(lines), label))

    # -------------------------------------------------------------------- answers

    def reply(self, event: events.Event, context: Any) -> bytes:
        is_plain = type(event) is events.Message and type(context) is Request
        if is_plain and not (self.caps & Cap.ECHO_MESSAGE or event.away or context.label or context.gathered):
            return b""  # nobody wants to hear what he has just said, but for those who have asked for it
        if isinstance(context, bytes):  # that of a line too long for any dialect
            return context
        if not isinstance(context, Known):
            lines = replies.reply(self, event, context)
        elif isinstance(event, events.Refused):
            lines = [self.numeric("263", "*")]
        else:
            lines = list(context.lines)
        if (gathered := context.gathered) is not None:
            gathered.lines += lines
            gathered.left -= 1
            if gathered.left:
                return b""
            lines = gathered.lines
        self.manner = self.caps & IN_PUSHES
        return self._encoded(self._with_label(lines, context.label) if context.label else lines)

    def replies(self, run: events.Run, contexts: list[Any]) -> bytes:
        is_plain = not (self.caps & Cap.ECHO_MESSAGE or run.away)
        return b"" if is_plain else super().replies(run, contexts)

    def _with_label(self, lines: list[str], label: str) -> list[str]:
        tag = {"label": label}
        if not lines:
            return [tagged(tag, f":{self.host} ACK")]
        if len(lines) == 1 or replies.is_batch(lines):
            return [_with_tag(lines[0], tag), *lines[1:]]
        inner = [_with_tag(line, {"batch": "label"}) if _outermost(line) else line for line in lines]
        begin = tagged(tag, f":{self.host} BATCH +label labeled-response")
        return [begin, *inner, f":{self.host} BATCH -label"]

    def numeric(self, number: str, *params: str, text: str | None = None) -> str:
        """A numeric reply with its usual words, or others."""
        words = WORDS[number] if text is None else text
        middle = "".join(f" {param}" for param in params)
        return f":{self.host} {number} {nick(self.user) or '*'}{middle} :{words}"

    def service_notice(self, words: str) -> str:
        """What NickServ says, which is the server itself."""
        return f":{SERVICE}!{SERVICE}@{self.host} NOTICE {nick(self.user) or '*'} :{words}"

    def fail(self, verb: str, code: str, *context: str, text: str) -> str:
        """A standard reply (IRCv3)."""
        return f":{self.host} FAIL {' '.join([verb, code, *context])} :{text}"

    def _encoded(self, lines: Any) -> bytes:
        return "".join([f"{bounded(line)}\r\n" for line in lines]).encode()

    def too_long(self) -> bytes:
        return self._encoded([f"ERROR :{WORDS['417']}"])

    # --------------------------------------------------------------------- pushes

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        if not manner and type(event) is events.Message and (plain := pushes.plain_message(event)):
            return plain
        return "\n".join(map(bounded, pushes.push(event, manner, cls.host))).encode()

    @classmethod
    def push_run(cls, run: events.Run, manner: int = 0) -> bytes:
        plain = b"" if manner else pushes.plain_run(run)
        return plain or super().push_run(run, manner)

    def catch_up(self, event: events.CatchUp) -> bytes:
        lines = replies.missed(self, event.messages)
        lines += [line for one in event.invitations for line in pushes.push(one, self.caps, self.host)]
        return self._encoded(lines)

    def watch(self, event: events.Event, who: str, hears: bool) -> bytes:
        gone = isinstance(event, events.Went) or (isinstance(event, events.Renamed) and who == event.name)
        if isinstance(event, events.Changed):
            lines = pushes.changed(event, self.caps) if self.caps & Cap.EXTENDED_MONITOR and not hears else []
        elif gone:
            lines = [f":{self.host} 731 {nick(self.user)} :{nick(who)}"]
        else:
            lines = [f":{self.host} 730 {nick(self.user)} :{source(who)}"]
        return "\n".join(map(bounded, lines)).encode()


@lru_cache(maxsize=8192)
def _addressee(target: str) -> tuple[str, commands.Target, Request] | None:
    """Whom a message is for that goes to one target by the short way; and what its answer must know."""
    if not target or not set(target).isdisjoint(", :") or for_service(target):
        return None
    return *conversation(target), Request("PRIVMSG", (target,), about=target)


class Known(NamedTuple):
    """The context of an answer that was known when the line was read."""

    lines: tuple[str, ...]
    label: str = ""
    gathered: Gathered | None = None


def _outermost(line: str) -> bool:
    """Whether no batch has this line already."""
    return not (line.startswith("@") and "batch=" in line.partition(" ")[0])


def _with_tag(line: str, tag: dict[str, str]) -> str:
    if not line.startswith("@"):
        return tagged(tag, line)
    return f"{tagged(tag, '').rstrip()};{line[1:]}"

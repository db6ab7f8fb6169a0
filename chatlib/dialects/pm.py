"""The dialect `pm` (seed 000): a name as first line, then plain text and a few commands."""

from typing import Any, ClassVar, NamedTuple

from chatlib.core import commands, events, names
from chatlib.core.text import clean
from chatlib.dialects import aside, classroom, finding, logins, moderating, strangers
from chatlib.dialects.base import Ask, Dialect, Message, after, first_word, name_and_text, slashed
from chatlib.dialects.wording import LINE_TOO_LONG, because, each_line, goes_on, notice

TRIES = 10
"""Refused names after which the connection is closed."""


class Request(NamedTuple):
    """What an answer must know of its question."""

    verb: str
    subject: str = ""


PRIVATE, ALOUD = Request("pm"), Request("broadcast")


class Pm(Dialect):
    """`undecided`: whether a login of another dialect may still come instead of a name; `refused`: names that were."""

    name: ClassVar[str] = "pm"
    repeats_prefix: ClassVar[bool] = True
    memory: ClassVar[tuple[str, ...]] = (*Dialect.memory, "undecided", "refused")

    def __init__(self, eol: bytes = b"\n", bare: bool = False) -> None:
        super().__init__(eol, bare)
        self.undecided = False
        self.refused = 0

    def receive(self, line: str) -> Ask | None:
        if not line or line.isspace():
            return None
        if not self.user:
            return self._log_in(line)
        # What is not shown to others does not count in what they must not see.
        shown = clean(line)
        verb, rest = first_word(shown)
        handler = COMMANDS.get(verb)
        ask = handler(self, rest) if handler else self._slashed(verb, rest)
        if ask is None and aside.concerns(line, verb):
            ask = self._aside(line, shown)
        return ask or Ask(commands.Send(to=names.LOBBY, text=shown), ALOUD)

    def message(self, line: str) -> Message | None:
        verb, _, rest = line.partition(" ")
        if verb == "pm":
            name, _, text = rest.partition(" ")
            return (commands.Send(0, "", name, text, "user"), PRIVATE) if name else None
        if verb.lower() in COMMANDS or not verb.isalpha() or aside.concerns(line, verb.lower()):
            return None
        return commands.Send(0, "", names.LOBBY, line), ALOUD

    def _log_in(self, line: str) -> Ask | None:
        if turned_away := self.turn_away(line):
            return turned_away
        if "\0" in line:
            self.closing = True
            return self.answer(strangers.NO_TEXT)
        if self.undecided and (logins.is_login(line) or line.lstrip().startswith("{")):
            line = logins.plain(line)
            self.successor = logins.dialect_of(line, self.eol)(self.eol, self.bare)
            return self.successor.receive(line)
        return Ask(commands.Guest(name=line.strip()), Request("guest"))

    def _aside(self, line: str, shown: str) -> Ask | None:
        """What is no command of this dialect, and not for everybody either."""
        if why := aside.secret(line):
            return self.answer(f"[Error] {why}")
        whisper = aside.whisper(shown)
        if whisper is None:
            private = aside.is_private(line)
            return self.answer(f"[Error] {aside.NOT_SHOWN}; {aside.HOW_TO_WHISPER}") if private else None
        if not whisper.to:
            return self.answer(f"[Error] {aside.HOW_TO_WHISPER}")
        return Ask(whisper, Request("aside"))

    def _slashed(self, verb: str, rest: str) -> Ask | None:
        found = slashed(verb, rest, SLASHED)
        return self.answer(f"[Error] {found}") if isinstance(found, str) else found and Ask(found, Request(verb))

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        answer = moderating.answer(event)
        if answer is None:
            answer = classroom.answer(event, context.verb)
        if answer is not None:
            return self.line(answer)
        match event:
            case events.Matched():
                return self.lines(finding.answer(event))
            case events.Message():
                if event.to:
                    return self.line(f"[OK] pesan untuk {event.receiver} terkirim")
                return self.lines([self.push(event)]) if context.verb == "switchgrup" else b""
            case events.Refused():
                return self._refusal(event, context)
            case events.Welcome():
                self.user = event.name
                return b"true" if self.bare else self.line(f"[Sukses] username: {event.name}")
            case events.Parted():
                self.closing = True
                return b""
            case events.Names():
                return self.line(_names_line(event, context.verb))
            case events.Invites():
                made = [f"[OK] grup {event.room} dibuat"] if context.verb == "creategrup" else []
                errors = [f"[Error] {because(reason, name)}" for reason, name in event.refused]
                return b"".join(map(self.line, made + errors))
            case events.Done():
                return self.line(DONE[context.verb].format(event.subject))
        raise AssertionError(f"no answer to {event}")

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        if isinstance(event, events.Message):
            if event.to:
                return each_line(f"[PrivateMessage] from {event.sender} : ", event)
            if event.rid != events.LOBBY_ID:
                return each_line(f"[Grupchat] {event.sender}@{event.room} : ", event)
            return each_line(f"{event.sender}: ", event)
        return (notice(event) or classroom.notice(event)).encode()

    def too_long(self) -> bytes:
        return self.line(f"[Error] {LINE_TOO_LONG}")

    def _refusal(self, event: events.Refused, context: Request) -> bytes:
        why = because(event.reason, event.subject)
        if context.verb == "guest":
            self.refused += 1
            self.closing = self.refused >= TRIES
            if self.bare:
                return b"false"
        elif context.verb == "aside":
            why = f"{why}; {aside.HOW_TO_WHISPER}"
        return self.line(f"[Error] {why}")

    # ---------------------------------------------------- what can be typed

    def _pm(self, rest: str) -> Ask:
        name, text = name_and_text(rest)
        if not name:
            return self.answer("[Error] tulis: pm USER PESAN")
        return Ask(commands.Send(to=name, text=text, kind="user"), PRIVATE)

    def _whoami(self, rest: str) -> Ask | None:
        return None if rest.strip() else Ask(commands.WhoAmI(), Request("whoami"))

    def _listuser(self, rest: str) -> Ask | None:
        behind = after(rest)
        return None if behind is None else Ask(commands.ListUsers(after=behind), Request("listuser"))

    def _exit(self, rest: str) -> Ask | None:
        return None if rest.strip() else Ask(commands.Exit(), Request("exit"))

    def _creategrup(self, rest: str) -> Ask:
        name, *more = rest.split() or [""]
        if not name or (more and more[0].lower() != "adduser"):
            return self.answer("[Error] tulis: creategrup GRUP adduser USER USER")
        return Ask(commands.CreateRoom(room=name, open=False, invite=more[1:]), Request("creategrup"))

    def _switchgrup(self, rest: str) -> Ask:
        name, text = name_and_text(rest)
        if not name:
            return self.answer("[Error] tulis: switchgrup GRUP PESAN")
        verb, *users = text.split() or [""]
        if verb.lower() == "listuser" and (behind := after(" ".join(users))) is not None:
            return Ask(commands.Members(room=name, after=behind), Request("members"))
        if verb.lower() == "adduser":
            if not users:
                return self.answer("[Error] tulis: switchgrup GRUP adduser USER USER")
            return Ask(commands.Invite(room=name, users=users), Request("adduser"))
        return Ask(commands.Send(to=name, text=text, kind="room"), Request("switchgrup"))

    def _acceptgrup(self, rest: str) -> Ask:
        return self._about_group("acceptgrup", rest, commands.Answer(accept=True))

    def _rejectgrup(self, rest: str) -> Ask:
        return self._about_group("rejectgrup", rest, commands.Answer(accept=False))

    def _joingrup(self, rest: str) -> Ask:
        words = rest.split()
        if len(words) == 2:
            return Ask(commands.JoinRoom(room=words[0], key=words[1]), Request("joingrup"))
        return self._about_group("joingrup", rest, commands.JoinRoom())

    def _exitgrup(self, rest: str) -> Ask:
        return self._about_group("exitgrup", rest, commands.LeaveRoom())

    def _about_group(self, verb: str, rest: str, command: Any) -> Ask:
        if len(rest.split()) != 1:
            return self.answer(f"[Error] tulis: {verb} GRUP")
        command.room = rest.strip()
        return Ask(command, Request(verb))


COMMANDS = {
    "pm": Pm._pm,
    "whoami": Pm._whoami,
    "listuser": Pm._listuser,
    "creategrup": Pm._creategrup,
    "switchgrup": Pm._switchgrup,
    "acceptgrup": Pm._acceptgrup,
    "rejectgrup": Pm._rejectgrup,
    "joingrup": Pm._joingrup,
    "exitgrup": Pm._exitgrup,
    "exit": Pm._exit,
}
"""By verb: the method that reads the rest of the line, or returns None if it is just a sentence."""

SLASHED = {**moderating.READERS, **classroom.READERS, **finding.READERS}
"""By verb, as base.slashed reads them."""

DONE = {
    "whoami": "[Whoami] {}",
    "acceptgrup": "[OK] bergabung dengan {}",
    "rejectgrup": "[OK] undangan {} ditolak",
    "joingrup": "[OK] bergabung dengan {}",
    "exitgrup": "[OK] keluar dari {}",
}


def _names_line(event: events.Names, verb: str) -> str:
    listed = ", ".join(event.names)
    if verb == "listuser":
        return f"[ListUser] {event.total} online: {listed}{goes_on(event, verb)}"
    return f"[Groupchat] {event.subject}: {listed}{goes_on(event, f'switchgrup {event.subject} listuser')}"

"""The dialect `sendto` (seed 001): regist, login, then sendall, sendto, list, logout."""

from datetime import datetime
from typing import Any, ClassVar

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason
from chatlib.dialects import classroom, moderating
from chatlib.dialects.base import Ask, Dialect, Message, after, first_word, name_and_text, slashed
from chatlib.dialects.wording import LINE_TOO_LONG, because, each_line, goes_on, notice

TRIES = 3
"""Failed logins after which the connection is closed."""


class Sendto(Dialect):
    name: ClassVar[str] = "sendto"
    repeats_prefix: ClassVar[bool] = True
    memory: ClassVar[tuple[str, ...]] = (*Dialect.memory, "failures")

    def __init__(self, eol: bytes = b"\n", bare: bool = False) -> None:
        super().__init__(eol, bare)
        self.failures = 0

    def receive(self, line: str) -> Ask | None:
        verb, rest = first_word(line)
        if not verb.strip():
            return None
        if not self.user:
            return self._before_login(verb, rest)
        if verb == "sendall":
            return Ask(commands.Send(to=names.LOBBY, text=rest), "sendall")
        if verb == "sendto" and rest.strip():
            name, text = name_and_text(rest)
            return Ask(commands.Send(to=name, text=text, kind="user", online=True), verb)
        if verb == "list" and (behind := after(rest)) is not None:
            return Ask(commands.ListUsers(after=behind), verb)
        if verb == "logout" and not rest.strip():
            return Ask(commands.Exit(), verb)
        found = slashed(verb, rest, moderating.READERS)
        if isinstance(found, str):
            return self.answer(f"[Error] {found}")
        return Ask(found, verb) if found else self.answer("[Perintah] sendall, sendto, list, logout")

    def message(self, line: str) -> Message | None:
        verb, _, rest = line.partition(" ")
        if verb == "sendall":
            return commands.Send(0, "", names.LOBBY, rest), verb
        name, _, text = rest.partition(" ")
        if verb != "sendto" or not name:
            return None
        return commands.Send(0, "", name, text, "user", online=True), verb

    def _before_login(self, verb: str, rest: str) -> Ask:
        words = rest.split()
        if verb in ("regist", "login") and len(words) == 2:
            enter = commands.Enter(name=words[0])
            if verb == "login":
                return Ask(enter, verb, password=words[1])
            return Ask(commands.Register(name=words[0], enter=enter), verb, password=words[1])
        self.closing = True
        return self.answer("[Error] perintah salah")

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        if (answer := moderating.answer(event)) is not None:
            return self.line(answer)
        match event:
            case events.Refused():
                return self._refusal(event, context)
            case events.Welcome():
                self.user, self.failures = event.name, 0
                return self.line(f"[OK] selamat datang {event.name}")
            case events.Parted():
                self.user = ""
                return self.line(f"[OK] logout {event.name}")
            case events.Message():
                return self.line("[OK]")
            case events.Names():
                return self.line(f"[List] {', '.join(event.names)}{goes_on(event, context)}")
        raise AssertionError(f"no answer to {event}")

    def _refusal(self, event: events.Refused, context: str) -> bytes:
        text = because(event.reason, event.subject)
        if context == "regist":
            self.closing = True
            if event.reason in (Reason.NAME_IS_USER, Reason.NAME_IS_ROOM):
                text = f"nama {event.subject} sudah terdaftar"
        elif context == "login" and event.reason is not Reason.TOO_FAST:
            self.failures += 1
            self.closing = self.failures >= TRIES
        elif event.reason is Reason.UNKNOWN_USER:
            text = because(Reason.USER_OFFLINE, event.subject)
        return self.line(f"[Error] {text}")

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        if isinstance(event, events.Message):
            return each_line(f"{_head(event)} ", event)
        return (notice(event) or classroom.notice(event)).encode()

    @classmethod
    def missed(cls, message: events.Message) -> bytes:
        when = datetime.fromtimestamp(message.at).strftime("%Y-%m-%d %H:%M")
        return each_line(f"{_head(message)} ({when}) ", message)

    def too_long(self) -> bytes:
        return self.line(f"[Error] {LINE_TOO_LONG}")


def _head(message: events.Message) -> str:
    if message.to:
        return f"[{message.sender} -> {message.receiver}]"
    if message.rid != events.LOBBY_ID:
        return f"[{message.sender}@{message.room}]"
    return f"[{message.sender}]"

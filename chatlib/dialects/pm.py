"""The dialect `pm` (seed 000): a name as first line, then plain text and a few commands."""

from typing import Any, ClassVar, NamedTuple

from chatlib.core import commands, events, names
from chatlib.dialects.base import Ask, Dialect, first_word, name_and_text
from chatlib.dialects.wording import LINE_TOO_LONG, because, notice, said


class Request(NamedTuple):
    """What an answer must know of its question."""

    verb: str
    subject: str = ""


class Pm(Dialect):
    name: ClassVar[str] = "pm"

    def receive(self, line: str) -> Ask | None:
        if not line or line.isspace():
            return None
        if not self.user:
            return Ask(commands.Guest(name=line), Request("guest"))
        verb, rest = first_word(line)
        handler = COMMANDS.get(verb)
        ask = handler(self, rest) if handler else None
        return ask or Ask(commands.Send(to=names.LOBBY, text=line), Request("broadcast"))

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        match event:
            case events.Refused():
                return self._refusal(event, context)
            case events.Welcome():
                self.user = event.name
                return b"true" if self.bare else self.line(f"[Sukses] username: {event.name}")
            case events.Parted():
                self.closing = True
                return b""
            case events.Message():
                if event.to:
                    return self.line(f"[OK] pesan untuk {event.receiver} terkirim")
                return self.line(_group_line(event)) if context.verb == "switchgrup" else b""
            case events.Names():
                listed = ", ".join(event.names)
                if context.verb == "listuser":
                    return self.line(f"[ListUser] {len(event.names)} online: {listed}")
                return self.line(f"[Groupchat] {event.subject}: {listed}")
            case events.Invites():
                made = [f"[OK] grup {event.room} dibuat"] if context.verb == "creategrup" else []
                errors = [f"[Error] {because(reason, name)}" for reason, name in event.refused]
                return b"".join(map(self.line, made + errors))
            case events.Done():
                return self.line(DONE[context.verb].format(event.subject))
        raise AssertionError(f"no answer to {event}")

    @classmethod
    def push(cls, event: events.Event) -> bytes:
        if isinstance(event, events.Message):
            if event.to:
                return f"[PrivateMessage] from {event.sender} : {said(event)}".encode()
            if event.rid != events.LOBBY_ID:
                return _group_line(event).encode()
            return f"{event.sender}: {said(event)}".encode()
        return notice(event).encode()

    def too_long(self) -> bytes:
        return self.line(f"[Error] {LINE_TOO_LONG}")

    def _refusal(self, event: events.Refused, context: Request) -> bytes:
        if context.verb == "guest" and self.bare:
            return b"false"
        return self.line(f"[Error] {because(event.reason, event.subject)}")

    # ---------------------------------------------------- what can be typed

    def _pm(self, rest: str) -> Ask:
        name, text = name_and_text(rest)
        if not name:
            return self.answer("[Error] tulis: pm USER PESAN")
        return Ask(commands.Send(to=name, text=text, kind="user"), Request("pm"))

    def _whoami(self, rest: str) -> Ask | None:
        return None if rest.strip() else Ask(commands.WhoAmI(), Request("whoami"))

    def _listuser(self, rest: str) -> Ask | None:
        return None if rest.strip() else Ask(commands.ListUsers(), Request("listuser"))

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
        if verb.lower() == "listuser" and not users:
            return Ask(commands.Members(room=name), Request("members"))
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

DONE = {
    "whoami": "[Whoami] {}",
    "acceptgrup": "[OK] bergabung dengan {}",
    "rejectgrup": "[OK] undangan {} ditolak",
    "joingrup": "[OK] bergabung dengan {}",
    "exitgrup": "[OK] keluar dari {}",
}


def _group_line(message: events.Message) -> str:
    return f"[Grupchat] {message.sender}@{message.room} : {said(message)}"

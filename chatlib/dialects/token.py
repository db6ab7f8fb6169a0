"""The dialect `token` (seeds 003 and 004): commands with a bearer token, JSON answers, nothing pushed."""

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any, ClassVar

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.names import AT
from chatlib.core.rules.files import INLINE
from chatlib.core.tokens import digest
from chatlib.dialects.base import Ask, Dialect, answered, first_word, name_and_text
from chatlib.dialects.wording import LINE_TOO_LONG, because

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![^\s])")
WRONG = "Protocol Tidak Benar"
NOBODY = "User Tidak Ditemukan"
NO_GROUP = "Group Tidak Ditemukan"

REFUSALS = {
    Reason.NO_SESSION: "Session Tidak Ditemukan",
    Reason.UNKNOWN_USER: NOBODY,
    Reason.WRONG_PASSWORD: "Password Salah",
    Reason.NAME_IS_USER: "User Sudah Ada",
    Reason.NAME_IS_ROOM: "Group Sudah Ada",
    Reason.UNKNOWN_ROOM: NO_GROUP,
    Reason.UNKNOWN_TARGET: NO_GROUP,
    Reason.NOT_INVITED: "Group Tertutup",
    Reason.NOT_MEMBER: "Bukan Anggota Group",
}


class Token(Dialect):
    name: ClassVar[str] = "token"
    pushes: ClassVar[bool] = False
    gives_token: ClassVar[bool] = True

    def receive(self, line: str) -> Ask | None:
        verb, rest = first_word(line.strip())
        if not verb:
            return None
        rest = rest.strip()
        if verb in ("auth", "register"):
            return self._account(verb, rest.split())
        reader = COMMANDS.get(verb)
        if reader is None:
            return self._error(WRONG)
        bearer = UUID.match(rest)
        if bearer:
            rest = rest[bearer.end() :].strip()
        found = reader(rest)
        if found is None:
            return self._error(WRONG)
        ask = found if isinstance(found, Ask) else Ask(found)
        if ask.content and len(ask.content) > INLINE:
            return self._error(because(Reason.FILE_TOO_LARGE, ask.command.name))
        ask.command.token = digest(bearer.group().lower()) if bearer else ""
        return ask._replace(context=verb)

    def _account(self, verb: str, words: list[str]) -> Ask:
        if len(words) < 2 or (verb == "auth" and len(words) > 2):
            return self._error(WRONG)
        if verb == "auth":
            enter = commands.Enter(name=words[0], pushes=False, lingers=True)
            return Ask(enter, verb, password=words[1])
        return Ask(commands.Register(name=words[0]), verb, password=words[1])

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        match event:
            case events.Refused():
                return answer(status="ERROR", message=self._reason(event, context))
            case events.Welcome():
                self.user = event.name
                return answer(status="OK", tokenid=self.token)
            case events.Parted():
                return answer(status="OK", message="Logout berhasil")
            case events.Message() if context != "sendfile":
                return answer(status="OK", message="Message Sent")
            case events.Names():
                return answer(status="OK", message="List user: " + ",".join(event.names), users=event.names)
            case events.Page():
                return answer(status="OK", messages=_by_sender(event) if context == "inbox" else _in_order(event))
            case events.Files():
                files = map(_file, event.files, event.contents or [b""] * len(event.files))
                return answer(status="OK", files=list(files))
        return answer(status="OK", message=DONE[context])

    def _reason(self, event: events.Refused, context: str) -> str:
        if context == "auth" and event.reason is Reason.UNKNOWN_USER:
            return "User Tidak Ada"
        if context == "creategroup" and event.reason is Reason.NAME_IS_USER:
            return because(event.reason, event.subject)
        if context == "register" and event.reason is Reason.NAME_IS_ROOM:
            return because(event.reason, event.subject)
        return REFUSALS.get(event.reason) or because(event.reason, event.subject)

    @classmethod
    def push(cls, event: events.Event) -> bytes:
        return b""

    def too_long(self) -> bytes:
        return answer(status="ERROR", message=LINE_TOO_LONG)

    def _error(self, message: str) -> Ask:
        return answered(answer(status="ERROR", message=message))


def answer(**fields: Any) -> bytes:
    """One object and an empty line, whatever line end the client uses. Pure ASCII: old clients decode it in pieces."""
    return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\r\n\r\n"


def _by_sender(page: events.Page) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for message in page.messages:
        found.setdefault(message.sender, []).append({"msg": message.text, "time": int(message.at)})
    return found


def _in_order(page: events.Page) -> list[dict]:
    return [{"from": m.sender, "msg": m.text, "time": int(m.at)} for m in page.messages]


def _file(message: events.Message, content: bytes) -> dict:
    """The content is empty of a file that is too large for a line: the native client has other ways to get it."""
    name, size = message.text, message.file.size
    return {"from": message.sender, "name": name, "size": size, "content": b64encode(content).decode("ascii")}


# ------------------------------------------------------- what can be asked: the line behind verb and token


def _send(rest: str) -> commands.Command | None:
    name, text = name_and_text(rest)
    return commands.Send(to=name, text=text.strip(), kind="user") if text.strip() else None


def _sendgroup(rest: str) -> commands.Command | None:
    name, text = name_and_text(rest)
    return commands.Send(to=name, text=text.strip(), kind="room") if text.strip() else None


def _across(read: Any) -> Any:
    """As `read`, with the realm in front of the name."""

    def read_across(rest: str) -> commands.Command | None:
        realm, rest = name_and_text(rest)
        name, text = name_and_text(rest)
        return read(f"{name}{AT}{realm} {text}") if name and realm else None

    return read_across


def _group(command: type) -> Any:
    def read(rest: str) -> commands.Command | None:
        words = rest.split()
        return command(room=words[0]) if len(words) == 1 else None

    return read


def _plain(command: type) -> Any:
    def read(rest: str) -> commands.Command | None:
        return None if rest else command()

    return read


def _sendfile(rest: str) -> Ask | None:
    words = rest.split()
    if len(words) != 3:
        return None
    try:
        content = b64decode(words[2], validate=True)
    except ValueError:
        return None
    offer = commands.Offer(
        to=words[0], name=words[1], size=len(content), sha256=sha256(content).hexdigest(), kind="user"
    )
    return Ask(offer, content=content)


def _list(rest: str) -> commands.Command | None:
    return None if rest else commands.ListUsers(by_login=True)


COMMANDS = {
    "send": _send,
    "sendprivate": _send,
    "inbox": _plain(commands.Inbox),
    "list": _list,
    "logout": _plain(commands.Exit),
    "creategroup": _group(commands.CreateRoom),
    "joingroup": _group(commands.JoinRoom),
    "leavegroup": _group(commands.LeaveRoom),
    "sendgroup": _sendgroup,
    "inboxgroup": _group(commands.RoomInbox),
    "sendprivaterealm": _across(_send),
    "sendgrouprealm": _across(_sendgroup),
    "sendfile": _sendfile,
    "receivefile": _plain(commands.ReceiveFiles),
}

DONE = {
    "register": "User Terdaftar",
    "creategroup": "Group Dibuat",
    "joingroup": "Bergabung Dengan Group",
    "leavegroup": "Keluar Dari Group",
    "sendfile": "File Sent",
}

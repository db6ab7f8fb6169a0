"""The dialect `mamushi` (seed 002): requests and responses as dictionaries. The native client speaks it, extended."""

import re
from typing import Any, ClassVar, NamedTuple

import msgspec

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.tokens import digest
from chatlib.dialects import notation
from chatlib.dialects.base import Ask, Dialect, answered
from chatlib.dialects.wording import LINE_TOO_LONG, because

encode = msgspec.json.Encoder(decimal_format="number").encode


class Request(NamedTuple):
    """What a response must know of its request. `about`: the name that it was about, as it was written."""

    flag: str
    id: Any
    about: str = ""


class BadRequest(ValueError):
    """The request is not understood; the text says what was expected."""


class Mamushi(Dialect):
    name: ClassVar[str] = "mamushi"
    gives_token: ClassVar[bool] = True

    def receive(self, line: str) -> Ask | None:
        if not line or line.isspace():
            return None
        flag, request_id = "", None
        try:
            request = notation.read(line)
            flag, request_id = request.get("FLAG"), request.get("ID")
            reader = READERS.get(flag.strip().upper()) if isinstance(flag, str) else None
            if reader is None:
                raise BadRequest("FLAG tidak dikenal")
            flag = flag.strip().upper()
            if not self.user and flag not in WITHOUT_LOGIN:
                return self._answer(Request(flag, request_id), "NOT_LOGGED_IN", because(Reason.NO_SESSION, ""))
            ask = reader(request)
        except (BadRequest, notation.NotUnderstood) as error:
            return self._answer(Request("", request_id), "BAD_REQUEST", f"permintaan tidak dipahami: {error}")
        if isinstance(ask.command, commands.Resume):
            self.token = request["TOKEN"]
        about = getattr(ask.command, "to", "") or getattr(ask.command, "room", "")
        return Ask(ask.command, Request(flag, request_id, about), ask.password)

    def _answer(self, request: Request, code: str, content: Any) -> Ask:
        return answered(self._response(request, code, content))

    def _response(self, request: Request, code: str, content: Any, **more: Any) -> bytes:
        fields = {"FLAG": "DATA", "CONTENT": content, "TYPE": "TEXT", "CODE": code, **more}
        if request.id is not None:
            fields["ID"] = request.id
        return encode(fields) + self.eol

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        if isinstance(event, events.Refused):
            return self._refusal(event, context)
        flag = context.flag
        if isinstance(event, events.Message):
            return self._response(context, "SEND_OK", _sent(event.room or event.receiver, not event.to), SEQ=event.seq)
        if isinstance(event, events.Sent):
            return self._response(context, "SEND_OK", _sent(event.subject, event.is_room), SEQ=event.seq)
        if isinstance(event, events.Offered):
            words = f"berkas ke {'room ' if event.is_room else ''}{event.subject} dapat dikirim"
            return self._response(context, "SEND_OK", words, FILE=event.fid)
        more: dict[str, Any] = {}
        code, content = OK_CODES.get(flag, flag + "_OK"), getattr(event, "subject", "")
        match event:
            case events.Welcome():
                self.user, content = event.name, event.name
                more["TOKEN"] = self.token
            case events.Parted():
                self.user, content = "", event.name
            case events.Names():
                content = event.names
            case events.Page():
                content = [_message(message) for message in event.messages]
            case events.Invites():
                content = event.room if flag != "INVITE" else event.invited
                if flag == "INVITE" and not event.invited:
                    code = "INVITE_FAILED"
                    content = because(*event.refused[0]) if event.refused else "tidak ada yang diundang"
                if event.refused:
                    more["REFUSED"] = {name: because(reason, name) for reason, name in event.refused}
        wording = OK_WORDING.get(flag)
        return self._response(context, code, wording.format(content) if wording else content, **more)

    def _refusal(self, event: events.Refused, request: Request) -> bytes:
        flag, reason = request.flag, event.reason
        content = because(reason, event.subject)
        for key in ((flag, reason), ("", reason), (flag, None)):
            if key in REFUSALS:
                code, wording = REFUSALS[key]
                break
        else:
            code, wording = flag + "_FAILED", None
        return self._response(request, code, wording.format(request.about) if wording else content)

    @classmethod
    def push(cls, event: events.Event) -> bytes:
        if isinstance(event, events.Message):
            return encode(_message(event))
        if isinstance(event, events.Invitation):
            return _push("INVITATION", event.sender, ROOM=event.room, CONTENT=event.members)
        code = PUSHES[type(event)]
        if isinstance(event, events.Came | events.Went):
            return _push(code, event.name)
        whom = {events.Invited: "whom", events.Deleted: "members"}.get(type(event), "name")
        return _push(code, event.name, ROOM=event.room, CONTENT=getattr(event, whom))

    def too_long(self) -> bytes:
        return self._response(Request("", None), "BAD_REQUEST", LINE_TOO_LONG)


# ------------------------------------------------------------------ what is written


def _message(message: events.Message) -> dict[str, Any]:
    fields = {
        "FLAG": "DATA",
        "CODE": "MESSAGE",
        "SENDER": message.sender,
        "RECEIVER": message.receiver or message.room,
        "ROOM": message.room,
        "CONTENT": message.text,
        "TYPE": "TEXT",
        "SEQ": message.seq,
        "TIME": round(message.at, 3),
    }
    if message.to:
        del fields["ROOM"]
    if message.file:
        fields |= {"TYPE": "FILE", "FILE": message.file.fid, "SIZE": message.file.size, "SHA256": message.file.sha256}
    return fields


def _push(code: str, sender: str, **more: Any) -> bytes:
    return encode({"FLAG": "DATA", "CODE": code, "SENDER": sender, "TYPE": "TEXT", **more})


def _sent(name: str, is_room: bool) -> str:
    return f"chat ke room {name} berhasil dikirim" if is_room else f"chat ke {name} berhasil dikirim"


PUSHES = {
    events.Came: "ONLINE",
    events.Went: "OFFLINE",
    events.Joined: "JOINED",
    events.Left: "LEFT",
    events.Declined: "DECLINED",
    events.Invited: "INVITED",
    events.Deleted: "LEFT",
}

OK_CODES = {"QUIT_ROOM": "ROOM_QUITTED"}

OK_WORDING = {
    "REG": "anda berhasil terdaftar dengan username: {}",
    "LOGIN": "Login berhasil: {}",
    "MAKE_ROOM": "{} berhasil dibuat",
    "DEL_ROOM": "{} berhasil dihapus",
    "LOGOUT": "{} telah log out",
}

REFUSALS: dict[tuple[str, Reason | None], tuple[str, str | None]] = {
    ("", Reason.NO_SESSION): ("NOT_LOGGED_IN", None),
    ("", Reason.TOO_FAST): ("RATE_LIMITED", None),
    ("RESUME", Reason.NO_SESSION): ("RESUME_FAILED", "TOKEN tidak berlaku"),
    ("REG", Reason.NAME_IS_USER): ("REG_DUPE", "username sudah terdaftar"),
    ("REG", Reason.NAME_IS_ROOM): ("REG_DUPE", "username sudah terdaftar"),
    ("REG", Reason.TOO_MANY_ACCOUNTS): ("RATE_LIMITED", None),
    ("REG", None): ("BAD_REQUEST", None),
    ("LOGIN", Reason.WRONG_PASSWORD): ("BAD_PASS", "Login gagal ,password salah"),
    ("LOGIN", Reason.UNKNOWN_USER): ("USER_NONEXIST", "Login gagal , user tidak ditemukan"),
    ("LOGIN", Reason.ALREADY_LOGGED_IN): ("LOGIN_DUPE", "Login gagal , user telah ter-login"),
    ("MAKE_ROOM", Reason.NAME_IS_ROOM): ("MAKE_ROOM_DUPE", "{} sudah ada"),
    ("MAKE_ROOM", Reason.NAME_IS_USER): ("MAKE_ROOM_DUPE", "{} sudah ada"),
    ("MAKE_ROOM", None): ("BAD_REQUEST", None),
    ("DEL_ROOM", Reason.UNKNOWN_ROOM): ("DEL_ROOM_NOT_EXIST", "{} tidak ditemukan"),
    ("DEL_ROOM", None): ("DENIED", None),
    ("JOIN_ROOM", None): ("JOIN_ROOM_FAILED", "tidak dapat masuk ke dalam room {}"),
    ("QUIT_ROOM", None): ("DENIED", None),
}
"""By FLAG ("": all others) and reason (None: all others): CODE, and CONTENT where the seed prints it."""

SHA256 = re.compile("[0-9a-f]{64}")

LONGEST_ID = 64
"""Characters of an id that are kept as they are; of a longer one, its digest."""

WITHOUT_LOGIN = frozenset({"REG", "LOGIN", "GUEST", "RESUME", "PING"})


# --------------------------------------------------------------------- what is read


def _text(request: dict[str, Any], key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str):
        raise BadRequest(f"{key} harus berupa teks")
    return value


def _number(request: dict[str, Any], key: str, otherwise: int = 0) -> int:
    value = request.get(key, otherwise)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**62:
        raise BadRequest(f"{key} harus berupa bilangan")
    return value


def _names(request: dict[str, Any]) -> list[str]:
    """CONTENT: a name, a list of names, or nothing."""
    value = request.get("CONTENT") or []
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise BadRequest("CONTENT harus berupa nama atau daftar nama")
    return [name.strip() for name in value]


def _account(request: dict[str, Any]) -> tuple[str, str]:
    content = request.get("CONTENT")
    if not isinstance(content, dict):
        raise BadRequest("CONTENT harus berisi username dan password")
    return _text(content, "USERNAME").strip(), _text(content, "PASSWORD")


def _reg(request: dict[str, Any]) -> Ask:
    name, password = _account(request)
    return Ask(commands.Register(name=name), password=password)


def _login(request: dict[str, Any]) -> Ask:
    name, password = _account(request)
    return Ask(commands.Enter(name=name, single=not request.get("DEVICE")), password=password)


def _guest(request: dict[str, Any]) -> Ask:
    return Ask(commands.Guest(name=_text(request, "CONTENT")))


def _resume(request: dict[str, Any]) -> Ask:
    return Ask(commands.Resume(session=digest(_text(request, "TOKEN")), seq=_number(request, "SEQ")))


def _send(request: dict[str, Any]) -> Ask:
    if str(request.get("TYPE")).strip().upper() == "FILE":
        return _offer(request)
    request_id = request.get("ID")
    known_by = "" if request_id is None else repr(request_id)
    known_by = known_by if len(known_by) <= LONGEST_ID else digest(known_by)
    return Ask(commands.Send(to=_text(request, "RECEIVER").strip(), text=_text(request, "CONTENT"), id=known_by))


def _offer(request: dict[str, Any]) -> Ask:
    content = request.get("CONTENT")
    if not isinstance(content, dict):
        raise BadRequest("CONTENT harus berisi NAME, SIZE dan SHA256")
    size, sha256 = _number(content, "SIZE", -1), _text(content, "SHA256").strip().lower()
    if size < 0 or not SHA256.fullmatch(sha256):
        raise BadRequest("SIZE harus berupa bilangan dan SHA256 64 angka heksadesimal")
    to = _text(request, "RECEIVER").strip()
    return Ask(commands.Offer(to=to, name=_text(content, "NAME"), size=size, sha256=sha256))


def _reject(request: dict[str, Any]) -> Ask:
    if "FILE" in request:
        return Ask(commands.Decline(fid=_number(request, "FILE")))
    return Ask(commands.Answer(room=_text(request, "RECEIVER").strip(), accept=False))


def _history(request: dict[str, Any]) -> Ask:
    before, after, limit = _number(request, "BEFORE", -1), _number(request, "AFTER", -1), _number(request, "LIMIT", 50)
    return Ask(commands.History(peer=_text(request, "RECEIVER").strip(), before=before, after=after, limit=limit))


def _by_content(command: type, **more: Any) -> Any:
    return lambda request: Ask(command(room=_text(request, "CONTENT").strip(), **more))


def _by_receiver(command: type, **more: Any) -> Any:
    return lambda request: Ask(command(room=_text(request, "RECEIVER").strip(), **more))


def _group(request: dict[str, Any]) -> Ask:
    return Ask(commands.CreateRoom(room=_text(request, "RECEIVER").strip(), open=False, invite=_names(request)))


def _invite(request: dict[str, Any]) -> Ask:
    return Ask(commands.Invite(room=_text(request, "RECEIVER").strip(), users=_names(request)))


def _plain(command: type) -> Any:
    return lambda request: Ask(command())


READERS = {
    "REG": _reg,
    "LOGIN": _login,
    "MAKE_ROOM": _by_content(commands.CreateRoom, open=True, join=False),
    "DEL_ROOM": _by_content(commands.DeleteRoom),
    "JOIN_ROOM": _by_content(commands.JoinRoom),
    "SEND": _send,
    "QUIT_ROOM": _by_receiver(commands.LeaveRoom),
    "LOGOUT": _plain(commands.Exit),
    "GUEST": _guest,
    "WHOAMI": _plain(commands.WhoAmI),
    "LIST_USER": _plain(commands.ListUsers),
    "LIST_ROOM": _plain(commands.ListRooms),
    "ROOM_USERS": _by_receiver(commands.Members),
    "CREATE_GROUP": _group,
    "INVITE": _invite,
    "ACCEPT": _by_receiver(commands.Answer, accept=True),
    "REJECT": _reject,
    "HISTORY": _history,
    "RESUME": _resume,
    "PING": _plain(commands.Pass),
}
"""By FLAG."""

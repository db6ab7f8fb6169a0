"""What the dialect `mamushi` writes."""

from typing import Any

import msgspec

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.mamushi.amending import of_message

encode = msgspec.json.Encoder(decimal_format="number").encode


def message(message: events.Message) -> dict[str, Any]:
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
    return fields | of_message(message) if message.reply or message.revision else fields


def push(code: str, sender: str, **more: Any) -> bytes:
    return encode({"FLAG": "DATA", "CODE": code, "SENDER": sender, "TYPE": "TEXT", **more})


def sent(name: str, is_room: bool) -> str:
    return f"chat ke room {name} berhasil dikirim" if is_room else f"chat ke {name} berhasil dikirim"


def topic_by(topic: str, who: str, at: float) -> dict[str, Any]:
    """What is said beside a topic, if there is one; `at` in unix seconds."""
    return {"BY": who, "TIME": round(at, 3)} if topic else {}


PUSHES = {
    events.Came: "ONLINE",
    events.Went: "OFFLINE",
    events.Joined: "JOINED",
    events.Left: "LEFT",
    events.Declined: "DECLINED",
    events.Invited: "INVITED",
    events.Deleted: "LEFT",
    events.TopicChanged: "TOPIC",
    events.Renamed: "RENAMED",
}

WHOM = {
    events.Invited: "whom", events.Deleted: "members", events.TopicChanged: "text",
}  # fmt: skip
"""What the CONTENT of a push says, where that is not who did it."""

OK_CODES = {"QUIT_ROOM": "ROOM_QUITTED"}

OK_WORDING = {
    "REG": "anda berhasil terdaftar dengan username: {}",
    "LOGIN": "Login berhasil: {}",
    "MAKE_ROOM": "{} berhasil dibuat",
    "DEL_ROOM": "{} berhasil dihapus",
    "LOGOUT": "{} telah log out",
}

OF_THE_SERVER = frozenset({Reason.DISK_FULL, Reason.FAULT})
"""The request was right, and no CODE of the seed says so: it has FAILED."""

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
    ("NICK", Reason.ALREADY_LOGGED_IN): ("NICK_FAILED", "nama sebuah akun tetap; hanya tamu dapat berganti nama"),
    ("MAKE_ROOM", Reason.NAME_IS_ROOM): ("MAKE_ROOM_DUPE", "{} sudah ada"),
    ("MAKE_ROOM", Reason.NAME_IS_USER): ("MAKE_ROOM_DUPE", "{} sudah ada"),
    ("MAKE_ROOM", Reason.TOO_MANY_ROOMS): ("RATE_LIMITED", None),
    ("MAKE_ROOM", None): ("BAD_REQUEST", None),
    ("DEL_ROOM", Reason.UNKNOWN_ROOM): ("DEL_ROOM_NOT_EXIST", "{} tidak ditemukan"),
    ("DEL_ROOM", None): ("DENIED", None),
    ("JOIN_ROOM", None): ("JOIN_ROOM_FAILED", "tidak dapat masuk ke dalam room {}"),
    ("QUIT_ROOM", None): ("DENIED", None),
}
"""By FLAG ("": all others) and reason (None: all others): CODE, and CONTENT where the seed prints it."""

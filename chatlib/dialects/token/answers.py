"""What is answered in the dialect `token`: one JSON object each."""

import json
from base64 import b64encode
from typing import Any

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.core.names import squeezed
from chatlib.dialects.wording import because

WRONG = "Protocol Tidak Benar"
SENT = "Message Sent"
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
    Reason.WRONG_KEY: "Group Tertutup",
    Reason.NOT_MEMBER: "Bukan Anggota Group",
}

OTHERWISE = {
    ("auth", Reason.UNKNOWN_USER): "User Tidak Ada",
    ("creategroup", Reason.NAME_IS_USER): None,
    ("register", Reason.NAME_IS_ROOM): None,
}
"""By what was asked: other words than those of REFUSALS, or (None) the server's own."""

DONE = {
    "register": "User Terdaftar",
    "creategroup": "Group Dibuat",
    "joingroup": "Bergabung Dengan Group",
    "leavegroup": "Keluar Dari Group",
    "sendfile": "File Sent",
}

SAME = {
    "login": "auth", "addgroup": "creategroup", "listusers": "list", "info": "list", "sessioncheck": "list",
    "logininfo": "list", "listgroups": "listgroup", "getgroup": "listgroup", "getgroups": "listgroup",
    "inboxrealm": "inbox", "getrealminbox": "inbox", "inboxgrouprealm": "inboxgroup", "sendgroupfile": "sendfile",
    "sendfilerealm": "sendfile", "sendgroupfilerealm": "sendfile", "recvfile": "receivefile",
    "downloadfile": "receivefile", "checkrealm": "listrealm", "connectedrealm": "listrealm",
}  # fmt: skip
"""Verbs that are answered as another one is."""

EMPTY: dict[str, dict[str, Any]] = {
    "inbox": {"messages": {}},
    "inboxgroup": {"messages": []},
    "list": {"users": []},
    "listgroup": {"groups": []},
    "listrealm": {"realms": []},
    "receivefile": {"files": []},
}
"""What an error has besides its message: there are clients that read it unasked."""

LISTS = {"list": ("List user", "users"), "listgroup": ("List group", "groups"), "listrealm": ("List realm", "realms")}


def kind(verb: str) -> str:
    """The verb that is answered in the same way."""
    verb = squeezed(verb)
    return SAME.get(verb, verb)


def ok(**fields: Any) -> bytes:
    return _encoded({"status": "OK", **fields})


def error(message: str, asked: str = "") -> bytes:
    """`asked`: the kind of what was asked for."""
    return _encoded({"status": "ERROR", "message": message, **EMPTY.get(asked, {})})


def refused(event: events.Refused, asked: str) -> bytes:
    return error(_reason(event.reason, event.subject, asked), asked)


def names(event: events.Names, asked: str) -> bytes:
    title, key = LISTS[asked]
    return ok(message=f"{title}: {','.join(event.names)}", **{key: event.names}, **_more(event.more))


def page(event: events.Page, asked: str) -> bytes:
    messages = _by_sender(event) if asked == "inbox" else _in_order(event)
    return ok(messages=messages, **_more(event.more))


def files(event: events.Files) -> bytes:
    return ok(files=list(map(_file, event.files, event.contents or [b""] * len(event.files))))


def circulated(event: events.Circulated) -> bytes:
    """One answer that names who did not get it."""
    missed: dict[str, list[str]] = {}
    for reason, name in event.refused:
        if reason in REFUSALS:
            missed.setdefault(REFUSALS[reason], []).append(name)
        else:
            missed[because(reason, name)] = []
    why = "; ".join(f"{words}: {', '.join(listed)}" if listed else words for words, listed in missed.items())
    if not event.reached:
        return error(why or NOBODY)
    return ok(message=f"{SENT}; {why}" if why else SENT)


def ruled(status: str, words: str) -> bytes:
    """`status`, as of moderating.outcome."""
    return error(words) if status == "Error" else ok(message=words)


def _encoded(fields: dict[str, Any]) -> bytes:
    """An object and an empty line, whatever line end the client uses. Pure ASCII: old clients decode it in pieces."""
    return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\r\n\r\n"


def _reason(reason: Reason, subject: str, asked: str) -> str:
    return OTHERWISE.get((asked, reason), REFUSALS.get(reason)) or because(reason, subject)


def _more(more: bool) -> dict[str, bool]:
    return {"more": True} if more else {}


def _by_sender(event: events.Page) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for message in event.messages:
        found.setdefault(message.sender, []).append({"msg": message.text, "time": int(message.at)})
    return found


def _in_order(event: events.Page) -> list[dict]:
    return [{"from": m.sender, "msg": m.text, "time": int(m.at)} for m in event.messages]


def _file(message: events.Message, content: bytes) -> dict:
    """The content is empty of a file that is too large for a line: the native client has other ways to get it."""
    name, size = message.text, message.file.size
    return {"from": message.sender, "name": name, "size": size, "content": b64encode(content).decode("ascii")}

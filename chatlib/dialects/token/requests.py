"""What can be asked in the dialect `token`: the line behind verb and token."""

import re
from base64 import b64decode
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from chatlib.core import commands
from chatlib.core.names import AT, squeezed
from chatlib.dialects import moderating
from chatlib.dialects.base import Ask, name_and_text, slashed

UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![^\s])")

COMMA = ","
"""Between users in place of a group. No name contains it."""

MOST_USERS = 50
"""In place of a group: each of them gets a message of its own."""

OPERATORS_ONLY = "Realm hanya dapat ditambah oleh pengelola server"


class NotDone(ValueError):
    """It is understood, and refused whoever asks; the text says why."""


Reader = Callable[[str], commands.Command | Ask | None]
"""From the line behind verb and token to what it asks for; None if it has too few parameters, or too many. NotDone."""


def reader(verb: str) -> Reader | None:
    """For a verb in any of its spellings; None if it is none."""
    return RULING.get(verb) or COMMANDS.get(squeezed(verb))


def _send(rest: str) -> commands.Command | None:
    name, text = name_and_text(rest)
    return commands.Send(to=name, text=text.strip(), kind="user") if text.strip() else None


def _sendgroup(rest: str) -> commands.Command | None:
    name, text = name_and_text(rest)
    if not text.strip():
        return None
    if COMMA in name:
        return commands.Circulate(to=_listed(name), text=text.strip())
    return commands.Send(to=name, text=text.strip(), kind="room")


def _listed(names: str) -> list[str]:
    users = list(filter(None, names.split(COMMA)))
    if len(users) > MOST_USERS:
        raise NotDone(f"Paling banyak {MOST_USERS} user")
    return users


def _sendfile(rest: str, kind: commands.Target = "user") -> Ask | None:
    words = rest.split()
    if len(words) != 3:
        return None
    try:
        content = b64decode(words[2], validate=True)
    except ValueError:
        return None
    offer = commands.Offer(to=words[0], name=words[1], size=len(content), sha256=sha256(content).hexdigest(), kind=kind)
    return Ask(offer, content=content)


def _sendgroupfile(rest: str) -> Ask | None:
    return _sendfile(rest, "room")


def _across(read: Reader) -> Reader:
    """As `read`, with the realm in front of the name, or of the names."""

    def read_across(rest: str) -> commands.Command | Ask | None:
        realm, rest = name_and_text(rest)
        names, more = name_and_text(rest)
        addresses = COMMA.join(f"{name}{AT}{realm}" for name in names.split(COMMA) if name)
        return read(f"{addresses} {more}") if addresses and realm else None

    return read_across


def _words(command: type[commands.Command], *fields: str, least: int = 0, **fixed: Any) -> Reader:
    """Each word is one of the `fields`, of which the `least` first ones must be there."""

    def read(rest: str) -> commands.Command | None:
        words = rest.split()
        if not least <= len(words) <= len(fields):
            return None
        return command(**dict(zip(fields, words, strict=False)), **fixed)

    return read


def _ruling(verb: str) -> Reader:
    def read(rest: str) -> commands.Command | None:
        found = slashed(verb, rest, moderating.READERS)
        return None if isinstance(found, str) else found

    return read


def _download(rest: str) -> commands.Command:
    """Whichever file is named: one that was not asked for by name would be passed over for good."""
    return commands.ReceiveFiles()


def _addrealm(rest: str) -> None:
    raise NotDone(OPERATORS_ONLY)


def _no_command(rest: str) -> None:
    """Some clients say it, and nothing fits."""


_room = partial(_words, least=1)
_users = partial(_words, commands.ListUsers, by_login=True)
_groups = _words(commands.ListRooms, "after")
_realms = _words(commands.ListRealms)

COMMANDS: dict[str, Reader] = {
    "send": _send,
    "sendprivate": _send,
    "inbox": _words(commands.Inbox),
    "list": _users("after"),
    "listusers": _users("after"),
    "info": _users(),
    "sessioncheck": _users(),
    "logininfo": _users(),
    "logout": _words(commands.Exit),
    "creategroup": _room(commands.CreateRoom, "room", "key"),
    "addgroup": _room(commands.CreateRoom, "room", "key"),
    "joingroup": _room(commands.JoinRoom, "room", "key"),
    "leavegroup": _room(commands.LeaveRoom, "room"),
    "sendgroup": _sendgroup,
    "inboxgroup": _room(commands.RoomInbox, "room"),
    "listgroup": _groups,
    "listgroups": _groups,
    "getgroup": _groups,
    "getgroups": _groups,
    "sendrealm": _across(_send),
    "sendprivaterealm": _across(_send),
    "sendgrouprealm": _across(_sendgroup),
    "inboxrealm": _words(commands.Inbox, "realm", least=1),
    "getrealminbox": _words(commands.Inbox, "realm", least=1),
    "inboxgrouprealm": _across(_room(commands.RoomInbox, "room")),
    "sendfile": _sendfile,
    "sendgroupfile": _sendgroupfile,
    "sendfilerealm": _across(_sendfile),
    "sendgroupfilerealm": _across(_sendgroupfile),
    "receivefile": _words(commands.ReceiveFiles),
    "recvfile": _download,
    "downloadfile": _download,
    "addrealm": _addrealm,
    "listrealm": _realms,
    "checkrealm": _realms,
    "connectedrealm": _realms,
    "authlogin": _no_command,
}
"""By verb, squeezed; `auth`, `register` and `login`, which come with a password, are not among them."""

RULING: dict[str, Reader] = {verb: _ruling(verb) for verb in moderating.READERS}
"""By verb, who runs a room: behind a slash as in `pm`, for nobody is to lose a name by it."""

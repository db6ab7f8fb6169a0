"""What can be asked in the dialect `mamushi`, by FLAG. Keys are in capitals when they come here."""

import re
from typing import Any

from chatlib.core import commands, names
from chatlib.core.errors import Reason
from chatlib.core.tokens import digest
from chatlib.dialects.base import Ask
from chatlib.dialects.mamushi import amending, moderation, reading, teaching
from chatlib.dialects.mamushi.fields import (
    BadRequest,
    Reader,
    account,
    dictionary,
    names_in,
    number,
    optional,
    room,
    text,
)

SHA256 = re.compile("[0-9a-f]{64}")

LONGEST_ID = 64
"""Characters of an id that are kept as they are; of a longer one, its digest."""


def _reg(request: dict[str, Any]) -> Ask:
    name, password = account(request)
    return Ask(commands.Register(name=name), password=password)


def _login(request: dict[str, Any]) -> Ask:
    name, password = account(request)
    return Ask(commands.Enter(name=name, single=not request.get("DEVICE")), password=password)


def _guest(request: dict[str, Any]) -> Ask:
    return Ask(commands.Guest(name=text(request, "CONTENT").strip()))


def _nick(request: dict[str, Any]) -> Ask:
    return Ask(commands.Rename(name=text(request, "CONTENT").strip()))


def _away(request: dict[str, Any]) -> Ask:
    return Ask(commands.Describe(away=optional(request, "CONTENT").strip()))


def _resume(request: dict[str, Any]) -> Ask:
    return Ask(commands.Resume(session=digest(text(request, "TOKEN")), seq=number(request, "SEQ")))


def _send(request: dict[str, Any]) -> Ask:
    if str(request.get("TYPE")).strip().upper() == "FILE":
        return _offer(request)
    request_id = request.get("ID")
    known_by = "" if request_id is None else repr(request_id)
    known_by = known_by if len(known_by) <= LONGEST_ID else digest(known_by)
    command = commands.Send(to=text(request, "RECEIVER").strip(), text=text(request, "CONTENT"), id=known_by)
    command.reply = max(0, number(request, "REPLY"))
    return Ask(command)


def _offer(request: dict[str, Any]) -> Ask:
    content = dictionary(request)
    if content is None:
        raise BadRequest("CONTENT harus berisi NAME, SIZE dan SHA256")
    size, sha256 = number(content, "SIZE", -1), text(content, "SHA256").strip().lower()
    if size < 0 or not SHA256.fullmatch(sha256):
        raise BadRequest("SIZE harus berupa bilangan dan SHA256 64 angka heksadesimal")
    to = text(request, "RECEIVER").strip()
    return Ask(commands.Offer(to=to, name=text(content, "NAME"), size=size, sha256=sha256))


def _reject(request: dict[str, Any]) -> Ask:
    if "FILE" in request:
        return Ask(commands.Decline(fid=number(request, "FILE")))
    return Ask(commands.Answer(room=text(request, "RECEIVER").strip(), accept=False))


def _history(request: dict[str, Any]) -> Ask:
    before, after, limit = number(request, "BEFORE", -1), number(request, "AFTER", -1), number(request, "LIMIT", 50)
    return Ask(commands.History(peer=text(request, "RECEIVER").strip(), before=before, after=after, limit=limit))


def _search(request: dict[str, Any]) -> Ask:
    typed, where = text(request, "CONTENT"), optional(request, "RECEIVER").strip()
    before, limit = number(request, "BEFORE", -1), number(request, "LIMIT", 20)
    return Ask(commands.Search(typed=typed, where=where, before=before, limit=limit))


def _make_room(request: dict[str, Any]) -> Ask:
    room, key = text(request, "CONTENT").strip(), optional(request, "KEY")
    return Ask(commands.CreateRoom(room=room, open=True, join=False, key=key))


def _delete_room(request: dict[str, Any]) -> Ask:
    return Ask(commands.DeleteRoom(room=text(request, "CONTENT").strip()))


def _join_room(request: dict[str, Any]) -> Ask:
    return Ask(commands.JoinRoom(room=room(request, "CONTENT"), key=optional(request, "KEY")))


def _quit_room(request: dict[str, Any]) -> Ask:
    return Ask(commands.LeaveRoom(room=room(request, "RECEIVER")))


def _group(request: dict[str, Any]) -> Ask:
    room, key = text(request, "RECEIVER").strip(), optional(request, "KEY")
    return Ask(commands.CreateRoom(room=room, open=False, invite=names_in(request), key=key))


def _invite(request: dict[str, Any]) -> Ask:
    return Ask(commands.Invite(room=text(request, "RECEIVER").strip(), users=names_in(request)))


def _accept(request: dict[str, Any]) -> Ask:
    """Who has a key needs no invitation."""
    room, key = text(request, "RECEIVER").strip(), optional(request, "KEY")
    return Ask(commands.JoinRoom(room=room, key=key) if key else commands.Answer(room=room, accept=True))


def _members(request: dict[str, Any]) -> Ask:
    return Ask(commands.Members(room=text(request, "RECEIVER").strip(), after=optional(request, "AFTER")))


def _topic(request: dict[str, Any]) -> Ask:
    """Without a CONTENT it is asked for; an empty one takes it away."""
    room = text(request, "RECEIVER").strip()
    if request.get("CONTENT") is None:
        return Ask(commands.Survey(room=room))
    if names.key(room) == names.LOBBY:  # which is nobody's
        return Ask(commands.Pass(reason=Reason.NOT_OPERATOR, subject=names.LOBBY))
    return Ask(commands.SetTopic(room=room, text=text(request, "CONTENT")))


def _list(command: type[commands.ListUsers | commands.ListRooms]) -> Reader:
    return lambda request: Ask(command(after=optional(request, "AFTER")))


def _plain(command: type[commands.Command]) -> Reader:
    return lambda request: Ask(command())


READERS: dict[str, Reader] = {
    **moderation.READERS,
    **amending.READERS,
    **reading.READERS,
    **teaching.READERS,
    "REG": _reg,
    "LOGIN": _login,
    "MAKE_ROOM": _make_room,
    "DEL_ROOM": _delete_room,
    "JOIN_ROOM": _join_room,
    "SEND": _send,
    "QUIT_ROOM": _quit_room,
    "LOGOUT": _plain(commands.Exit),
    "GUEST": _guest,
    "NICK": _nick,
    "AWAY": _away,
    "WHOAMI": _plain(commands.WhoAmI),
    "LIST_USER": _list(commands.ListUsers),
    "LIST_ONLINE": _list(commands.ListUsers),
    "LIST_ROOM": _list(commands.ListRooms),
    "LIST_REALM": _plain(commands.ListRealms),
    "ROOM_USERS": _members,
    "TOPIC": _topic,
    "CREATE_GROUP": _group,
    "INVITE": _invite,
    "ACCEPT": _accept,
    "REJECT": _reject,
    "HISTORY": _history,
    "SEARCH": _search,
    "RESUME": _resume,
    "PING": _plain(commands.Pass),
}
"""By FLAG."""

DENIED: dict[str, frozenset[Reason]] = {
    flag: module.DENIED for module in (moderation, amending, teaching) for flag in module.READERS
}
"""By FLAG: the reasons that are told as DENIED, beside those of responses.REFUSALS."""

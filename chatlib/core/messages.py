"""Rules: messages, files, and the inboxes of those who fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import IDS_KEPT, Room, User
from chatlib.core.rules import Asker, Fetch, FilesFor, Letters, Outcome, RoomLetters, rule

if TYPE_CHECKING:
    from chatlib.core.chat import Chat


@rule(commands.Send)
def send(chat: Chat, asker: Asker, command: commands.Send) -> Outcome:
    user = asker.user
    if command.id and command.id in user.sent:
        return [_sent_before(chat, user.sent[command.id], command)]
    message = events.Message(command.cid, at=chat.now, uid=user.uid, sender=user.name, id=command.id)
    _address(chat, user, message, command)
    message.text = text.message(command.text, chat.limits.message)
    _charge(chat, asker)
    chat.keep(message)
    if command.id:
        remember(chat, message)
    return [message]


@rule(commands.SendFile)
def send_file(chat: Chat, asker: Asker, command: commands.SendFile) -> Outcome:
    receiver = chat.user(command.to)
    if len(command.content) > chat.limits.file:
        raise Refusal(Reason.FILE_TOO_LARGE, command.name)
    name = text.message(command.name, chat.limits.message)
    _charge(chat, asker)
    size = len(command.content)
    chat.keep(events.File(0, chat.now, asker.user.name, receiver.uid, receiver.name, name, size, command.content))
    return [events.Done(command.cid, receiver.name)]


@rule(commands.Inbox)
def inbox(chat: Chat, asker: Asker, command: commands.Inbox) -> Outcome:
    return [Fetch(command.cid, Letters(asker.user.uid, asker.user.fetched))]


@rule(commands.RoomInbox)
def room_inbox(chat: Chat, asker: Asker, command: commands.RoomInbox) -> Outcome:
    user, room = asker.user, chat.room(command.room)
    if room.rid not in user.rooms:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [Fetch(command.cid, RoomLetters(room.rid, user.uid, user.rooms[room.rid]), room.name)]


@rule(commands.ReceiveFiles)
def receive_files(chat: Chat, asker: Asker, command: commands.ReceiveFiles) -> Outcome:
    return [Fetch(command.cid, FilesFor(asker.user.uid, asker.user.files))]


@rule(commands.Fetched, for_users=False)
def fetched(chat: Chat, command: commands.Fetched) -> Outcome:
    user = chat.state.users[command.uid]
    chat.stamp(command)
    if command.what == "inbox":
        user.fetched = command.upto
    elif command.what == "files":
        user.files = command.upto
    elif command.rid in user.rooms:
        user.rooms[command.rid] = command.upto
    return []


def remember(chat: Chat, message: events.Message) -> None:
    """Keeps the id that the sender gave its message, the last IDS_KEPT of them."""
    user = chat.state.users.get(message.uid)
    if user is None or not message.id:
        return
    user.sent[message.id] = message.seq
    if len(user.sent) > IDS_KEPT:
        del user.sent[next(iter(user.sent))]


def _sent_before(chat: Chat, seq: int, command: commands.Send) -> events.Sent:
    to = names.key(command.to)
    target = chat.names.get(to)
    is_room = to == names.LOBBY or isinstance(target, Room)
    return events.Sent(command.cid, seq, target.name if target else command.to, is_room)


def _address(chat: Chat, user: User, message: events.Message, command: commands.Send) -> None:
    """Fills in where it goes."""
    if command.kind != "user" and (command.to == names.LOBBY or names.key(command.to) == names.LOBBY):
        message.rid, message.room = events.LOBBY_ID, names.LOBBY
        return
    if command.kind == "any":
        target = chat.names.get(names.key(command.to))
    else:
        target = chat.room(command.to) if command.kind == "room" else chat.user(command.to)
    if target is None:
        raise Refusal(Reason.UNKNOWN_TARGET, command.to[: names.MAX_LENGTH])
    if isinstance(target, Room):
        if user.uid not in target.members:
            raise Refusal(Reason.NOT_MEMBER, target.name)
        message.rid, message.room = target.rid, target.name
    else:
        if command.online and target.uid not in chat.state.online:
            raise Refusal(Reason.USER_OFFLINE, command.to)
        message.to, message.receiver = target.uid, target.name


def _charge(chat: Chat, asker: Asker) -> None:
    if not asker.source.messages.take(chat.now, chat.limits.burst, chat.limits.rate):
        raise Refusal(Reason.TOO_FAST)

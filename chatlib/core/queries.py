"""Rules for what only asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room
from chatlib.core.rules import Asker, Conversation, Fetch, Outcome, rule

if TYPE_CHECKING:
    from chatlib.core.chat import Chat

LONGEST_PAGE = 200
"""Messages in one answer, whatever was asked for: with texts of 4 KiB that is under a mebibyte."""


@rule(commands.Pass, for_users=False)
def pass_(chat: Chat, command: commands.Pass) -> Outcome:
    return [events.Done(command.cid)]


@rule(commands.WhoAmI)
def who_am_i(chat: Chat, asker: Asker, command: commands.WhoAmI) -> Outcome:
    return [events.Done(command.cid, asker.user.name)]


@rule(commands.ListUsers)
def list_users(chat: Chat, asker: Asker, command: commands.ListUsers) -> Outcome:
    online = chat.state.online
    listed = [chat.state.users[uid].name for uid in online] if command.by_login else chat.shown(online)
    return [events.Names(command.cid, "", listed)]


@rule(commands.ListRooms)
def list_rooms(chat: Chat, asker: Asker, command: commands.ListRooms) -> Outcome:
    seen = [room.name for room in chat.state.rooms.values() if _sees(asker, room)]
    return [events.Names(command.cid, "", sorted(seen, key=names.key))]


@rule(commands.Members)
def members(chat: Chat, asker: Asker, command: commands.Members) -> Outcome:
    if names.key(command.room) == names.LOBBY:
        return [events.Names(command.cid, names.LOBBY, chat.shown(chat.state.online))]
    room = chat.room(command.room)
    if not _sees(asker, room):
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [events.Names(command.cid, room.name, chat.shown(room.members))]


@rule(commands.History)
def history(chat: Chat, asker: Asker, command: commands.History) -> Outcome:
    uid, rid, pair = asker.user.uid, events.LOBBY_ID, None
    about = names.LOBBY
    if names.key(command.peer) != names.LOBBY:
        peer = chat.names.get(names.key(command.peer))
        if peer is None:
            raise Refusal(Reason.UNKNOWN_TARGET, command.peer[: names.MAX_LENGTH])
        about = peer.name
        if isinstance(peer, Room):
            if uid not in peer.members:
                raise Refusal(Reason.NOT_MEMBER, peer.name)
            rid = peer.rid
        else:
            pair = (min(uid, peer.uid), max(uid, peer.uid))
    limit = max(1, min(command.limit, LONGEST_PAGE))
    before, after = max(-1, command.before), max(-1, command.after)
    return [Fetch(command.cid, Conversation(rid, pair, before, after, limit), about)]


def _sees(asker: Asker, room: Room) -> bool:
    return room.open or asker.user.uid in room.members

"""Rules for what only asks."""

from chatlib.core import commands, events, names, searching, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.realms import requests
from chatlib.core.rules import Conversation, Fetch, Matches, Outcome, rule
from chatlib.core.world import World

LONGEST_LIST = 500
"""Names in one answer: 16 KiB of the longest names in Latin letters."""

LONGEST_SEARCH = 256
"""Characters that are looked for, more than anybody types; the rest counts as nothing."""

EVERYWHERE = "*"
"""As a place: in all that the asker may read."""

LONGEST_PAGE = 200
"""Messages in one answer, whatever was asked for: with texts of 4 KiB that is under a mebibyte."""


@rule(commands.Pass, for_users=False)
def pass_(world: World, command: commands.Pass) -> Outcome:
    if command.reason:
        raise Refusal(command.reason, command.subject)
    return [events.Done(command.cid)]


@rule(commands.WhoAmI)
def who_am_i(world: World, asker: User, command: commands.WhoAmI) -> Outcome:
    return [events.Done(command.cid, asker.name)]


@rule(commands.ListUsers)
def list_users(world: World, asker: User, command: commands.ListUsers) -> Outcome:
    online = world.state.online
    listed = [world.state.users[uid].name for uid in online] if command.by_login else world.shown(online)
    return [_page(world, command, "", listed)]


@rule(commands.ListRooms)
def list_rooms(world: World, asker: User, command: commands.ListRooms) -> Outcome:
    seen = [room.name for room in world.state.rooms.values() if _sees(asker, room)]
    return [_page(world, command, "", sorted(seen, key=names.key))]


@rule(commands.ListRealms)
def list_realms(world: World, asker: User, command: commands.ListRealms) -> Outcome:
    realms = sorted(filter(None, {world.state.realm, *world.state.peers}))
    return [events.Names(command.cid, "", realms, len(realms))]


@rule(commands.Members)
def members(world: World, asker: User, command: commands.Members) -> Outcome:
    if world.key(command.room) == names.LOBBY:
        return [_page(world, command, names.LOBBY, world.shown(world.state.online))]
    if world.realm_of(command.room):
        mirror = world.mirrors.get(world.key(command.room))
        if mirror is None or asker.uid not in mirror.members:
            return requests.members(world, asker, command)
    room = world.room(command.room)
    if not _sees(asker, room):
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [_page(world, command, room.name, world.shown(room.members))]


@rule(commands.History)
def history(world: World, asker: User, command: commands.History) -> Outcome:
    about, rid, pair = _conversation(world, asker, command.peer, command.kind)
    limit = max(1, min(command.limit, LONGEST_PAGE))
    before, after = max(-1, command.before), max(-1, command.after)
    wanted = Conversation(
        rid, pair, before, after, limit, command.times, command.around, command.forward, command.events
    )
    return [Fetch(command.cid, wanted, about)]


@rule(commands.Search)
def search(world: World, asker: User, command: commands.Search) -> Outcome:
    query = searching.read(text.clean(command.typed[:LONGEST_SEARCH]))
    rooms = [events.LOBBY_ID, *asker.rooms]
    uid, pair = asker.uid, None
    where = "" if query.place == EVERYWHERE else query.place or command.where
    if where:
        _, rid, pair = _conversation(world, asker, where)
        rooms, uid = ([], uid) if pair else ([rid], 0)
    elif not (query.phrases or query.sender):
        raise Refusal(Reason.EMPTY)
    before = command.before if command.before >= 0 else world.state.seq + 1
    limit = max(1, min(command.limit, LONGEST_PAGE))
    return [Fetch(command.cid, Matches(query, rooms, uid, pair, before, limit))]


def _conversation(world: World, asker: User, name: str, kind: str = "") -> tuple[str, int, tuple[int, int] | None]:
    """One that the asker may read: its name, and its room or pair. Refusal."""
    if world.key(name) == names.SERVER:
        return names.SERVER, events.LOBBY_ID, (0, asker.uid)
    if world.key(name) == names.LOBBY:
        return names.LOBBY, events.LOBBY_ID, None
    peer = world.find_room(name) if kind == "room" else world.named(name)
    if peer is None:
        raise Refusal(Reason.UNKNOWN_TARGET, names.cut(name))
    if isinstance(peer, Room):
        if asker.uid not in peer.members:
            raise Refusal(Reason.NOT_MEMBER, peer.name)
        return peer.name, peer.rid, None
    return peer.name, events.LOBBY_ID, (min(asker.uid, peer.uid), max(asker.uid, peer.uid))


def _page(
    world: World, command: commands.ListUsers | commands.ListRooms | commands.Members, subject: str, listed: list[str]
) -> events.Names:
    """Of the names those behind the one that the command names, even if that is not there any more.

    In the order of login nobody knows then where it stood: all are listed again, so that none is left out.
    """
    begin = 0
    if command.after:
        keys, after = [names.key(name) for name in listed], world.key(command.after)
        by_name = not getattr(command, "by_login", False)
        begin = keys.index(after) + 1 if after in keys else sum(key < after for key in keys) * by_name
    page = listed[begin : begin + LONGEST_LIST]
    return events.Names(command.cid, subject, page, len(listed), begin + LONGEST_LIST < len(listed))


def _sees(asker: User, room: Room) -> bool:
    return asker.uid in room.members or (room.open and "s" not in room.modes)

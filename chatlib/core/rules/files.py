"""Rules: files.

A file is a message with an attachment. Before its content has come it is an upload, known to its sender alone. Contents
travel by connections of their own; here it is decided who may send and have them, and for how much there is room.
"""

from msgspec.structs import replace

from chatlib.core import commands, events, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Room, User
from chatlib.core.notes import DECLINED
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome, rule
from chatlib.core.rules.messages import address, fetched, note, target
from chatlib.core.rules.moderation.authority import check_pace, check_speaker
from chatlib.core.rules.presence import bearer
from chatlib.core.world import World

INLINE = 32 * 1024
"""Bytes of a file that is given, or taken, within a line of the dialect `token`."""

PAGE, PAGE_BYTES = 200, 256 * 1024
"""An answer with files ends at either, so that it stays well below what may wait for one connection."""

UPLOAD_LIFE = 86400.0
"""Seconds from an offer until the space that it holds is given back."""

MOST, MOST_OF_USER = 100_000, 5_000
"""Files and uploads, also empty ones: each stands in the state and in every snapshot of it."""


# ---------------------------------------------------------------------- send


@rule(commands.Offer)
def offer(world: World, asker: User, command: commands.Offer) -> Outcome:
    user, state = asker, world.state
    message = events.Message(uid=user.uid, sender=user.name, text=text.line(command.name, world.limits.message))
    message.file = events.Attachment(0, command.size, command.sha256)
    goal = target(world, user, command.to, command.kind)
    if not isinstance(goal, str):
        address(world, message, goal)
    room = goal if isinstance(goal, Room) else state.lobby if goal is None else None
    if room:
        check_speaker(world, room, user)
    for pending in state.uploads.values():
        if _same(pending, message):
            return [_offered(command.cid, pending)]
    if room:
        check_pace(world, room, user)
    find_room(world, user, message)
    address(world, message, goal)
    message.file.fid, message.at = world.stamp(command), world.now
    state.uploads[message.file.fid] = message
    return [_offered(command.cid, message)]


@rule(commands.Arrived, for_users=False)
def arrived(world: World, command: commands.Arrived) -> Outcome:
    there = world.state.files.get(command.fid)
    if there:  # and whoever says so again has not heard the answer
        return [events.Sent(command.cid, there.seq, there.room or there.receiver, not there.to)]
    pending = world.state.uploads.get(command.fid)
    if pending is None:
        raise Refusal(Reason.UNKNOWN_FILE, str(command.fid))
    try:
        _check_target(world, pending)
    except Refusal:
        discard(world, commands.Discard(fid=command.fid))
        raise
    message = deliver(world, replace(pending, cid=command.cid, at=world.told))
    departures.said(world, message)
    return [message]


def deliver(world: World, message: events.Message) -> events.Message:
    """Keeps a message whose file is in the store, and numbers it; the file as well if it was not offered here."""
    world.keep(message)
    message.file.fid = message.file.fid or message.seq
    remember(world, message)
    return message


def remember(world: World, message: events.Message) -> None:
    """The file of this message, if it has one, can be had from now on."""
    if message.file:
        world.state.uploads.pop(message.file.fid, None)
        world.state.files[message.file.fid] = replace(message, cid=0)


def _offered(cid: int, message: events.Message) -> events.Offered:
    return events.Offered(cid, message.file.fid, message.room or message.receiver, not message.to)


def _same(one: events.Message, other: events.Message) -> bool:
    def offered(message: events.Message) -> tuple:
        return (message.uid, message.to, message.rid, message.text, message.file.size, message.file.sha256)

    return offered(one) == offered(other)


def find_room(world: World, user: User, message: events.Message) -> None:
    """Refusal if the file is too large, or the user or the server has too many."""
    state, limits, size = world.state, world.limits, message.file.size
    if size > limits.file:
        raise Refusal(Reason.FILE_TOO_LARGE, message.text, limits.file)
    sizes = [m.file.size for kept in (state.uploads, state.files) for m in kept.values() if m.uid == user.uid]
    full = len(sizes) >= MOST_OF_USER or len(state.uploads) + len(state.files) >= MOST
    if full or sum(sizes) + size > limits.files_of_user:
        raise Refusal(Reason.TOO_MANY_FILES, message.text)


def _check_target(world: World, message: events.Message) -> None:
    """Refusal if the receiver is gone, or the sender not in the room any more."""
    state = world.state
    if message.to:
        if message.to not in state.users:
            raise Refusal(Reason.UNKNOWN_USER, message.receiver)
        return
    room = state.rooms.get(message.rid) if message.rid else state.lobby
    if room is None:
        raise Refusal(Reason.UNKNOWN_ROOM, message.room)
    if room.rid and message.uid not in room.members:
        raise Refusal(Reason.NOT_MEMBER, message.room)
    if sender := state.users.get(message.uid):  # a guest may have gone after the last byte
        check_speaker(world, room, sender)


# -------------------------------------------------------------------- give up


@rule(commands.Decline)
def decline(world: World, asker: User, command: commands.Decline) -> Outcome:
    state, user, fid = world.state, asker, command.fid
    message = state.files.get(fid) or state.uploads.get(fid)
    mine = message is not None and message.uid == user.uid
    if not mine and (fid not in state.files or message.to != user.uid):
        raise Refusal(Reason.UNKNOWN_FILE, str(fid))
    world.stamp(command)
    _remove(world, fid)
    out: Outcome = [events.Done(command.cid, message.text)]
    sender = None if mine else state.users.get(message.uid)
    if sender and sender.realm:
        departures.file_declined(world, user, sender, message.text)
    elif sender:
        out.append(declined(world, user.name, sender, message.text))
    return out


def declined(world: World, who: str, sender: User, name: str) -> events.Message:
    """Tells the sender."""
    return note(world, sender, DECLINED.format(who, name))


@rule(commands.Discard, for_users=False)
def discard(world: World, command: commands.Discard) -> Outcome:
    message = world.state.uploads.get(command.fid) or world.state.files.get(command.fid)
    if message:
        world.stamp(command)
        _remove(world, command.fid)
    if command.reason:
        raise Refusal(command.reason, message.text if message else str(command.fid))
    return []


def due(world: World) -> list[commands.Command]:
    """Files and uploads that are too old by now. Both stand in the order of their times.

    The time of a file is that of the clock on the wall, which may have been ahead of it once: then `now` still is.
    """
    out: list[commands.Command] = []
    now = min(world.now, world.told)
    for kept, life in ((world.state.uploads, UPLOAD_LIFE), (world.state.files, world.limits.keep_files)):
        for fid, message in kept.items():
            if now - message.at <= life:
                break
            out.append(commands.Discard(fid=fid))
    return out


def forget(world: World, uid: int) -> None:
    """Files that this user sent or was sent are gone: part of a change that has its SEQ."""
    for kept in (world.state.uploads, world.state.files):
        for fid in [fid for fid, message in kept.items() if uid in (message.uid, message.to)]:
            del kept[fid]


def _remove(world: World, fid: int) -> None:
    world.state.uploads.pop(fid, None)
    world.state.files.pop(fid, None)


# --------------------------------------------------------------------- receive


@rule(commands.ReceiveFiles)
def receive_files(world: World, asker: User, command: commands.ReceiveFiles) -> Outcome:
    user, size = asker, 0
    page: list[events.Message] = []
    for message in world.state.files.values():
        if message.seq <= user.files or not _waits_for(user, message):
            continue
        if len(page) >= PAGE or size >= PAGE_BYTES:
            break
        page.append(message)
        size += message.file.size if message.file.size <= INLINE else 0
    if page:
        fetched(world, commands.Fetched(uid=user.uid, what="files", upto=page[-1].seq))
    return [events.Files(command.cid, page)]


def _waits_for(user: User, message: events.Message) -> bool:
    """Files in the lobby wait for nobody, as its messages do not."""
    return message.to == user.uid if message.to else message.rid in user.rooms and message.uid != user.uid


# ------------------------------------------------- questions of who moves contents


def to_upload(world: World, token: str, fid: int) -> events.Message:
    """What the bearer of the token (a digest) may upload; one with a SEQ has arrived already. Refusal."""
    uid = bearer(world, token).uid
    message = world.state.uploads.get(fid) or world.state.files.get(fid)
    if message is None or message.uid != uid:
        raise Refusal(Reason.UNKNOWN_FILE, str(fid))
    return message


def to_download(world: World, token: str, fid: int) -> events.Message:
    """What the bearer of the token (a digest) may have: the receiver, the members of the room, the sender. Refusal."""
    uid = bearer(world, token).uid
    user, message = world.state.users.get(uid), world.state.files.get(fid)
    if message is not None and user is not None:
        if uid in (message.uid, message.to):
            return message
        if not message.to and (message.rid == events.LOBBY_ID or message.rid in user.rooms):
            return message
    raise Refusal(Reason.UNKNOWN_FILE, str(fid))


def contents(world: World) -> dict[str, int]:
    """The contents (by SHA-256) of files that have arrived, and their sizes."""
    return {message.file.sha256: message.file.size for message in world.state.files.values()}


def living(world: World) -> tuple[set[str], set[int]]:
    """The contents (by SHA-256) that are needed, and the numbers of the uploads that are under way."""
    kept = (*world.state.uploads.values(), *world.state.files.values())
    early = (one.talk for waiting in world.state.early.values() for one in waiting if one.talk.file)
    return {one.file.sha256 for one in (*kept, *early)}, set(world.state.uploads)

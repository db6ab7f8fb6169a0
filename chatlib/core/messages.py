"""Rules: messages, files, and the inboxes of those who fetch."""

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import IDS_KEPT, Room, User
from chatlib.core.realms import departures
from chatlib.core.realms.neighbours import find, meet
from chatlib.core.rules import Asker, Fetch, FilesFor, Letters, Outcome, RoomLetters, rule
from chatlib.core.world import World


@rule(commands.Send)
def send(world: World, asker: Asker, command: commands.Send) -> Outcome:
    user = asker.user
    if command.id and command.id in user.sent:
        return [_sent_before(world, user.sent[command.id], command)]
    target = _target(world, user, command)
    message = events.Message(command.cid, at=world.now, uid=user.uid, sender=user.name, id=command.id)
    message.text = text.message(command.text, world.limits.message)
    _charge(world, asker)
    if isinstance(target, str):
        target = meet(world, target)
    address(message, target)
    world.keep(message)
    departures.said(world, message, target)
    if command.id:
        remember(world, message)
    return [message]


@rule(commands.SendFile)
def send_file(world: World, asker: Asker, command: commands.SendFile) -> Outcome:
    receiver = world.user(command.to)
    if receiver.realm:
        raise Refusal(Reason.UNKNOWN_USER, receiver.name)  # files do not cross
    if len(command.content) > world.limits.file:
        raise Refusal(Reason.FILE_TOO_LARGE, command.name)
    name = text.message(command.name, world.limits.message)
    _charge(world, asker)
    size = len(command.content)
    world.keep(events.File(0, world.now, asker.user.name, receiver.uid, receiver.name, name, size, command.content))
    return [events.Done(command.cid, receiver.name)]


@rule(commands.Inbox)
def inbox(world: World, asker: Asker, command: commands.Inbox) -> Outcome:
    return [Fetch(command.cid, Letters(asker.user.uid, asker.user.fetched))]


@rule(commands.RoomInbox)
def room_inbox(world: World, asker: Asker, command: commands.RoomInbox) -> Outcome:
    user, room = asker.user, world.room(command.room)
    if room.rid not in user.rooms:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [Fetch(command.cid, RoomLetters(room.rid, user.uid, user.rooms[room.rid]), room.name)]


@rule(commands.ReceiveFiles)
def receive_files(world: World, asker: Asker, command: commands.ReceiveFiles) -> Outcome:
    return [Fetch(command.cid, FilesFor(asker.user.uid, asker.user.files))]


@rule(commands.Fetched, for_users=False)
def fetched(world: World, command: commands.Fetched) -> Outcome:
    user = world.state.users[command.uid]
    world.stamp(command)
    if command.what == "inbox":
        user.fetched = command.upto
    elif command.what == "files":
        user.files = command.upto
    elif command.rid in user.rooms:
        user.rooms[command.rid] = command.upto
    return []


def note(world: World, user: User, text: str) -> events.Message:
    """A private message of the server's own, which waits for the user like any other one."""
    message = events.Message(0, at=world.now, sender=names.SERVER, to=user.uid, receiver=user.name, text=text)
    world.keep(message)
    return message


def remember(world: World, message: events.Message) -> None:
    """Keeps the id that the sender gave its message, the last IDS_KEPT of them."""
    user = world.state.users.get(message.uid)
    if user is None or not message.id:
        return
    user.sent[message.id] = message.seq
    if len(user.sent) > IDS_KEPT:
        del user.sent[next(iter(user.sent))]


def address(message: events.Message, target: User | Room | None) -> None:
    """Fills in where it goes; None is the lobby."""
    if target is None:
        message.rid, message.room = events.LOBBY_ID, names.LOBBY
    elif isinstance(target, Room):
        message.rid, message.room = target.rid, target.name
    else:
        message.to, message.receiver = target.uid, target.name


def _sent_before(world: World, seq: int, command: commands.Send) -> events.Sent:
    target = world.named(command.to)
    is_room = world.key(command.to) == names.LOBBY or isinstance(target, Room)
    return events.Sent(command.cid, seq, target.name if target else command.to, is_room)


def _target(world: World, user: User, command: commands.Send) -> User | Room | str | None:
    """Where it goes: None is the lobby, a name that of somebody in another realm who is not known here yet."""
    if command.kind != "user" and world.key(command.to) == names.LOBBY:
        return None
    if command.kind == "room" or (command.kind == "any" and isinstance(world.named(command.to), Room)):
        room = world.room(command.to)
        if user.uid not in room.members:
            raise Refusal(Reason.NOT_MEMBER, room.name)
        departures.check_room(world, room)
        return room
    target = find(world, command.to, Reason.UNKNOWN_TARGET if command.kind == "any" else Reason.UNKNOWN_USER)
    if target is None:
        return command.to
    if command.online and not target.realm and target.uid not in world.state.online:
        raise Refusal(Reason.USER_OFFLINE, command.to)
    return target


def _charge(world: World, asker: Asker) -> None:
    if not asker.source.messages.take(world.now, world.limits.burst, world.limits.rate):
        raise Refusal(Reason.TOO_FAST)

"""Rules: messages, and the inboxes of those who fetch."""

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import IDS_KEPT, Room, User
from chatlib.core.rules import Asker, Fetch, Letters, Outcome, RoomLetters, rule
from chatlib.core.world import World


@rule(commands.Send)
def send(world: World, asker: Asker, command: commands.Send) -> Outcome:
    user = asker.user
    if command.id and command.id in user.sent:
        return [_sent_before(world, user.sent[command.id], command)]
    message = events.Message(command.cid, at=world.now, uid=user.uid, sender=user.name, id=command.id)
    address(world, user, message, command.to, command.kind)
    if command.online and message.to and message.to not in world.state.online:
        raise Refusal(Reason.USER_OFFLINE, command.to)
    message.text = text.message(command.text, world.limits.message)
    charge(world, asker)
    world.keep(message)
    if command.id:
        remember(world, message)
    return [message]


@rule(commands.Inbox)
def inbox(world: World, asker: Asker, command: commands.Inbox) -> Outcome:
    return [Fetch(command.cid, Letters(asker.user.uid, asker.user.fetched))]


@rule(commands.RoomInbox)
def room_inbox(world: World, asker: Asker, command: commands.RoomInbox) -> Outcome:
    user, room = asker.user, world.room(command.room)
    if room.rid not in user.rooms:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [Fetch(command.cid, RoomLetters(room.rid, user.uid, user.rooms[room.rid]), room.name)]


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


def note(world: World, user: User, words: str) -> events.Message:
    """Tells a user something in the server's own name, as a private message, which waits as any other one does."""
    message = events.Message(at=world.now, sender=names.SERVER, to=user.uid, receiver=user.name, text=text.clean(words))
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


def _sent_before(world: World, seq: int, command: commands.Send) -> events.Sent:
    to = names.key(command.to)
    target = world.names.get(to)
    is_room = to == names.LOBBY or isinstance(target, Room)
    return events.Sent(command.cid, seq, target.name if target else command.to, is_room)


def address(world: World, user: User, message: events.Message, to: str, kind: commands.Target) -> None:
    """Fills in where what `user` sends goes; Refusal if it cannot go there."""
    if kind != "user" and (to == names.LOBBY or names.key(to) == names.LOBBY):
        message.rid, message.room = events.LOBBY_ID, names.LOBBY
        return
    match kind:
        case "any":
            target = world.names.get(names.key(to))
        case "room":
            target = world.room(to)
        case "user":
            target = world.user(to)
    if target is None:
        raise Refusal(Reason.UNKNOWN_TARGET, to[: names.MAX_LENGTH])
    if isinstance(target, Room):
        if user.uid not in target.members:
            raise Refusal(Reason.NOT_MEMBER, target.name)
        message.rid, message.room = target.rid, target.name
    else:
        message.to, message.receiver = target.uid, target.name


def charge(world: World, asker: Asker) -> None:
    """Takes one message from the asker's allowance; Refusal(TOO_FAST) if nothing is left of it."""
    if not asker.source.messages.take(world.now, world.limits.burst, world.limits.rate):
        raise Refusal(Reason.TOO_FAST)

"""Rules: messages, and the inboxes of those who fetch."""

from msgspec.structs import replace

from chatlib.core import commands, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import IDS_KEPT, Room, User
from chatlib.core.realms import departures
from chatlib.core.realms.neighbours import find, meet
from chatlib.core.rules import Fetch, Letters, Original, Outcome, RoomLetters, rule
from chatlib.core.rules.amendments import excerpt
from chatlib.core.rules.moderation.authority import check_pace, check_speaker
from chatlib.core.rules.teaching.hands import spoke
from chatlib.core.world import World

PERSIST = "+draft/persist"
"""The tag of tags that are to be kept (IRCv3, event-playback)."""


@rule(commands.Send)
def send(world: World, asker: User, command: commands.Send) -> Outcome:
    if command.id and command.id in asker.sent:
        return [_sent_before(world, asker.sent[command.id], command)]
    if command.reply and command.original is None:
        return [Fetch(command.cid, Original(command.reply, command))]
    if command.more:
        return _run(world, asker, command)
    words = command.text
    try:
        goal = target(world, asker, command.to, command.kind, command.outside)
    except Refusal:
        if not command.aloud or world.named(command.to):
            raise
        goal, words = None, command.aloud
    room = goal if type(goal) is User and not command.online else _checked(world, asker, goal, command)
    words = text.message(words, world.limits.message)
    if type(room) is Room and room.slow:
        check_pace(world, room, asker)
    tags = _tags(asker, command) if command.tags or asker.secret or asker.account or asker.bot else None
    # By position: one is made for everything that is said.
    message = events.Message(
        command.cid, 0, world.told, 0, "", asker.uid, asker.name, 0, "", words, command.id, None, tags
    )
    address(world, message, goal)
    if command.passing:
        return _passing(world, message, goal)
    if command.reply:
        message.reply = _reply(message, command.original)
    world.keep(message)
    if world.state.peers:
        departures.said(world, message)
    if command.id:
        remember(world, message)
    told = _quoting(message, command.original) if message.reply else message
    return [told, *spoke(world, message)] if type(room) is Room and room.hands else [told]


def _checked(world: World, asker: User, goal: "Goal", command: commands.Send) -> Room | User | str:
    """Where it goes, which may be the lobby; Refusal if it may not go there."""
    if type(goal) is Room:
        check_speaker(world, goal, asker, command.outside)
    elif goal is None:
        _check_lobby(world, command)
        check_speaker(world, world.state.lobby, asker)
        return world.state.lobby
    elif command.online and type(goal) is User and not goal.realm and goal.uid not in world.state.online:
        raise Refusal(Reason.USER_OFFLINE, command.to)
    return goal


def _run(world: World, asker: User, command: commands.Send) -> Outcome:
    """What is said in one breath, as one. Nothing, where its messages may fare differently, or more comes of one."""
    if world.state.peers:
        return []  # other realms are told of each
    goal = target(world, asker, command.to, command.kind, command.outside)
    room = _checked(world, asker, goal, command)
    if type(room) is Room and (room.slow or room.hands):
        return []
    words, *more = [text.message(one, world.limits.message) for one in (command.text, *command.more)]
    tags = _tags(asker, command) if command.tags or asker.secret or asker.account or asker.bot else None
    run = events.Run(command.cid, 0, world.told, 0, "", asker.uid, asker.name, 0, "", words, "", None, tags)
    run.more = more
    address(world, run, goal)
    world.keep(run)
    return [run]


def _reply(message: events.Message, original: events.Message) -> events.Reply | None:
    """To something that was said in the same conversation; anything else is no reply."""
    gone = not original.seq or original.event or (original.revision and original.revision.deleted)
    here = {original.uid, original.to} == {message.uid, message.to} if message.to else original.rid == message.rid
    if gone or not here or bool(original.to) is not bool(message.to):
        return None
    return events.Reply(original.seq, original.sender)


def _quoting(message: events.Message, original: events.Message) -> events.Message:
    """As it is told at once. The words of the other one are not written down with it: they may be deleted."""
    return replace(message, reply=replace(message.reply, text=excerpt(original)))


def _passing(world: World, message: events.Message, goal: "Goal") -> Outcome:
    """For those who hear it by now: a program answers it, or nobody. It has no SEQ and is in no history."""
    if isinstance(goal, str) or (isinstance(goal, User) and (goal.realm or goal.uid not in world.state.online)):
        raise Refusal(Reason.USER_OFFLINE, message.receiver or names.cut(goal))
    return [message]


def _check_lobby(world: World, command: commands.Send | commands.Tag) -> None:
    """Who enters rooms speaks in the lobby after that only."""
    session = world.state.sessions.get(command.cid) if not command.token else None
    if session is not None and session.entered is not None and events.LOBBY_ID not in session.entered:
        raise Refusal(Reason.NOT_MEMBER, names.LOBBY)


def _tags(user: User, command: commands.Send | commands.Tag) -> dict[str, str] | None:
    """What is told of the message and its sender, beside the text; None if there is nothing."""
    account = user.name if user.secret else user.account
    if not (command.tags or account or user.bot):
        return None
    tags = dict(command.tags or ())
    if account:
        tags["account"] = account
    if user.bot:
        tags["bot"] = ""
    return tags


@rule(commands.Tag)
def tag(world: World, asker: User, command: commands.Tag) -> Outcome:
    goal = target(world, asker, command.to, command.kind)
    if isinstance(goal, str) or (isinstance(goal, User) and goal.realm):
        raise Refusal(Reason.NOT_HERE, names.cut(command.to))
    if isinstance(goal, Room):
        check_speaker(world, goal, asker)
    elif goal is None:
        _check_lobby(world, command)
        check_speaker(world, world.state.lobby, asker)
    message = events.Message(at=world.told, uid=asker.uid, sender=asker.name, tags=_tags(asker, command), event="tags")
    address(world, message, goal)
    if PERSIST in command.tags:
        number = str(world.keep(message))
    else:
        world.tagged += 1
        number = f"{world.state.seq}.{world.tagged}"
    tagged = events.Tagged(command.cid, message.seq, message.rid, message.room, asker.uid, asker.name)
    tagged.to, tagged.receiver, tagged.tags, tagged.at = message.to, message.receiver, message.tags or {}, message.at
    tagged.id = number
    return [tagged]


@rule(commands.Circulate)
def circulate(world: World, asker: User, command: commands.Circulate) -> Outcome:
    words = text.message(command.text, world.limits.message)
    sent: list[events.Message] = []
    refused: list[tuple[Reason, str]] = []
    for name in dict.fromkeys(command.to):
        try:
            goal = target(world, asker, name, "user")
        except Refusal as refusal:
            refused.append((refusal.reason, refusal.subject))
            continue
        message = events.Message(at=world.told, uid=asker.uid, sender=asker.name, text=words)
        message.tags = {"account": asker.known_as} if asker.known_as else None
        address(world, message, goal)
        world.keep(message)
        departures.said(world, message)
        sent.append(message)
    return [events.Circulated(command.cid, [message.receiver for message in sent], refused), *sent]


@rule(commands.Inbox)
def inbox(world: World, asker: User, command: commands.Inbox) -> Outcome:
    user, realm = asker, names.key(command.realm)
    if realm in ("", world.state.realm):
        return [Fetch(command.cid, Letters(user.uid, user.fetched))]
    if realm not in world.state.peers:
        raise Refusal(Reason.UNKNOWN_REALM, names.cut(command.realm))
    return [Fetch(command.cid, Letters(user.uid, user.fetched_of.get(realm, 0), realm))]


@rule(commands.RoomInbox)
def room_inbox(world: World, asker: User, command: commands.RoomInbox) -> Outcome:
    user, room = asker, world.room(command.room)
    if room.rid not in user.rooms:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    return [Fetch(command.cid, RoomLetters(room.rid, user.uid, user.rooms[room.rid]), room.name)]


@rule(commands.Fetched, for_users=False)
def fetched(world: World, command: commands.Fetched) -> Outcome:
    user = world.state.users[command.uid]
    world.stamp(command)
    if command.what == "inbox" and command.realm:
        user.fetched_of[command.realm] = command.upto
    elif command.what == "inbox":
        user.fetched = command.upto
    elif command.what == "files":
        user.files = command.upto
    elif command.rid in user.rooms:
        user.rooms[command.rid] = command.upto
    return []


def note(world: World, user: User, words: str) -> events.Message:
    """Tells a user something in the server's own name, as a private message, which waits as any other one does."""
    message = events.Message(
        at=world.told, sender=names.SERVER, to=user.uid, receiver=user.name, text=text.clean(words)
    )
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
    goal = world.named(command.to)
    is_room = world.key(command.to) == names.LOBBY or isinstance(goal, Room)
    return events.Sent(command.cid, seq, goal.name if goal else command.to, is_room)


Goal = User | Room | str | None
"""Where something goes: None is the lobby, a name that of somebody in another realm who is not known here yet."""


def target(world: World, user: User, to: str, kind: commands.Target, outside: bool = False) -> Goal:
    """Where what `user` sends goes; Refusal if it cannot go there. `outside`: see commands.Send."""
    room = world.spelled.get(to)
    if type(room) is User and kind != "room":
        return room  # as it is most often
    if type(room) is not Room or kind == "user":
        if kind != "user" and (to == names.LOBBY or world.key(to) == names.LOBBY):
            return None
        if kind != "room" and not (kind == "any" and isinstance(world.named(to), Room)):
            return find(world, to, Reason.UNKNOWN_TARGET if kind == "any" else Reason.UNKNOWN_USER) or to
        room = world.room(to)
    if user.uid not in room.members and not outside:
        raise Refusal(Reason.NOT_MEMBER, room.name)
    if room.realm or room.abroad:
        departures.check_room(world, room)
    return room


def address(world: World, message: events.Message, goal: Goal) -> None:
    """Fills it in. Who was not known is known from now on."""
    if goal is None:
        message.rid, message.room = events.LOBBY_ID, names.LOBBY
    elif type(goal) is Room:
        message.rid, message.room = goal.rid, goal.name
    else:
        user = meet(world, goal) if type(goal) is str else goal
        message.to, message.receiver, message.away = user.uid, user.name, user.away

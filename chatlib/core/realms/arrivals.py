"""Rules: what other realms tell. An entry counts once, however often it comes."""

from collections.abc import Callable

from chatlib.core import commands, entries, events, names, text
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Early, Room, User
from chatlib.core.notes import NOT_DELIVERED
from chatlib.core.realms.neighbours import forget, meet
from chatlib.core.realms.requests import joining
from chatlib.core.rules import Outcome, files, rule
from chatlib.core.rules.messages import address, note
from chatlib.core.rules.moderation.authority import check_admitted, check_speaker
from chatlib.core.world import World

MOST_EARLY = 1000
"""Things said in one room that wait until its home tells of the speakers: seconds, unless that is away."""

LATE = 30 * 24 * 3600.0
"""Seconds: no message is shown as older, whatever the clock of its realm says."""

Arrival = Callable[[World, str, entries.Entry], Outcome]
ARRIVALS: dict[type[entries.Entry], Arrival] = {}
"""By entry: what it does here. Called with the realm that sent it; raises Refusal for what that realm may not say."""


def arrival(entry: type[entries.Entry]) -> Callable[[Arrival], Arrival]:
    def enter(handler: Arrival) -> Arrival:
        ARRIVALS[entry] = handler
        return handler

    return enter


@rule(commands.Arrive, for_users=False)
def arrive(world: World, command: commands.Arrive) -> Outcome:
    """A Refusal says that the realm sent what it may not; that entry has no effect and does not come again."""
    realm, entry, seen = command.realm, command.entry, _seen(command)
    if command.number <= world.state.received.get(seen, 0):
        return []
    received = commands.Received(realm=realm, lane=command.lane, number=command.number)
    if entry is None:
        return receive(world, received)
    if not isinstance(entry, entries.Talk):
        world.stamp(command)
        world.state.received[seen] = command.number
        return ARRIVALS[type(entry)](world, realm, entry)
    try:
        if (room := _too_early(world, realm, entry)) and (command.content or not entry.file):
            world.stamp(command)
            world.state.received[seen] = command.number
            world.state.early.setdefault(room, []).append(Early(realm, entry))
            return []
        return receive(world, received) + _talk(world, realm, entry, command.content)
    except Refusal:
        receive(world, received)
        raise


@rule(commands.Received, for_users=False)
def receive(world: World, command: commands.Received) -> Outcome:
    if command.number > world.state.received.get(_seen(command), 0):
        world.stamp(command)
        world.state.received[_seen(command)] = command.number
    return []


def _seen(command: commands.Arrive | commands.Received) -> str:
    return f"{command.realm}/{command.lane}"


def own(name: str, realm: str) -> str:
    """The address of a user of this very realm; Refusal(BAD_NAME) for anybody else: nobody speaks for others."""
    return f"{names.local(name)}{names.AT}{realm}"


def local_user(world: World, name: str) -> User | None:
    found = world.names.get(names.key(name))
    return found if isinstance(found, User) and not found.realm else None


# ------------------------------------------------------------------- messages


def _too_early(world: World, realm: str, entry: entries.Talk) -> str:
    """The key of the room, if its home has still to tell that this realm has members there."""
    if not entry.room:
        return ""
    key = world.key(_room_address(world, realm, entry))
    room = world.mirrors.get(key)
    if names.AT not in key or len(world.state.early.get(key, ())) >= MOST_EARLY:
        return ""
    if room is None or not room.ours:
        return key if joining(world, key) else ""
    return "" if realm in (room.realm, *room.abroad) else key


def _room_address(world: World, realm: str, entry: entries.Talk) -> str:
    return world.from_realm(f"{names.local(entry.room)}{names.AT}{names.local(entry.home)}", realm)


def _talk(world: World, realm: str, entry: entries.Talk, content: bool) -> Outcome:
    speaker = own(entry.sender, realm)
    goal = _hearers(world, realm, entry, speaker)
    if goal is None:
        return []
    at = entry.at if 0 <= world.told - entry.at <= LATE else world.told
    message = events.Message(0, at=at)
    try:
        message.text = text.message(entry.text, world.limits.message)
        if entry.file and not content:
            raise Refusal(Reason.UNKNOWN_FILE)
        sender = meet(world, speaker)
        if isinstance(goal, Room) and not goal.realm:
            check_speaker(world, goal, sender)
        elif isinstance(goal, User):
            check_admitted(world, sender)
        message.uid, message.sender = sender.uid, sender.name
        address(world, message, goal)
        if entry.file:
            message.file = events.Attachment(0, entry.file.size, entry.file.sha256)
            files.find_room(world, sender, message)
    except Refusal as refusal:
        return _bounce(world, realm, entry, refusal.reason)
    if entry.file:
        return [files.deliver(world, message)]
    world.keep(message)
    return [message]


def _hearers(world: World, realm: str, entry: entries.Talk, speaker: str) -> User | Room | None:
    """Who is to hear it here; None for nobody, and the sender is told if that is not as it should be."""
    if not entry.room:
        user = local_user(world, entry.to)
        if user is None:
            _bounce(world, realm, entry, Reason.UNKNOWN_USER)
        return user
    room = world.named(_room_address(world, realm, entry))
    if isinstance(room, Room) and room.realm:
        # Whether the speaker is a member is for the room's home to say: it may have left since.
        return room if room.ours and realm in (room.realm, *room.abroad) else None
    if not isinstance(room, Room):
        if names.key(entry.home) == world.state.realm:
            _bounce(world, realm, entry, Reason.UNKNOWN_ROOM)
        return None
    member = world.names.get(names.key(speaker))
    if not isinstance(member, User) or member.uid not in room.members:
        _bounce(world, realm, entry, Reason.NOT_MEMBER)
        return None
    return room


def _bounce(world: World, realm: str, entry: entries.Talk, reason: Reason) -> Outcome:
    world.put_out(realm, entries.Bounced(entry.sender, reason, entry.to or entry.room))
    return []


def hear_early(world: World, room: Room) -> Outcome:
    """What was said in the room by members of realms that the home has told of by now."""
    key = names.key(room.name)
    waiting = world.state.early.pop(key, [])
    out: Outcome = []
    for early in waiting:
        if early.realm in room.abroad:
            out += _talk(world, early.realm, early.talk, content=True)
        elif early.realm != room.realm:  # of its own members the home has told: who is none any more has left since
            world.state.early.setdefault(key, []).append(early)
    return out


@arrival(entries.Bounced)
def bounced(world: World, realm: str, entry: entries.Bounced) -> Outcome:
    subject = own(entry.subject, realm)
    gone = world.names.get(names.key(subject))
    if entry.reason is Reason.UNKNOWN_USER and isinstance(gone, User):
        forget(world, gone)
    user = local_user(world, entry.user)
    words = NOT_DELIVERED.get(entry.reason, NOT_DELIVERED[Reason.UNKNOWN_USER])
    return [note(world, user, words.format(subject))] if user else []


@arrival(entries.FileDeclined)
def file_declined(world: World, realm: str, entry: entries.FileDeclined) -> Outcome:
    sender = local_user(world, entry.sender)
    return [files.declined(world, own(entry.user, realm), sender, entry.name)] if sender else []


@arrival(entries.Presence)
def presence(world: World, realm: str, entry: entries.Presence) -> Outcome:
    """Told to those who share a room with the user, once each."""
    user = world.names.get(names.key(own(entry.user, realm)))
    if not isinstance(user, User):
        return []
    members = {uid: None for rid in user.rooms for uid in world.state.rooms[rid].members}
    kind = events.Came if entry.online else events.Went
    told = [uid for uid in members if not world.state.users[uid].realm]
    return [kind(0, world.state.seq, uid=user.uid, name=user.name, to=uid) for uid in told]

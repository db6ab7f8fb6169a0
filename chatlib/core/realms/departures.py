"""What leaves for other realms because of what happened here."""

from chatlib.core import entries, events, names
from chatlib.core.model import Room, User
from chatlib.core.realms.neighbours import check_space
from chatlib.core.world import World


def local_part(thing: User | Room) -> str:
    return names.split(thing.name)[0]


def with_members(room: Room) -> list[str]:
    """The other realms that have members in the room."""
    return [realm for realm, count in room.abroad.items() if count]


def concerned(room: Room) -> list[str]:
    """The other realms that hear what is said in the room; its home always does, which keeps the history."""
    if not room.realm:
        return with_members(room)
    return [room.realm, *(realm for realm in with_members(room) if realm != room.realm)]


def check_room(world: World, room: Room) -> None:
    """Refusal(REALM_AWAY) if too much is waiting for a realm that is concerned."""
    for realm in concerned(room):
        check_space(world, realm)


def said(world: World, message: events.Message) -> None:
    """By one of our users. The lobby is nobody else's."""
    if message.to:
        user = world.state.users[message.to]
        if user.realm:
            _say(world, message, [user.realm], to=local_part(user))
    elif message.rid != events.LOBBY_ID:
        room = world.state.rooms[message.rid]
        if room.realm or room.abroad:
            _say(world, message, concerned(room), room=local_part(room), home=room.realm or world.state.realm)


def _say(world: World, message: events.Message, realms: list[str], **where: str) -> None:
    entry = entries.Talk(message.sender, message.at, message.text, **where)
    if message.file:
        entry.file = entries.File(message.file.size, message.file.sha256)
    for realm in realms:
        world.put_out(realm, entry, entries.FILES if message.file else entries.TALK)


def file_declined(world: World, user: User, sender: User, name: str) -> None:
    world.put_out(sender.realm, entries.FileDeclined(user.name, local_part(sender), name))


def came_or_went(world: World, user: User, online: bool) -> None:
    """To the realms that share a room with our user. Later it would be no news: nothing waits for one that is away."""
    rooms = (world.state.rooms[rid] for rid in user.rooms)
    realms = {realm: None for room in rooms for realm in concerned(room)}
    for realm in realms:
        if realm in world.state.linked:
            world.put_out(realm, entries.Presence(user.name, online))


def joined(world: World, user: User, room: Room) -> None:
    """The user's own realm has asked for it, and is answered."""
    if not room.realm:
        for realm in with_members(room):
            if realm != user.realm:
                world.put_out(realm, entries.Joined(user.name, room.name))


def left(world: World, user: User, room: Room) -> None:
    if not room.realm:
        for realm in with_members(room):
            if realm != user.realm:
                world.put_out(realm, entries.Left(user.name, room.name))
    elif not user.realm:
        world.put_out(room.realm, entries.Leave(user.name, local_part(room)))


def kicked(world: World, user: User, room: Room) -> None:
    """Out of a room of ours, which the user's own realm must hear of as well."""
    for realm in {*with_members(room), user.realm} - {""}:
        world.put_out(realm, entries.Left(user.name, room.name))


def renamed(world: World, user: User, new: str) -> None:
    """Elsewhere it is one who leaves and another one who comes. Of rooms that are not ours the user is not a member."""
    for rid in user.rooms:
        room = world.state.rooms[rid]
        for realm in with_members(room):
            world.put_out(realm, entries.Left(user.name, room.name))
            world.put_out(realm, entries.Joined(new, room.name))


def declined(world: World, user: User, room: Room, told: bool = True) -> None:
    if not room.realm:
        for realm in with_members(room):
            if realm != user.realm and told:
                world.put_out(realm, entries.Declined(user.name, room.name))
    elif not user.realm:
        world.put_out(room.realm, entries.Decline(user.name, local_part(room), told))


def invited(world: World, sender: User, room: Room, user: User) -> None:
    if user.realm:
        members = world.shown(room.members)
        entry = entries.Invitation(sender.name, room.name, room.open, members, local_part(user))
        world.put_out(user.realm, entry)
    for realm in with_members(room):
        world.put_out(realm, entries.Invited(sender.name, room.name, user.name))


def removed(world: World, room: Room, by: str) -> None:
    """A room of ours is gone; who was only invited elsewhere must know as well."""
    if not room.realm:
        guests = (world.state.users[uid].realm for uid in room.invited)
        for realm in {realm: None for realm in (*with_members(room), *guests) if realm}:
            world.put_out(realm, entries.Deleted(by, room.name))

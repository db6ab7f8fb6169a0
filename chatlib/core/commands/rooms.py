"""Rooms."""

from chatlib.core.commands.base import Command


class CreateRoom(Command):
    """`key`: what one must say to join it uninvited ("": nothing)."""

    room: str = ""
    open: bool = True
    join: bool = True
    invite: list[str] = []
    key: str = ""


class DeleteRoom(Command):
    room: str = ""


class JoinRoom(Command):
    """Joins an open room, or accepts an invitation. A `key` that the room does not ask for does not matter."""

    room: str = ""
    key: str = ""


class Attend(Command):
    """This connection hears the room from now on; whose user is no member joins it, and makes it if there is none."""

    room: str = ""
    key: str = ""


class Depart(Command):
    """As LeaveRoom, for who attends it; the lobby is not heard any more."""

    room: str = ""
    reason: str = ""


class Kick(Command):
    room: str = ""
    user: str = ""
    reason: str = ""


class SetTopic(Command):
    """ "" takes it away."""

    room: str = ""
    text: str = ""


class SetModes(Command):
    """`changes`: as of events.ModesChanged. "o" and "v" name members, "b", "e", "I" masks, "k" a key, "l" a number."""

    room: str = ""
    changes: list[tuple[bool, str, str]] = []


class LeaveRoom(Command):
    room: str = ""


class Invite(Command):
    room: str = ""
    users: list[str] = []


class Answer(Command):
    """To an invitation."""

    room: str = ""
    accept: bool = True

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
    """Out of the room; off the lobby is off the server."""

    room: str = ""
    user: str = ""
    reason: str = ""


class SetTopic(Command):
    """ "" takes it away."""

    room: str = ""
    text: str = ""


class SetModes(Command):
    """`changes`: as of events.ModesChanged. "o" and "v" name members, "b", "q", "e", "I" masks, "k" a key, "l" a
    number, "W" seconds. Masks hold for so many `seconds` (0: for good), and for a `reason`. With `expel`, whom a "b"
    means goes at once, in the lobby off the server, and with `address` nobody comes from where he was connected.
    """

    room: str = ""
    changes: list[tuple[bool, str, str]] = []
    seconds: float = 0.0
    reason: str = ""
    expel: bool = False
    address: bool = False


class Regulations(Command):
    """What holds in a room, and who runs it: events.Ruled."""

    room: str = ""


class Deeds(Command):
    """What those did of late who run a room: events.Deeds."""

    room: str = ""


class LeaveRoom(Command):
    room: str = ""


class Invite(Command):
    room: str = ""
    users: list[str] = []


class Answer(Command):
    """To an invitation."""

    room: str = ""
    accept: bool = True

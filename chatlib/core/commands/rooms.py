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


class LeaveRoom(Command):
    room: str = ""


class Invite(Command):
    room: str = ""
    users: list[str] = []


class Answer(Command):
    """To an invitation."""

    room: str = ""
    accept: bool = True

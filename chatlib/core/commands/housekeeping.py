"""The server's own: what time and the journal bring about."""

from typing import Literal

from chatlib.core.commands.base import Command


class Fetched(Command):
    """The journal gave a user what was asked for, up to `upto`; `rid` if it was of a room, `realm` if of its users."""

    uid: int = 0
    what: Literal["inbox", "room", "files"] = "inbox"
    rid: int = 0
    upto: int = 0
    realm: str = ""


class Tick(Command):
    """Time has gone on: whatever that alone brings about is done."""


class Touch(Command):
    """The token `session` was used; its user is online again if that had run out."""

    session: str = ""


class Appear(Command):
    """A user whose time had run out used the token again."""

    uid: int = 0


class Lapse(Command):
    """A token was not used for so long that its user does not count as online any more."""

    uid: int = 0


class Expire(Command):
    """The token `session` was not used for so long that it is dead."""

    session: str = ""


class RemoveRoom(Command):
    """A room goes, whoever made it and whoever is in it."""

    room: str = ""


class Appoint(Command):
    """The account is one of the server's `admin`s, or is not any more."""

    name: str = ""
    admin: bool = True


class DeleteUser(Command):
    """An account goes, with its tokens and its places in rooms. Nobody may be logged in to it."""

    name: str = ""


class Vanish(Command):
    """A guest did not come back after a restart."""

    uid: int = 0


class Restart(Command):
    """No connection outlived the server, or this `node` of a cluster. `written` as in Drop, by connection. From here on
    `rules` are in force.
    """

    written: dict[int, int] = {}
    rules: int = 0
    node: int = 0


class Upgrade(Command):
    """From here on these `rules` are in force."""

    rules: int = 0

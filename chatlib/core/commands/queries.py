"""What only asks."""

from chatlib.core.commands.base import Command
from chatlib.core.errors import Reason


class Pass(Command):
    """Changes nothing. For an answer that is known already, so that it comes in its turn.

    With a `reason` that is a refusal, about `subject`.
    """

    reason: Reason | None = None
    subject: str = ""


class WhoAmI(Command):
    pass


class ListUsers(Command):
    """Who is online: a page of names (queries.LONGEST_LIST), those that stand behind the name `after`."""

    by_login: bool = False
    after: str = ""


class Search(Command):
    """What was `typed`, by core.searching.read, in all that the asker may read, or in the conversation `where`; so many
    messages of it before a SEQ (-1: the latest).
    """

    typed: str = ""
    where: str = ""
    before: int = -1
    limit: int = 20


class Look(Command):
    """Who is in a `room`, or has this `name`, or one that fits a `mask` ("*" and "?"); events.Found."""

    room: str = ""
    name: str = ""
    mask: str = ""
    departed: bool = False


class LookMany(Command):
    """As Look, for several names; only those who are found."""

    names: list[str] = []


class Count(Command):
    """Of users and rooms."""


class Survey(Command):
    """A room: events.View."""

    room: str = ""


class ListChannels(Command):
    """Rooms with what they are about: all that the asker may see, or those of these `names`."""

    names: list[str] = []
    least: int = -1
    most: int = -1


class ListInvitations(Command):
    """The rooms that the asker is invited to: events.Names."""


class Describe(Command):
    """What a user says of itself: only what is not None changes."""

    realname: str | None = None
    away: str | None = None
    bot: bool | None = None
    hidden: bool | None = None


class ListRooms(Command):
    """The rooms that one may see; `after` as for ListUsers."""

    after: str = ""


class ListRealms(Command):
    """This server's own realm, if it is one, and those that it knows."""


class Members(Command):
    """`after` as for ListUsers."""

    room: str = ""
    after: str = ""

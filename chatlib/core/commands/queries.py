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


class ListRooms(Command):
    """The rooms that one may see; `after` as for ListUsers."""

    after: str = ""


class ListRealms(Command):
    """This server's own realm, if it is one, and those that it knows."""


class Members(Command):
    """`after` as for ListUsers."""

    room: str = ""
    after: str = ""

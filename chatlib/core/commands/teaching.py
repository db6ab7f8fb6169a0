"""What a class needs."""

from chatlib.core.commands.base import Command


class Raise(Command):
    """One's hand, or it goes down: one wants to speak in the room."""

    room: str = ""
    up: bool = True


class ListHands(Command):
    room: str = ""


class Call(Command):
    """Gives the floor to this user, or to the next one who has raised a hand."""

    room: str = ""
    user: str = ""


class MayAsk(Command):
    """Whether a question of so many bytes may be asked there without a name. It leaves no trace."""

    room: str = ""
    size: int = 0


class Unsigned(Command):
    """A question to those who run the room. Who asks is not known: there is neither a `cid` nor a `token`. The same
    `once` again changes nothing.
    """

    room: str = ""
    text: str = ""
    once: str = ""


class OpenPoll(Command):
    """The one that the room had is over."""

    room: str = ""
    question: str = ""
    options: list[str] = []


class Vote(Command):
    """For the option of this number, from 1; 0 takes one's vote back."""

    room: str = ""
    choice: int = 0


class EndPoll(Command):
    room: str = ""


class PollLobby(Command):
    """The server's own: it asks the lobby; without a question, the poll that the lobby has is over."""

    question: str = ""
    options: list[str] = []


class ShowPoll(Command):
    room: str = ""


class MakeGroups(Command):
    """Rooms by invitation, in which the members of a room are at once: so many at random, called after `name`, or these
    `groups`.
    """

    room: str = ""
    count: int = 0
    name: str = ""
    groups: dict[str, list[str]] = {}


class Attendance(Command):
    """Who was here between two times (unix seconds; below 0: no such bound)."""

    since: float = -1.0
    until: float = -1.0


class Hush(Command):
    """The server's own: in the lobby only those speak who run it."""

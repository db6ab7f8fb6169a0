"""What is said, and the inboxes of those who fetch."""

from msgspec.structs import replace

from chatlib.core import events
from chatlib.core.commands.base import Command, Target


class Send(Command):
    """A message. `id`: the client's own number of it, for sending again without doubling.

    `aloud`: what is said in the lobby instead if nobody has the name `to`; "": that is refused. `tags`: see
    events.Message. `outside`: to a room that lets those speak who are not in it. `passing`: for those who
    hear it by now, and kept nowhere. `reply`: the SEQ of what it answers; with the `original`, as of Amend. `more`:
    texts that follow in the same breath, each a message of its own, and answered as such; see events.Run.
    """

    to: str = ""
    text: str = ""
    kind: Target = "any"
    id: str = ""
    online: bool = False
    aloud: str = ""
    tags: dict[str, str] | None = None
    outside: bool = False
    passing: bool = False
    reply: int = 0
    original: events.Message | None = None
    more: list[str] | None = None


def is_run(command: Command) -> bool:
    """Whether it asks for several messages."""
    return type(command) is Send and bool(command.more)


def singly(command: Command) -> list[Command]:
    """The messages of a run, each by itself; any other command as it is."""
    if not is_run(command):
        return [command]
    return [replace(command, text=text, more=None) for text in (command.text, *command.more)]


class Tag(Command):
    """Tags without a text, for those who hear the room or the user by now."""

    to: str = ""
    tags: dict[str, str] = {}
    kind: Target = "any"


class MarkRead(Command):
    """Up to when a conversation was read; with `at` "" that is only asked. Times grow as their spellings do."""

    target: str = ""
    at: str = ""
    kind: Target = "any"


class Backlog(Command):
    """In which conversations something is unread: events.Unread."""


class Correspond(Command):
    """With whom, or where, something was said between two times; below 0: no such bound."""

    after: float = -1.0
    before: float = -1.0
    limit: int = 50


class Circulate(Command):
    """The same private message to several users; answered by Circulated."""

    to: list[str] = []
    text: str = ""


class Inbox(Command):
    """Private messages that this command has not given yet; with a `realm` only those of its users."""

    realm: str = ""


class RoomInbox(Command):
    """Messages of others in a room that this command has not given yet."""

    room: str = ""


class History(Command):
    """Messages of a room or with a user: those nearest to a SEQ, else the latest. Below 0: no such bound.

    `times`, in unix seconds, bound it as well, in the order of `before` and `after`. `around`: as many on either side
    of `before`. Between two bounds, `forward` says whether those are given that are nearest to `after`. `events`: with
    what else happened (see events.Message).
    """

    peer: str = ""
    before: int = -1
    after: int = -1
    limit: int = 50
    times: tuple[float, float] = (-1.0, -1.0)
    around: bool = False
    forward: bool | None = None
    events: bool = False
    kind: Target = "any"

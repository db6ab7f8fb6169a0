"""What is said, and the inboxes of those who fetch."""

from chatlib.core.commands.base import Command, Target


class Send(Command):
    """A message. `id`: the client's own number of it, for sending again without doubling.

    `aloud`: what is said in the lobby instead if nobody has the name `to`; "": that is refused.
    """

    to: str = ""
    text: str = ""
    kind: Target = "any"
    id: str = ""
    online: bool = False
    aloud: str = ""


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
    """Messages of a room or with a user: those nearest to a SEQ, else the latest. Below 0: no such bound."""

    peer: str = ""
    before: int = -1
    after: int = -1
    limit: int = 50

"""What one realm tells another: about its own users, and about rooms that are at home there.

Names are those of the sending realm: `ani` is one of its own, `budi@b` one of another realm. Who receives an entry
turns them into its own with `World.from_realm`. A `number` is that of the asker's request, and comes back with the
answer.
"""

import msgspec

from chatlib.core.errors import Reason

TALK, FILES = 0, 1
"""The lanes of a link: whatever takes long must not hold up what is said."""


class Entry(msgspec.Struct, tag=str.lower, tag_field="what"):
    pass


class File(msgspec.Struct):
    """`size` in bytes. The content goes over the link before the entry."""

    size: int
    sha256: str


# ------------------------------------------------------------ of one's own users


class Talk(Entry):
    """`sender` said this at `at` (unix seconds): to the user `to`, or in the `room` that is at home in `home`.

    If it has a `file`, `text` is the name of that.
    """

    sender: str
    at: float
    text: str
    to: str = ""
    room: str = ""
    home: str = ""
    file: File | None = None


class Presence(Entry):
    """`user` is online now, or is not any more."""

    user: str
    online: bool


class Bounced(Entry):
    """A message or invitation of your `user` could not be delivered."""

    user: str
    reason: Reason
    subject: str


class FileDeclined(Entry):
    """`user` does not want the file `name` of your user `sender`."""

    user: str
    sender: str
    name: str


# ---------------------------------------------------------- to the home of a room


class Join(Entry):
    """Answered by Roster or Refused."""

    number: int
    user: str
    room: str


class Ask(Entry):
    """Who is in the room? Answered by Listed or Refused."""

    number: int
    user: str
    room: str


class Invite(Entry):
    """Answered by Invites or Refused."""

    number: int
    user: str
    room: str
    users: list[str]


class Leave(Entry):
    user: str
    room: str


class Decline(Entry):
    """The invitation is void. `told`: the members hear that it was declined."""

    user: str
    room: str
    told: bool = True


# --------------------------------------------------------------------- answers


class Roster(Entry):
    """Your `user` is in the room now; these are its members."""

    number: int
    user: str
    room: str
    open: bool
    members: list[str]


class Listed(Entry):
    number: int
    members: list[str]


class Invites(Entry):
    number: int
    invited: list[str]
    refused: list[tuple[Reason, str]]


class Refused(Entry):
    number: int
    reason: Reason
    subject: str


# ------------------------------------------------- what a home tells of its rooms


class Invitation(Entry):
    """`sender` invites your `user`."""

    sender: str
    room: str
    open: bool
    members: list[str]
    user: str


class Joined(Entry):
    user: str
    room: str


class Left(Entry):
    user: str
    room: str


class Declined(Entry):
    user: str
    room: str


class Invited(Entry):
    user: str
    room: str
    whom: str


class Deleted(Entry):
    """The room is gone; `user` deleted it ("": it had no members any more)."""

    user: str
    room: str


Any = (
    Talk | Presence | Bounced | FileDeclined | Join | Ask | Invite | Leave | Decline | Roster | Listed | Invites
    | Refused | Invitation | Joined | Left | Declined | Invited | Deleted
)  # fmt: skip

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Any).decode
"""Raises msgspec.DecodeError (a ValueError) for what is none."""

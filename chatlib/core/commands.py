"""What can be asked of the room. One type for the pipe, the journal and the rules.

Every command names the connection that asks (`cid`, an int that no other connection ever
had on this server) and is answered by exactly one event with that `cid`; `token` is
the digest of a bearer token where the client gave one instead of relying on its
connection. The server process that forwards a command has already proved passwords.
"""

from typing import Literal

import msgspec

from chatlib.core import entries
from chatlib.core.errors import Reason


class Command(msgspec.Struct, array_like=True, tag=str.lower):
    cid: int = 0
    token: str = ""


# ------------------------------------------------------------------ sessions


class Lookup(Command):
    """The secret of an account, before its password is checked or a name is registered."""

    name: str = ""
    address: str = ""
    register: bool = False


class Failed(Command):
    """A password was wrong: counts against the account and the address."""

    name: str = ""
    address: str = ""


class Begin(Command):
    """Begins a session of `name`, in a `dialect`, on a connection that `worker` looks after.

    `session` is the digest of the session's token ("": it gets none). With `lingers` the token alone keeps
    its user online for a while.
    """

    name: str = ""
    dialect: str = ""
    worker: int = 0
    session: str = ""
    pushes: bool = True
    lingers: bool = False


class Enter(Begin):
    """Login of an account whose password was right. `single`: refused if the account has a live connection."""

    single: bool = False


class Register(Command):
    """A new account with the hash `secret` of its password; `enter` logs it in as well."""

    name: str = ""
    secret: str = ""
    address: str = ""
    enter: Enter | None = None


class Guest(Begin):
    """A name without a password, for as long as somebody holds it."""


class Resume(Command):
    """Go on with the session of `session` on this connection; `seq` is the last one seen."""

    session: str = ""
    seq: int = 0
    dialect: str = ""
    worker: int = 0


class Exit(Command):
    """The user logs out: the connection's session ends and its token is dead."""


class Drop(Command):
    """The connection is gone. `written`: up to which SEQ its kernel took what was pushed."""

    written: int = 0


class More(Command):
    """The next page of what was missed, after `after`."""

    after: int = 0


# ------------------------------------------------------------------ messages

Target = Literal["any", "user", "room"]


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


# --------------------------------------------------------------------- files


class Offer(Command):
    """A file that is to be sent: of `size` bytes, with this SHA-256 (in hex). The same offer again changes nothing."""

    to: str = ""
    name: str = ""
    size: int = 0
    sha256: str = ""
    kind: Target = "any"


class Decline(Command):
    """The receiver does not want a file, or its sender takes it back."""

    fid: int = 0


class ReceiveFiles(Command):
    """Files that this command has not given yet."""


class Arrived(Command):
    """The server's own: the content of an upload is complete, checked and kept."""

    fid: int = 0


class Discard(Command):
    """The server's own: an upload or a file is given up. With a `reason`, that is the answer."""

    fid: int = 0
    reason: Reason | None = None


# --------------------------------------------------------------------- rooms


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


# ------------------------------------------------------------------- queries


class Pass(Command):
    """Changes nothing. For an answer that the dialect has already, so that it comes in its turn."""


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


# -------------------------------------------------------------- housekeeping


class Fetched(Command):
    """The journal gave a user what was asked for, up to `upto`; `rid` if it was of a room, `realm` if of its users."""

    uid: int = 0
    what: Literal["inbox", "room", "files"] = "inbox"
    rid: int = 0
    upto: int = 0
    realm: str = ""


class Touch(Command):
    """The token `session` was used."""

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


class DeleteUser(Command):
    """An account goes, with its tokens and its places in rooms. Nobody may be logged in to it."""

    name: str = ""


class Vanish(Command):
    """A guest did not come back after a restart."""

    uid: int = 0


class Restart(Command):
    """No connection outlived the server. `written` as in Drop, by connection."""

    written: dict[int, int] = {}


# --------------------------------------------------------------- other realms


class Federate(Command):
    """This server is the realm `realm`, and knows `peers`; "": it is on its own, but keeps the name that it had."""

    realm: str = ""
    peers: list[str] = []


class Meet(Command):
    """The user `name` of another realm is spoken of for the first time."""

    name: str = ""


class Asked(Command):
    """A user's request is on its way to the home of a room; connection `cid` gets the answer.

    `what` is the class of the entry that asks.
    """

    uid: int = 0
    what: str = ""
    room: str = ""


class GiveUp(Command):
    """The request `number` was not answered in time."""

    number: int = 0


class Arrive(Command):
    """The entry `number` of a realm's outbox has come; None if it was not understood.

    `content`: that of its file is in the store.
    """

    realm: str = ""
    lane: int = 0
    number: int = 0
    entry: entries.Any | None = None
    content: bool = False


class Received(Command):
    """An entry was received, and what it did is kept in another form."""

    realm: str = ""
    lane: int = 0
    number: int = 0


Any = (
    Lookup | Failed | Enter | Register | Guest | Resume | Exit | Drop | More | Send | Circulate | Inbox | RoomInbox
    | History | Offer | Decline | ReceiveFiles | Arrived | Discard | CreateRoom | DeleteRoom | JoinRoom | LeaveRoom
    | Invite | Answer | Pass | WhoAmI | ListUsers | ListRooms | ListRealms | Members | Fetched | Touch | Appear | Lapse
    | Expire | DeleteUser | Restart | Federate | Meet | Asked | GiveUp | Arrive | Received | Vanish
)  # fmt: skip
"""One of them, as the codecs of pipe and journal know it."""

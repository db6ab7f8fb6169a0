"""The state that the rules work on: plain data that a snapshot can hold whole."""

from collections.abc import Container

import msgspec

from chatlib.core.cluster.standing import Standing
from chatlib.core.deeds import Deed, Listing
from chatlib.core.entries import Talk
from chatlib.core.events import LOBBY_ID, Message
from chatlib.core.names import LOBBY
from chatlib.core.visits import Visit

IDS_KEPT = 512
"""How many ids of its own messages a user is known by: far more than a client has unacknowledged."""

TOKENS_KEPT = 64
"""How many living tokens a user may have; the oldest makes room for the next one."""


class Session(msgspec.Struct):
    """A logged-in connection, `since` a SEQ.

    `after`: up to where it was given what it missed; `lobby_after` if it resumed. `entered`: the rooms that it hears,
    each with the SEQ from which on it was given everything, and that of the answer by which it was; None if it hears
    all that its user is in. `marks`: from where on those are missed that no other device heard. `address`: where it is
    connected from; "" for this very machine.
    """

    cid: int
    uid: int
    dialect: str
    worker: int
    token: str
    pushes: bool
    after: int = -1
    lobby_after: int = -1
    since: int = 0
    entered: dict[int, tuple[int, int]] | None = None
    marks: dict[int, int] = {}
    address: str = ""


class Token(msgspec.Struct):
    """What a bearer may do in its user's name; kept under its digest. `lingers`: keeps its user online.

    `sent` is that of a guest who is away, for when he resumes.
    """

    uid: int
    name: str
    guest: bool
    lingers: bool
    born: int
    used: float
    sent: dict[str, int] = {}


class User(msgspec.Struct):
    """An account, or a guest if `secret` is empty, or somebody of another `realm`, whose name ends in "@" and that.

    Three marks, each a SEQ, say what the user has seen: `pushed`, what its devices had got when the
    last of them left; `fetched` and `files`, what the commands of the polling dialect gave. `unread`: what was missed
    could not be read, so that `pushed` stays until all devices have left. `unseen`: up to
    which SEQ all was got of a room, where that is not `pushed` (see rules/unseen).

    `ident` and `realname` are what a user says of itself. A guest may have proved that it is the `account`. `away`:
    why, if it is. `read`: by conversation, up to which time. `hidden`: not found by those who share no room. `admin`:
    runs the server, with its lobby and all open rooms.
    """

    uid: int
    name: str
    secret: str = ""
    pushed: int = 0
    fetched: int = 0
    files: int = 0
    cids: list[int] = []
    tokens: list[str] = []
    rooms: dict[int, int] = {}  # rid: the SEQ up to which its messages were fetched; at first that of joining
    sent: dict[str, int] = {}  # id of the user's own: SEQ
    realm: str = ""
    fetched_of: dict[str, int] = {}  # realm: as `fetched`, where only its users' messages are fetched
    unread: bool = False
    unseen: dict[int, int] = {}
    ident: str = ""
    realname: str = ""
    account: str = ""
    away: str = ""
    read: dict[str, str] = {}
    bot: bool = False
    hidden: bool = False
    admin: bool = False

    @property
    def known_as(self) -> str:
        """The account that it is, or has proved to be; "" for a mere guest."""
        return self.name if self.secret else self.account


class Topic(msgspec.Struct):
    """What a room is about; by whom, and since when (unix seconds)."""

    text: str
    by: str
    at: float


class Poll(msgspec.Struct):
    """A question with its options, of which each user (by uid) may have chosen one, from 0. `by`: who asks.

    While it is `open` there are votes of some who have gone as well: a guest whose page is loaded again comes back.
    """

    question: str
    options: list[str]
    by: str
    votes: dict[int, int] = {}
    open: bool = True

    def counts(self, present: Container[int]) -> list[int]:
        chosen = [number for uid, number in self.votes.items() if not self.open or uid in present]
        return [chosen.count(number) for number in range(len(self.options))]

    def keep(self, present: Container[int]) -> None:
        """Nobody else has voted."""
        self.votes = {uid: number for uid, number in self.votes.items() if uid in present}


class Room(msgspec.Struct):
    """`open` to all, or by invitation. `invited`: uid to (name of the inviter, SEQ).

    Whoever says its `key`, if it has one, may join it uninvited; nobody else may.

    A room of another `realm` is mirrored here as long as a user of ours is in it or invited. `abroad` counts the
    members of each other realm; a realm that had any stays in it.

    `modes`: of "i" (nobody comes in uninvited), "m" (only operators and who is `voiced` may speak), "n" (only members
    may), "R" (no guests come in), "s" (not listed for others), "t" (only operators may change the topic). `masks`: by
    list ("b": banned, "q": muted, "e": but not these, "I": as invited; of the lobby "a" as well: addresses), the masks.
    `slow`: seconds between two messages of one speaker. A `passing` room goes with its last member. A `limit` of 0 is
    none. `deeds`: the last of what those did who run it, `reports` what others told them. `pins`: SEQs of messages, the
    last one last. `hands`: who wants to speak, in order; `called`: who was given the floor.
    """

    rid: int
    name: str
    open: bool
    creator: int
    members: dict[int, None] = {}
    invited: dict[int, tuple[str, int]] = {}
    realm: str = ""
    abroad: dict[str, int] = {}
    key: str = ""
    modes: str = "n"
    limit: int = 0
    topic: Topic | None = None
    operators: dict[int, None] = {}
    voiced: dict[int, None] = {}
    masks: dict[str, dict[str, Listing]] = {}
    made: float = 0.0
    passing: bool = False
    slow: int = 0
    deeds: list[Deed] = []
    reports: list[Deed] = []
    pins: list[int] = []
    hands: dict[int, None] = {}
    called: int = 0
    poll: Poll | None = None

    def operated_by(self, uid: int) -> bool:
        """Whether this member runs it: one of its operators, and where there are none, who made it open to all."""
        if self.operators or self.realm:
            return uid in self.operators
        return uid == self.creator and self.open and uid in self.members

    @property
    def enterable(self) -> bool:
        """Whether one comes in without an invitation."""
        return self.open and "i" not in self.modes

    @property
    def ruling(self) -> str:
        """Its modes, with "i" for a room that never was open to all."""
        return self.modes if self.enterable else "".join(sorted({*self.modes, "i"}))

    @property
    def plain(self) -> bool:
        """Whether any member may speak."""
        return not self.masks and not self.slow and "m" not in self.modes

    def forget(self, uid: int) -> None:
        """What a member was who is none any more."""
        self.operators.pop(uid, None)
        self.voiced.pop(uid, None)
        self.hands.pop(uid, None)

    def status(self, uid: int) -> str:
        """ "@" for an operator and "+" for who is voiced, both together or none."""
        return ("@" if self.operated_by(uid) else "") + ("+" if uid in self.voiced else "")

    @property
    def ours(self) -> int:
        """How many members are users of this realm."""
        return len(self.members) - sum(self.abroad.values())


class Request(msgspec.Struct):
    """What the user `uid` asked the `realm` of `room` on connection `cid`, and when. `what`: see commands.Asked."""

    cid: int
    uid: int
    what: str
    room: str
    realm: str
    at: float


class Departed(msgspec.Struct):
    """A user who went at `at` (unix seconds)."""

    name: str
    ident: str
    realname: str
    at: float


DEPARTED_KEPT = 200
"""Who went and is still told of: a class, several times over."""


class Early(msgspec.Struct):
    """Something said in a room by a user of `realm`, whose membership the room's home has not told of yet."""

    realm: str
    talk: Talk


RULES_VERSION = 4
"""The version of the rules. What the journal keeps is played again by the rules under which it came about: a rule that
decides otherwise from some version on asks the state which one is in force.

1: invitations and tokens of guests have a bound, and an open room vanishes with its last member if its maker has gone.
2: who has asked several times to join a room of another realm is answered by the first answer.
3: an open room stays one while nobody comes in uninvited.
4: there are runs. As long as they are not in force, there may be nodes of a cluster that do not know what that is.
"""


class State(msgspec.Struct):
    """Everything. `seq` is the number of the last change; `online` is in the order of login. `now` is the time of the
    last command that was kept (see World). `rules` is the version of the rules in force, which a Restart raises.

    Of files, by number: `uploads` are messages to be, `at` the time of the offer; `files` those that can be had.

    What holds in the `lobby` holds for the server: who is banned there cannot log in. Its members are not listed there.
    """

    seq: int = 0
    now: float = 0.0
    rules: int = 0
    next_uid: int = 1
    next_rid: int = LOBBY_ID + 1
    users: dict[int, User] = {}
    rooms: dict[int, Room] = {}
    sessions: dict[int, Session] = {}
    tokens: dict[str, Token] = {}
    online: dict[int, None] = {}
    accounts_made: dict[str, list[float]] = {}
    uploads: dict[int, Message] = {}
    files: dict[int, Message] = {}
    realm: str = ""
    peers: list[str] = []
    requests: dict[int, Request] = {}  # by number: the SEQ at which it was asked
    received: dict[str, int] = {}  # "realm/lane": number of the last entry
    early: dict[str, list[Early]] = {}  # by key of the room
    linked: dict[str, None] = {}  # realms
    waiting: dict[str, int] = {}  # by peer: how many entries of the outbox
    awaited: dict[int, float] = {}  # guests whose connection ended with the server, and until when
    departed: list[Departed] = []  # the last DEPARTED_KEPT of them
    came: dict[int, float] = {}  # since when they are online
    asked: dict[str, None] = {}  # questions without a name, by what only who took it off can make of them
    visits: list[Visit] = []  # the last MOST_VISITS, or a few more
    standing: Standing = msgspec.field(default_factory=Standing)
    lobby: Room = msgspec.field(default_factory=lambda: Room(LOBBY_ID, LOBBY, True, 0))

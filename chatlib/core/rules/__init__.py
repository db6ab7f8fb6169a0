"""The table of what can be asked of the room, filled in by the modules that hold the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from chatlib.core import commands, events
from chatlib.core.searching import Query


class Fetch(NamedTuple):
    """A reply to connection `cid` that only the journal can complete: `wanted` of what is stored.

    `about` is a name to repeat in the reply.
    """

    cid: int
    wanted: (
        Conversation | Missed | Letters | RoomLetters | Entry | Correspondence | Matches | Original | Pinned | Backlog
    )
    about: str = ""


class Conversation(NamedTuple):
    """Messages of room `rid`, or between the users `pair` if that is not None; see commands.History."""

    rid: int
    pair: tuple[int, int] | None
    before: int
    after: int
    limit: int
    times: tuple[float, float] = (-1.0, -1.0)
    around: bool = False
    forward: bool | None = None
    events: bool = False


class Missed(NamedTuple):
    """What user `uid` missed: private messages after `private`, others' in each room after its SEQ. A CatchUp.

    `more`: there are invitations behind these. `lobby`: it is heard from now on, and so are these rooms.
    """

    uid: int
    private: int
    rooms: dict[int, int]
    invitations: list[events.Invitation]
    more: bool = False
    lobby: bool = True


class Entry(NamedTuple):
    """What user `uid` missed in a room after a SEQ: completes the event."""

    rid: int
    uid: int
    after: int
    entered: events.Entered


class Correspondence(NamedTuple):
    """With whom user `uid` spoke, and in which of the `rooms` somebody did, between two times (-1: no bound)."""

    uid: int
    rooms: list[int]
    after: float
    before: float
    limit: int


class Matches(NamedTuple):
    """What a query finds before a SEQ: in these `rooms` and all private conversations of user `uid` (0: none), or in
    the one of `pair`.
    """

    query: Query
    rooms: list[int]
    uid: int
    pair: tuple[int, int] | None
    before: int
    limit: int


class Original(NamedTuple):
    """The message of this SEQ, whoever may read it: the command comes again with it."""

    seq: int
    command: commands.Amend | commands.Report | commands.Send


class Backlog(NamedTuple):
    """What others said that user `uid`, called `name`, has not read: in the `rooms`, by number each with its name, and
    in its private conversations. `marks`: by room (its number) or by the other one (-uid), up to which time it was
    read.
    """

    uid: int
    name: str
    rooms: dict[int, str]
    marks: dict[int, str]


class Pinned(NamedTuple):
    """The messages of these SEQs, in this order."""

    seqs: list[int]


class Letters(NamedTuple):
    """Private messages to `uid` after a SEQ; with a `realm` only those of its users."""

    uid: int
    after: int
    realm: str = ""


class RoomLetters(NamedTuple):
    """Messages in a room, not by `uid`, after a SEQ."""

    rid: int
    uid: int
    after: int


Outcome = list[events.Event | Fetch]
Handler = Callable[..., Outcome]
RULES: dict[type[commands.Command], tuple[Handler, bool]] = {}
"""By command: its rule, and whether it needs to know who asks."""


def rule(command: type[commands.Command], *, for_users: bool = True) -> Callable[[Handler], Handler]:
    """Makes a function the rule for a command.

    It is called with the World, the User who asks (if the command is `for_users` only) and the command. It
    checks first, raising Refusal; then it stamps; then it changes the state and returns events.
    """

    def enter(handler: Handler) -> Handler:
        RULES[command] = (handler, for_users)
        return handler

    return enter

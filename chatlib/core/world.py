"""The state with what every rule needs of it: look-ups, the time of the command, the next SEQ."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import msgspec

from chatlib.core import commands, entries, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.limits import Limits
from chatlib.core.lookalikes import Lookalikes
from chatlib.core.model import RULES_VERSION, Room, State, User
from chatlib.core.visits import MOST_VISITS, Visit


class Change(msgspec.Struct, array_like=True, tag="change"):
    """A command that changed something: its SEQ, the time `now` of it, and itself."""

    seq: int
    at: float
    command: commands.Any


Kept = events.Message | events.Run | events.Amendment | Change
"""What the journal must keep. Most changes are messages, which have a SEQ of their own."""


def last_seq(kept: Kept) -> int:
    """That of a run has several."""
    return kept.seq + len(kept.more) if type(kept) is events.Run else kept.seq


SOME_VISITS = 500
"""Forgotten at once: one by one would move all others each time."""


class Outgoing(NamedTuple):
    """What the outbox must keep until the realm has it."""

    realm: str
    lane: int
    entry: entries.Entry


class World:
    """Not thread-safe: one caller, one order.

    Of the command that is being applied there are two times, both in unix seconds: `now` never goes back, and tells how
    much time has passed; `told` is that of the clock on the wall, which somebody may set, for whoever reads it.
    Everything else that decides is in the `state`: the same commands at the same times make the same of it, on
    whatever machine. While changes are `replaying`, what was allowed when they were made is allowed again.
    Without a `state`, it is a new one.
    """

    def __init__(self, state: State | None = None, limits: Limits | None = None) -> None:
        self.state = state or State(rules=RULES_VERSION)
        self.limits = limits or Limits()
        self.now = self.told = self.state.now
        self.replaying = False
        self.spoken: dict[tuple[int, int], float] = {}  # in rooms that have a pace: by room and user, when
        self.tagged = 0  # how many times somebody was told tags that are kept nowhere
        self.names: dict[str, User | Room] = {}
        self.spelled: dict[str, User | Room] = {}  # those of our own, by their names exactly as they are shown
        self.mirrors: dict[str, Room] = {}
        self._made: dict[int, dict[int, Room]] = defaultdict(dict)  # by maker and number
        self._invitations: dict[int, dict[int, Room]] = defaultdict(dict)  # by whom they invite, and number
        self._invited_by: Counter[str] = Counter()  # names of who invited
        for room in self.state.rooms.values():
            for uid, (by, _) in room.invited.items():
                self._note_invitation(room, uid, by)
        self._lookalikes = Lookalikes(lambda: [thing.name for thing in self.names.values()])
        for thing in (*self.state.users.values(), *self.state.rooms.values()):
            self.register(thing)
        self._expiries = [(0.0, digest) for digest in self.state.tokens]
        heapify(self._expiries)
        self._outgoing: list[Outgoing] = []
        self._changes: list[Kept] = []

    def stamp(self, command: commands.Command) -> int:
        """The SEQ of the change that this command makes; nothing may be refused after it."""
        state = self.state
        state.seq += 1
        state.now = self.now
        self._changes.append(Change(state.seq, self.now, command))
        return state.seq

    def keep(self, message: events.Message | events.Amendment) -> int:
        """As `stamp`, for the message that became of a command, which gets its `seq` here."""
        state = self.state
        state.seq = message.seq = state.seq + 1
        if type(message) is events.Run:
            state.seq = last_seq(message)
        self._changes.append(message)
        return message.seq

    def comes(self, user: User) -> None:
        """Is online from now on."""
        self.state.online[user.uid] = None
        self.state.came[user.uid] = self.now

    def goes(self, user: User) -> None:
        """Is not online any more."""
        state = self.state
        del state.online[user.uid]
        state.lobby.hands.pop(user.uid, None)
        state.visits.append(Visit(user.name, bool(user.secret), state.came.pop(user.uid, self.now), self.now))
        if len(state.visits) > MOST_VISITS + SOME_VISITS:
            del state.visits[:SOME_VISITS]

    def take_changes(self) -> list[Kept]:
        taken, self._changes = self._changes, []
        return taken

    def put_out(self, realm: str, entry: entries.Entry, lane: int = entries.TALK) -> None:
        """For the outbox, in the same transaction as the change that it tells of; only for peers."""
        if realm in self.state.peers:
            self._outgoing.append(Outgoing(realm, lane, entry))
            self.state.waiting[realm] = self.state.waiting.get(realm, 0) + 1

    def take_outgoing(self) -> list[Outgoing]:
        taken, self._outgoing = self._outgoing, []
        return taken

    def expires(self, digest: str, at: float) -> None:
        """A token is to be looked at then; at once, if it is played again: other limits hold then."""
        heappush(self._expiries, (0.0 if self.replaying else at, digest))

    def take_expiries(self) -> list[str]:
        """The tokens whose time has come by now; some of them may have been used since."""
        due = []
        while self._expiries and self._expiries[0][0] < self.now:
            due.append(heappop(self._expiries)[1])
        return due

    # -------------------------------------------------------------- look-ups

    def register(self, thing: User | Room) -> None:
        """Makes it known by its name. Rooms and users of other realms do not share one namespace: what was taken for a
        user there may turn out to be a room.
        """
        if isinstance(thing, Room) and thing.realm:
            self.mirrors[names.key(thing.name)] = thing
            return
        self.names[names.key(thing.name)] = thing
        if not thing.realm:
            self.spelled[thing.name] = thing
        self._lookalikes.add(thing.name)
        if isinstance(thing, Room):
            self._made[thing.creator][thing.rid] = thing

    def unregister(self, thing: User | Room) -> None:
        if isinstance(thing, Room) and thing.realm:
            del self.mirrors[names.key(thing.name)]
            return
        del self.names[names.key(thing.name)]
        self.spelled.pop(thing.name, None)
        self._lookalikes.remove(thing.name)
        if isinstance(thing, Room):
            made = self._made[thing.creator]
            del made[thing.rid]
            if not made:
                del self._made[thing.creator]

    def made_by(self, user: User) -> list[Room]:
        """The rooms that this user made and that are still there."""
        return list(self._made.get(user.uid, {}).values())

    # ------------------------------------------------------------ invitations

    def invite(self, room: Room, uid: int, by: str, seq: int) -> None:
        """`by`: the name of who invites."""
        self.uninvite(room, uid)
        room.invited[uid] = (by, seq)
        self._note_invitation(room, uid, by)

    def uninvite(self, room: Room, uid: int) -> None:
        """The invitation, if there is one, is void."""
        if uid not in room.invited:
            return
        by, _ = room.invited.pop(uid)
        self._invited_by[by] -= 1
        if not self._invited_by[by]:
            del self._invited_by[by]
        del self._invitations[uid][room.rid]
        if not self._invitations[uid]:
            del self._invitations[uid]

    def invitations_of(self, user: User) -> list[Room]:
        """The rooms that this user is invited to."""
        return list(self._invitations.get(user.uid, {}).values())

    def may_invite(self, user: User, by: str) -> bool:
        """Whether neither the user has too many invitations without an answer, nor who invites has sent too many."""
        if self.state.rules < 1:
            return True
        few = len(self._invitations.get(user.uid, {})) < self.limits.invitations
        return few and self._invited_by[by] < self.limits.invitations_by

    def _note_invitation(self, room: Room, uid: int, by: str) -> None:
        self._invitations[uid][room.rid] = room
        self._invited_by[by] += 1

    def key(self, name: str) -> str:
        """As names.key; with this server's own realm behind it a name is the same as without."""
        return names.key(self._at_home(name))

    def _at_home(self, name: str) -> str:
        if names.AT in name:
            local, realm = names.split(name)
            if realm and names.key(realm) == self.state.realm:
                return local
        return name

    def realm_of(self, name: str) -> str:
        """In which realm somebody or something of this name is at home: "" if it is ours. Refusal(UNKNOWN_REALM)."""
        realm = names.split(self.key(name))[1]
        if realm and realm not in self.state.peers:
            raise Refusal(Reason.UNKNOWN_REALM, realm[: names.MAX_LENGTH])
        return realm

    def from_realm(self, name: str, realm: str) -> str:
        """The name by which we know what the other realm calls `name`; Refusal(BAD_NAME) if that is no name."""
        local, home = names.split(name)
        home = names.key(home) or realm
        local = names.local(local)
        return local if home == self.state.realm else f"{local}{names.AT}{names.local(home)}"

    def named(self, name: str) -> User | Room | None:
        """Who or what has this name, the lobby not among them."""
        key = self.key(name)
        return self.mirrors.get(key) or self.names.get(key)

    def user(self, name: str, reason: Reason = Reason.UNKNOWN_USER) -> User:
        """Who has this name; Refusal(reason) if no user has."""
        found = self.names.get(self.key(name))
        if not isinstance(found, User):
            raise Refusal(reason, names.cut(name))
        return found

    def room(self, name: str) -> Room:
        """The room of this name, the lobby not among them; Refusal(UNKNOWN_ROOM or NOT_MEMBER)."""
        found = self.find_room(name)
        if found is None:
            # Of a room elsewhere nobody here is a member, whether it exists or not.
            unknown = Reason.NOT_MEMBER if self.realm_of(name) else Reason.UNKNOWN_ROOM
            raise Refusal(unknown, names.cut(name))
        return found

    def find_room(self, name: str) -> Room | None:
        """As `room`. A room whose name somebody had is called so with a "#" in front (see attendance)."""
        key = self.key(name)
        for known in (self.mirrors, self.names):
            for found in (known.get(key), known.get(names.HASH + key)):
                if isinstance(found, Room):
                    return found
        return None

    def free(self, name: str, but: Collection[int] = (), irc: bool = False) -> str:
        """The name as it will be shown; Refusal if nobody may have it or somebody has it, `but` for these users.

        `irc`: see names.check.
        """
        if self.replaying:
            # Which words are reserved, and what looks alike, may be seen otherwise by now.
            return names.shown(self._at_home(name))
        name = names.check(self._at_home(name), irc)
        holder = self.names.get(names.key(name))
        if holder is not None and not (isinstance(holder, User) and holder.uid in but):
            raise Refusal(Reason.NAME_IS_USER if isinstance(holder, User) else Reason.NAME_IS_ROOM, holder.name)
        if self._lookalikes.like(name):
            raise Refusal(Reason.LOOKS_ALIKE, name)
        return name

    def shown(self, uids: Iterable[int]) -> list[str]:
        """Names of users, sorted without regard to case."""
        return sorted((self.state.users[uid].name for uid in uids), key=names.key)

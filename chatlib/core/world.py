"""The state with what every rule needs of it: look-ups, the time of the command, the next SEQ."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from chatlib.core import commands, entries, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Limits, Room, State, User
from chatlib.core.throttle import Throttle


class Change(NamedTuple):
    """What the journal must keep: the SEQ, the time, and the command, or the message that it became."""

    seq: int
    at: float
    what: commands.Command | events.Message


class Outgoing(NamedTuple):
    """What the outbox must keep until the realm has it."""

    realm: str
    lane: int
    entry: entries.Entry


class World:
    """Not thread-safe: one caller, one order. `now` is the time of the command that is being applied (unix seconds).

    While it is `full`, nothing can be kept: whatever would change something is refused.

    Two things are of the moment and not of the state: which realms are `linked`, and how many entries are `waiting`
    for each. The caller keeps them up to date.
    """

    def __init__(self, state: State | None = None, limits: Limits | None = None) -> None:
        self.state = state or State()
        self.limits = limits or Limits()
        self.throttle = Throttle()
        self.now = 0.0
        self.full = False
        self.names: dict[str, User | Room] = {}
        self.mirrors: dict[str, Room] = {}
        for thing in (*self.state.users.values(), *self.state.rooms.values()):
            self.register(thing)
        self.linked: set[str] = set()
        self.waiting: Counter[str] = Counter()
        self._outgoing: list[Outgoing] = []
        self._changes: list[Change] = []

    def stamp(self, command: commands.Command) -> int:
        """The SEQ of the change that this command makes; nothing may be refused after it."""
        return self.keep(command)

    def keep(self, what: commands.Command | events.Message) -> int:
        """As `stamp`, for what became of a command. A message gets its `seq` here."""
        if self.full:
            raise Refusal(Reason.DISK_FULL)
        state = self.state
        state.seq += 1
        if not isinstance(what, commands.Command):
            what.seq = state.seq
        self._changes.append(Change(state.seq, self.now, what))
        return state.seq

    def take_changes(self) -> list[Change]:
        taken, self._changes = self._changes, []
        return taken

    def put_out(self, realm: str, entry: entries.Entry, lane: int = entries.TALK) -> None:
        """For the outbox, in the same transaction as the change that it tells of; only for peers."""
        if realm in self.state.peers:
            self._outgoing.append(Outgoing(realm, lane, entry))
            self.waiting[realm] += 1

    def take_outgoing(self) -> list[Outgoing]:
        taken, self._outgoing = self._outgoing, []
        return taken

    # -------------------------------------------------------------- look-ups

    def register(self, thing: User | Room) -> None:
        """Makes it known by its name. Rooms and users of other realms do not share one namespace: what was taken for a
        user there may turn out to be a room.
        """
        known = self.mirrors if isinstance(thing, Room) and thing.realm else self.names
        known[names.key(thing.name)] = thing

    def unregister(self, thing: User | Room) -> None:
        known = self.mirrors if isinstance(thing, Room) and thing.realm else self.names
        del known[names.key(thing.name)]

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
        key = self.key(name)
        found = self.mirrors.get(key) or self.names.get(key)
        if not isinstance(found, Room):
            # Of a room elsewhere nobody here is a member, whether it exists or not.
            unknown = Reason.NOT_MEMBER if self.realm_of(name) else Reason.UNKNOWN_ROOM
            raise Refusal(unknown, names.cut(name))
        return found

    def free(self, name: str, but: Collection[int] = ()) -> str:
        """The name as it will be shown; Refusal if nobody may have it or somebody has it, `but` for these users."""
        name = names.check(self._at_home(name))
        holder = self.names.get(names.key(name))
        if holder is not None and not (isinstance(holder, User) and holder.uid in but):
            raise Refusal(Reason.NAME_IS_USER if isinstance(holder, User) else Reason.NAME_IS_ROOM, holder.name)
        return name

    def shown(self, uids: Iterable[int]) -> list[str]:
        """Names of users, sorted without regard to case."""
        return sorted((self.state.users[uid].name for uid in uids), key=names.key)

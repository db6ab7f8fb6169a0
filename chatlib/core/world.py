"""The state with what every rule needs of it: look-ups, the time of the command, the next SEQ."""

from collections.abc import Iterable
from typing import NamedTuple

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import Limits, Room, State, User
from chatlib.core.throttle import Throttle


class Change(NamedTuple):
    """What the journal must keep: the SEQ, the time, and the command, or the message that it became."""

    seq: int
    at: float
    what: commands.Command | events.Message


class World:
    """Not thread-safe: one caller, one order. `now` is the time of the command that is being applied (unix seconds).

    While it is `full`, nothing can be kept: whatever would change something is refused.
    """

    def __init__(self, state: State | None = None, limits: Limits | None = None) -> None:
        self.state = state or State()
        self.limits = limits or Limits()
        self.throttle = Throttle()
        self.now = 0.0
        self.full = False
        self.names: dict[str, User | Room] = {}
        for thing in (*self.state.users.values(), *self.state.rooms.values()):
            self.names[names.key(thing.name)] = thing
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

    # -------------------------------------------------------------- look-ups

    def user(self, name: str, reason: Reason = Reason.UNKNOWN_USER) -> User:
        """Who has this name; Refusal(reason) if no user has."""
        found = self.names.get(names.key(name))
        if not isinstance(found, User):
            raise Refusal(reason, name[: names.MAX_LENGTH])
        return found

    def room(self, name: str) -> Room:
        """The room of this name, the lobby not among them; Refusal(UNKNOWN_ROOM)."""
        found = self.names.get(names.key(name))
        if not isinstance(found, Room):
            raise Refusal(Reason.UNKNOWN_ROOM, name[: names.MAX_LENGTH])
        return found

    def free(self, name: str) -> str:
        """The name as it will be shown; Refusal if nobody may have it or somebody has it."""
        name = names.check(name)
        holder = self.names.get(names.key(name))
        if holder is not None:
            raise Refusal(Reason.NAME_IS_USER if isinstance(holder, User) else Reason.NAME_IS_ROOM, holder.name)
        return name

    def shown(self, uids: Iterable[int]) -> list[str]:
        """Names of users, sorted without regard to case."""
        return sorted((self.state.users[uid].name for uid in uids), key=names.key)

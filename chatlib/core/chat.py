"""The room itself: a command in, events out, and the changes that the journal must keep."""

from collections.abc import Iterable

from chatlib.core import commands, events, messages, names, queries, rooms, sessions
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import NO_LIMITS, Limits, Room, Session, State, Token, User
from chatlib.core.rules import RULES, Asker, Change, Outcome
from chatlib.core.throttle import Throttle

__all__ = ["Chat", "messages", "queries", "rooms", "sessions"]  # importing the rules enters them in the table

REQUESTS_PER_MESSAGE = 4
"""Requests are cheaper than messages, which go to everybody: a session may make so many times more of them."""


class Chat:
    """State and rules. Not thread-safe: one caller, one order.

    After each `apply`, `take_changes` gives what is new and must be kept.
    """

    def __init__(self, state: State | None = None, limits: Limits | None = None) -> None:
        self.state = state or State()
        self.limits = limits or Limits()
        self.throttle = Throttle()
        self.now = 0.0
        self.names: dict[str, User | Room] = {}
        for thing in (*self.state.users.values(), *self.state.rooms.values()):
            self.names[names.key(thing.name)] = thing
        self._changes: list[Change] = []

    def apply(self, command: commands.Command, now: float) -> Outcome:
        """Does it at the time `now` (unix seconds). A refusal is an event as well: bad input raises nothing."""
        self.now = now
        handler, for_users = RULES[type(command)]
        news: Outcome = []
        try:
            if not for_users:
                return handler(self, command)
            asker, news = self._asker(command)
            outcome = handler(self, asker, command)
            return news + outcome if news else outcome
        except Refusal as refusal:
            return [*news, events.Refused(command.cid, refusal.reason, refusal.subject)]

    def replay(self, change: Change) -> None:
        """Applies a change that the journal kept: what was allowed then is allowed again."""
        limits, self.limits = self.limits, NO_LIMITS
        self.state.seq = change.seq - 1
        if isinstance(change.what, commands.Command):
            self.apply(change.what, change.at)
        elif isinstance(change.what, events.Message):
            messages.remember(self, change.what)
        self.state.seq = change.seq
        self.limits = limits
        self._changes.clear()

    def stamp(self, command: commands.Command) -> int:
        """The SEQ of the change that this command makes; nothing may be refused after it."""
        return self.keep(command)

    def keep(self, what: commands.Command | events.Message | events.File) -> int:
        """As `stamp`, for what became of a command. A message or file gets its `seq` here."""
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

    # --------------------------------------------------------- who is asking

    def _asker(self, command: commands.Command) -> tuple[Asker, Outcome]:
        """Who asks, and what others must be told because of that alone."""
        state = self.state
        source: Session | Token | None
        if command.token:
            source, used = sessions.living_token(self, command.token, lingers=True), command.token
        else:
            source = state.sessions.get(command.cid)
            if source is None:
                raise Refusal(Reason.NO_SESSION)
            used = "" if source.pushes else source.token
        burst, rate = self.limits.burst * REQUESTS_PER_MESSAGE, self.limits.rate * REQUESTS_PER_MESSAGE
        if not source.requests.take(self.now, burst, rate):
            raise Refusal(Reason.TOO_FAST)
        news = sessions.use(self, used) if used in state.tokens else []
        return Asker(state.users[source.uid], source), news

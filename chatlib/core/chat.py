"""The room itself: a command in, events out, and the changes that the journal must keep."""

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import NO_LIMITS, Session, Token
from chatlib.core.realms import arrivals, mirrors, requests, visits
from chatlib.core.rules import RULES, Asker, Outcome, deletion, files, messages, presence, queries, rooms, sessions
from chatlib.core.world import Change, World

__all__ = [
    "Chat",
    "arrivals",
    "deletion",
    "files",
    "messages",
    "mirrors",
    "presence",
    "queries",
    "requests",
    "rooms",
    "sessions",
    "visits",
]  # importing the rules enters them in the table

REQUESTS_PER_MESSAGE = 4
"""Requests are cheaper than messages, which go to everybody: a session may make so many times more of them."""


class Chat(World):
    """State and rules. After each `apply`, `take_changes` gives what is new and must be kept."""

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
            files.remember(self, change.what)
        self.state.seq = change.seq
        self.limits = limits
        self._changes.clear()
        self._outgoing.clear()

    def due(self, now: float) -> list[commands.Command]:
        """What time alone has brought about by `now` (unix seconds), as commands to apply."""
        self.now = now
        return presence.due(self) + sessions.due(self) + files.due(self) + requests.overdue(self)

    def _asker(self, command: commands.Command) -> tuple[Asker, Outcome]:
        """Who asks, and what others must be told because of that alone."""
        state = self.state
        source: Session | Token | None
        if command.token:
            source, used = presence.living_token(self, command.token, lingers=True), command.token
        else:
            source = state.sessions.get(command.cid)
            if source is None:
                raise Refusal(Reason.NO_SESSION)
            used = "" if source.pushes else source.token
        burst, rate = self.limits.burst * REQUESTS_PER_MESSAGE, self.limits.rate * REQUESTS_PER_MESSAGE
        if not source.requests.take(self.now, burst, rate):
            raise Refusal(Reason.TOO_FAST)
        news = presence.use(self, used) if used in state.tokens else []
        return Asker(state.users[source.uid], source), news

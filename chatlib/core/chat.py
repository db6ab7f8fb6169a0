"""The room itself: a command in, events out, and the changes that the journal must keep."""

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.limits import lifted
from chatlib.core.realms import arrivals, mirrors, requests, visits
from chatlib.core.rules import (
    RULES,
    Outcome,
    accounts,
    amendments,
    attendance,
    deletion,
    files,
    messages,
    people,
    presence,
    queries,
    reading,
    renaming,
    rooms,
    sessions,
    time,
)
from chatlib.core.rules.moderation import moderators, modes, topics
from chatlib.core.rules.teaching import groups, hands, polls, questions, roll_call
from chatlib.core.world import Change, Kept, World

__all__ = [
    "Chat",
    "accounts",
    "amendments",
    "arrivals",
    "attendance",
    "deletion",
    "files",
    "groups",
    "hands",
    "messages",
    "mirrors",
    "moderators",
    "modes",
    "people",
    "polls",
    "presence",
    "queries",
    "questions",
    "reading",
    "renaming",
    "requests",
    "roll_call",
    "rooms",
    "sessions",
    "time",
    "topics",
    "visits",
]  # importing the rules enters them in the table


class Chat(World):
    """State and rules. After each `apply`, `take_changes` gives what is new and must be kept."""

    def apply(self, command: commands.Command, now: float, told: float | None = None) -> Outcome:
        """Does it at the time `now`, which is not before that of any other command; `told`: see World.

        A refusal is an event as well: bad input raises nothing. Of a run nothing may come: then its messages are to be
        applied one by one.
        """
        self.now, self.told = now, now if told is None else told
        handler, for_users = RULES[type(command)]
        state = self.state
        try:
            if not for_users:
                return handler(self, command)
            if command.token:
                asker = state.users[presence.living_token(self, command.token, lingers=True).uid]
            elif (session := state.sessions.get(command.cid)) is not None:
                asker = state.users[session.uid]
            else:
                raise Refusal(Reason.NO_SESSION)
            return handler(self, asker, command)
        except Refusal as refusal:
            if commands.is_run(command):
                return []
            return [events.Refused(command.cid, refusal.reason, refusal.subject, refusal.limit)]

    def polls(self, command: commands.Command) -> bool:
        """Whether it is asked with a token that has to be kept in use: most are not, and nothing precedes them."""
        session = self.state.sessions.get(command.cid)
        return bool(command.token) or (session is not None and not session.pushes)

    def preceding(self, command: commands.Command, now: float) -> list[commands.Command]:
        """The server's own commands that are to be applied before this one: it may show that a token is in use."""
        self.now = now
        _, for_users = RULES[type(command)]
        digest = presence.used(self, command) if for_users else ""
        return [commands.Touch(session=digest)] if digest else []

    def replay(self, kept: Kept) -> None:
        """Applies a change that the journal kept."""
        limits, self.limits, self.replaying = self.limits, lifted(self.limits), True
        self.state.seq = kept.seq - 1
        if isinstance(kept, Change):
            self.apply(kept.command, kept.at)
            self.state.now = kept.at
        elif isinstance(kept, events.Amendment):
            amendments.remember(self, kept)
        else:
            messages.remember(self, kept)
            hands.spoke(self, kept)
            files.remember(self, kept)
            topics.remember_topic(self, kept)
        self.state.seq = kept.seq
        self.limits, self.replaying = limits, False
        self._changes.clear()
        self._outgoing.clear()

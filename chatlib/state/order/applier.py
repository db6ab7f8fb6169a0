"""What becomes of each command of the order: changes for the journal, and news for the workers that this concerns."""

from collections.abc import Callable, Collection, Iterable

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.cluster.numbers import node_of
from chatlib.core.errors import Reason
from chatlib.core.model import User
from chatlib.core.rules import Fetch, Letters, Original, Outcome, RoomLetters
from chatlib.core.world import Outgoing
from chatlib.state.journal.journal import Journal
from chatlib.state.order.observer import Observer
from chatlib.state.order.replies import Replies
from chatlib.state.order.workers.audience import Audience
from chatlib.state.order.workers.line import Lines

EVERYWHERE = Letters | RoomLetters | Original
"""What the history is asked for that changes the state: so each node of a cluster asks its own."""


class Applier:
    """Owns the chat. `crashed` is called with an exception that is being handled, and costs one command and not the
    process; `say` with a command of the server's own that is to get its place in the order.

    `now` and `told` are the times of what is applied. While it is `silent`, workers have heard of it already.
    """

    def __init__(
        self,
        chat: Chat,
        journal: Journal,
        lines: Lines,
        crashed: Callable[[Exception], None],
        say: Callable[[commands.Command], None],
    ) -> None:
        self.chat = chat
        self._standing = chat.state.standing
        self.now = self.told = 0.0
        self.silent = False
        self.observer: Observer | None = None
        self._journal = journal
        self._lines = lines
        self._crashed = crashed
        self._say = say
        self._audience = Audience(chat.state, lines)
        self._replies = Replies(journal.history, crashed)

    def asked(self, asked: Iterable[commands.Command], worker: int, full: bool) -> None:
        """A worker's batch. `full`: there was no room for what need not be kept."""
        chat, standing = self.chat, self._standing
        away = standing.unheard if standing.nodes else ()
        for command in asked:
            if away and isinstance(command, commands.Enter | commands.Guest):
                self._leave_behind(command.name, away)
            if not full and chat.polls(command):
                for own in chat.preceding(command, self.now):
                    self.apply(own, worker)
            self.apply(command, worker, full)

    def _leave_behind(self, name: str, nodes: Collection[int]) -> None:
        """Who comes in under this name has left those nodes, which have gone silent: his sessions there end first, so
        that he finds what came since.
        """
        state, user = self.chat.state, self.chat.named(name)
        for cid in [cid for cid in user.cids if node_of(cid) in nodes] if isinstance(user, User) else ():
            session, written = state.sessions[cid], self._standing.nodes[node_of(cid)].written
            self.apply(commands.Drop(cid, written=written.get(session.worker, 0)))
            if line := self._lines.get(session.worker):  # it is not gone, and hears of it now
                line.news.append(events.Parted(0, user.name, cid, session.worker))

    def own(self, command: commands.Command) -> Outcome:
        """One of the server's own; what another realm has is kept for it no more."""
        if type(command) is commands.Delivered:
            command.count = self._journal.delivered(command.realm, command.lane, command.upto)
        return self.apply(command)

    def apply(self, command: commands.Command, worker: int = 0, full: bool = False) -> Outcome:
        """What the rules make of it, which is news to whom it concerns. One that they stumble over is refused: it would
        come again to each successor.
        """
        chat, before = self.chat, self.chat.state.seq
        try:
            outcome = chat.apply(command, self.now, self.told)
        except Exception as error:
            if chat.state.seq != before:
                raise  # it is half done: only the journal knows how things are
            self._crashed(error)
            outcome = [] if commands.is_run(command) else [events.Refused(command.cid, Reason.FAULT)]
        if type(command) is not commands.Send:
            self._audience.has_changed()
        elif command.more and not outcome:
            return [event for one in commands.singly(command) for event in self.apply(one, worker, full)]
        for item in outcome:
            if type(item) is events.Amendment and item.what in ("edit", "delete"):
                self._journal.words_taken = True
            event = self._complete(item, worker, full) if type(item) is Fetch else item
            if event is None or self.silent:
                continue
            for number in self._audience.of(event, worker):
                if (line := self._lines.get(number)) is not None:
                    line.news.append(event)
        return outcome

    def keep(self, outgoing: Iterable[Outgoing] = ()) -> None:
        """The journal has all that has changed so far."""
        kept = self.chat.take_changes()
        if self.observer:
            self.observer.kept(kept)
        self._journal.append(kept, outgoing)

    def _complete(self, fetch: Fetch, worker: int, full: bool) -> events.Event | None:
        """The reply; None if it is given already, or by another node."""
        if worker and worker not in self._lines and not isinstance(fetch.wanted, EVERYWHERE):
            return None
        self.keep()
        event, following = self._replies.complete(fetch, self.chat.state.seq)
        if event is None:
            self.apply(following, worker)
        elif type(following) is commands.Fetched and not full:
            self.apply(following)
        elif type(following) is commands.Unread:
            self._say(following)
        return event

"""What happens, as it is told: which events are shown where, and in which words."""

from collections.abc import Callable

from chatlib.client.actions.talking import pin_note
from chatlib.client.conversations.conversations import Conversations
from chatlib.client.conversations.lesson import Lesson
from chatlib.client.conversations.messages import entry, quoted, told
from chatlib.client.entries import Entry
from chatlib.client.preferences import Preferences
from chatlib.client.session.events import (
    Away,
    Change,
    Composes,
    Deleted,
    Edited,
    Event,
    Hands,
    Invitation,
    Lost,
    Message,
    Notice,
    Paced,
    Pinned,
    Placed,
    Poll,
    Presence,
    Reacted,
    Read,
    Renamed,
    Reported,
    Restored,
    Ruled,
    Topic,
    Voted,
)
from chatlib.client.session.protocol import LOBBY, SERVER
from chatlib.client.session.rules import Ruling
from chatlib.client.session.session import Session
from chatlib.client.words import notes, rulings
from chatlib.client.words.texts import Words

MOST_INVITATIONS = 100
"""As many as the server lets wait for one user."""


class News:
    """`people` are those who are here, `invitations` the rooms whose invitations are not answered, oldest first.

    `offered` says what to say about a file that somebody sends.
    """

    offered: Callable[[Message], Entry]

    def __init__(
        self,
        conversations: Conversations,
        words: Words,
        session: Callable[[], Session],
        preferences: Preferences,
        people: set[str],
    ) -> None:
        self._conversations = conversations
        self._away: dict[str, str] = {}  # what was said of those who are here
        self._words = words
        self._session = session
        self._preferences = preferences
        self._lesson = Lesson(conversations, words, session)
        self.people = people
        self.invitations: list[str] = []

    def gone(self, names: set[str]) -> None:
        """They left while nobody could say so."""
        for name in sorted(names):
            self._forget_away(name)
            self._conversations.note(LOBBY, self._presence("went", name))

    def answered(self, room: str) -> None:
        """Its invitation is, in whatever way."""
        self.invitations = [one for one in self.invitations if one.casefold() != room.casefold()]

    def tell(self, event: Event) -> None:
        match event:
            case Message() if event.sender == SERVER:
                self._note_of_server(event.text)
            case Message() if self._preferences.ignores(event.sender):
                return
            case Message():
                self._conversations.deliver(event.where, entry(event, self._session().user, self._words))
                if event.file and not event.mine:
                    self._conversations.note(event.where, self.offered(event))
            case Presence():
                (self.people.add if event.online else self.people.discard)(event.name)
                if not event.online:
                    self._conversations.of(LOBBY).left([event.name])
                self._forget_away(event.name)
                self._conversations.know()
                note = self._presence("came" if event.online else "went", event.name)
                self._conversations.note(LOBBY, note)
                self._conversations.note(event.name, note)
            case Notice():
                self._notice(event)
            case Topic():
                if conversation := self._conversations.of(event.room):
                    conversation.topic = event.text
                key = "topic_set" if event.text else "topic_gone"
                self._conversations.note(event.room, self._note(key, name=event.who, room=event.room, topic=event.text))
            case Away():
                self._conversations.standing.away[event.name] = event.text
                self._say_away(event)
            case Renamed():
                self._forget_away(event.old)
                self.people -= {event.old}
                self.people |= {event.new} - {self._session().user}
                self._conversations.know()
                self._conversations.rename(event.old, event.new)
                for where in (LOBBY, event.new):
                    self._conversations.note(where, self._note("renamed", old=event.old, new=event.new))
            case Invitation() if not self._preferences.ignores(event.sender):
                self.invitations = [*self.invitations[1 - MOST_INVITATIONS :], event.room]
                members = ", ".join(event.members)
                text = self._words("invitation", name=event.sender, room=event.room, members=members)
                self._conversations.note(LOBBY, Entry("call", text, sender=event.sender, urgent=True))
            case Hands() | Poll() | Voted() | Placed():
                self._lesson.tell(event)
            case Ruled():
                if any((change.what, change.about) == ("MODERATOR", self._session().user) for change in event.changes):
                    self._conversations.standing.meet_again()
                for change in event.changes:
                    note = Entry("notice", rulings.changed(event.who, change, self._words))
                    self._conversations.note(event.room, note)
            case Reported():
                self._reported(event)
            case Deleted() | Edited() | Reacted():
                self._changed(event)
            case Pinned() if message := self._session().messages.of(event.seq):
                self._conversations.note(event.room, pin_note(event.who, message, event.on, self._words))
            case Read():
                self._conversations.reading.heard(event)
            case Composes() if not self._preferences.ignores(event.who):
                self._conversations.composing.heard(event)
            case Lost():
                self._conversations.standing.connected = False
                self._conversations.tell_all(Entry("error", self._words("lost")))
            case Restored():
                self._conversations.standing.connected = True
                key = "moved" if event.server else "restored"
                self._conversations.tell_all(Entry("info", self._words(key, server=event.server)))
            case Paced():
                self._conversations.tell_all(Entry("info", self._words("paced", count=event.waiting)))
        self._conversations.standing.changed()

    def _note_of_server(self, text: str) -> None:
        """A question without a name waits for an answer where it was asked; everything else is shown in the lobby."""
        room, said = notes.asked_in(text), notes.said(text, self._words)
        note = Entry("call", said, sender=SERVER, urgent=True) if room else Entry("notice", said)
        (room and self._conversations.note(room, note)) or self._conversations.note(LOBBY, note)

    def _notice(self, event: Notice) -> None:
        conversation = self._conversations.of(event.room)
        if event.kind == "INVITED":
            note = self._note("invited", name=event.who, room=event.room, whom=", ".join(event.whom))
        elif event.reason:
            self._put_out(event)
            return
        elif event.kind == "LEFT" and event.whom != [event.who]:
            note = self._note("deleted", name=event.who, room=event.room)
        elif event.kind == "DECLINED":
            note = self._note("declined", name=event.who, room=event.room)
        else:
            if conversation and event.kind == "JOINED":
                conversation.joined(event.who)
            elif conversation:
                conversation.left([event.who])
            note = self._presence(event.kind.lower(), event.who, event.room)
        self._conversations.note(event.room, note) or self._conversations.note(LOBBY, note)

    def _put_out(self, event: Notice) -> None:
        whom = ", ".join(event.whom)
        conversation = self._conversations.of(event.room)
        if conversation:
            conversation.left(event.whom)
        if self._session().user in event.whom:
            text = self._words("put_out", name=event.who, room=event.room, reason=event.reason)
            for where in (event.room, LOBBY):
                self._conversations.note(where, Entry("call", text, sender=event.who, urgent=True))
        else:
            change = Ruling("KICK", about=whom, reason=event.reason)
            self._conversations.note(event.room, Entry("notice", rulings.changed(event.who, change, self._words)))

    def _reported(self, event: Reported) -> None:
        where = event.room or self._words("private")
        said = {"name": event.who, "author": event.author, "where": where, "text": quoted(event.text)}
        text = self._words("reported", **said) + rulings.because(event.reason)
        self._conversations.note(LOBBY, Entry("call", text, sender=event.who, urgent=True))

    def _changed(self, event: Change) -> None:
        if message := self._session().messages.of(event.seq):
            self.show_anew(message, told(event, message, self._words))

    def show_anew(self, message: Message, told: str = "") -> None:
        """It has become otherwise, which `told` says where what was shown stays."""
        if not self._preferences.ignores(message.sender):
            shown = entry(message, self._session().user, self._words)
            self._conversations.change(message.where, shown, told)

    def _say_away(self, event: Away) -> None:
        """Where a conversation with him is shown, once."""
        note = self._note("other_away" if event.text else "other_back", name=event.name, text=event.text)
        if self._away.get(event.name, "") != event.text and self._conversations.note(event.name, note):
            self._away[event.name] = event.text

    def _forget_away(self, name: str) -> None:
        self._away.pop(name, None)
        self._conversations.standing.away.pop(name, None)

    def _note(self, key: str, **values: object) -> Entry:
        return Entry("notice", self._words(key, **values))

    def _presence(self, change: str, name: str, room: str = "") -> Entry:
        text = self._words(change, name=name, room=room)
        return Entry("presence", text, sender=name, change=change)

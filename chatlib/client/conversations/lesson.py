"""What happens where a class is taught, as it is told: hands, polls, who was put into a group."""

import itertools
from collections.abc import Callable, Sequence

import msgspec

from chatlib.client.conversations.conversations import Conversations
from chatlib.client.conversations.polls import ShownPoll
from chatlib.client.entries import Entry
from chatlib.client.session.events import Hands, Placed, Poll, Voted
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import Session
from chatlib.client.words.texts import Words


class Lesson:
    """Of all rooms."""

    def __init__(self, conversations: Conversations, words: Words, session: Callable[[], Session]) -> None:
        self._conversations, self._words, self._session = conversations, words, session
        self._numbers = itertools.count(1)
        self._elsewhere: dict[str, str] = {}  # the question that was told last of a room that is not shown

    def tell(self, event: Hands | Poll | Voted | Placed) -> None:
        match event:
            case Hands():
                self._hands(event)
            case Poll():
                self._poll(event)
            case Voted():
                conversation = self._conversations.of(event.room)
                if conversation and (shown := conversation.poll):
                    self._becomes(shown, msgspec.structs.replace(shown.poll, vote=event.option))
            case Placed():
                text = self._words("placed", name=event.who, room=event.room, members=", ".join(event.members))
                self._conversations.begin(event.room)
                self._conversations.note(event.room, Entry("call", text, sender=event.who, urgent=True))

    # ------------------------------------------------------------------- hands

    def _hands(self, event: Hands) -> None:
        conversation, me = self._conversations.of(event.room), self._session().user
        before = conversation.hands if conversation else []
        if conversation:
            conversation.hands = event.queue
        if event.called == me:
            text = self._words("called_you", name=event.who, room=event.room)
            note = Entry("call", text, sender=event.who, urgent=True)
            self._conversations.note(event.room, note) or self._conversations.note(LOBBY, note)
        elif text := self._told(event, before, me):
            self._conversations.note(event.room, Entry("notice", text))

    def _told(self, event: Hands, before: Sequence[str], me: str) -> str:
        up = event.who in event.queue
        if event.called:
            return self._words("called", name=event.who, whom=event.called)
        if event.who == me:
            place = event.queue.index(me) + 1 if up else 0
            return self._words("hand_up" if up else "hand_down", place=place)
        if up == (event.who in before):
            return ""
        return self._words("hand_raised" if up else "hand_lowered", name=event.who)

    # ------------------------------------------------------------------- polls

    def _poll(self, event: Poll) -> None:
        conversation, me = self._conversations.of(event.room), self._session().user
        shown = conversation.poll if conversation else None
        if shown and shown.goes_on_as(event):
            vote = shown.poll.vote if event.vote is None else event.vote
            self._becomes(shown, msgspec.structs.replace(event, who=event.who or shown.poll.who, vote=vote))
            return
        if shown and shown.poll.open:  # another one has taken its place
            self._becomes(shown, msgspec.structs.replace(shown.poll, open=False))
        if event.open and conversation:
            conversation.poll = ShownPoll(next(self._numbers), event)
            self._conversations.note(event.room, conversation.poll.entry(me, self._words))
        elif event.open and self._elsewhere.get(event.room) != event.question:
            self._elsewhere[event.room] = event.question
            text = self._words("poll_elsewhere", name=event.who, room=event.room, question=event.question)
            self._conversations.note(LOBBY, Entry("call", text, sender=event.who))

    def _becomes(self, shown: ShownPoll, poll: Poll) -> None:
        ends, shown.poll = shown.poll.open and not poll.open, poll
        told = shown.result(self._words) if ends else ""
        self._conversations.change(poll.room, shown.entry(self._session().user, self._words), told)

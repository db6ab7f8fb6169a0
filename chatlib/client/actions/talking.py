"""Does what was typed about a message: each kind of Action is a method, as of Actions."""

from collections.abc import Callable

from chatlib.client.commands import Action
from chatlib.client.conversations.messages import entry, quoted
from chatlib.client.entries import Entry
from chatlib.client.session.events import Message
from chatlib.client.session.session import Session
from chatlib.client.words import emojis
from chatlib.client.words.texts import Words


class NoMessage(Exception):
    """There is none that could be meant."""


class Talking:
    """It is the message that was selected, else the last one that could be meant. What becomes of it shows itself, as
    an event of the session. `_session`, `_words` and `_ignores` are those of Actions.
    """

    _session: Callable[[], Session]
    _words: Words
    _ignores: Callable[[str], bool]

    async def do_reply(self, action: Action) -> list[Entry]:
        await self._session().send(action.name, action.text, reply=self._of_others(action).seq)
        return []

    async def do_edit(self, action: Action) -> list[Entry]:
        await self._session().edit(self._own(action).seq, action.text)
        return []

    async def do_delete(self, action: Action) -> list[Entry]:
        await self._session().delete(self._own(action).seq, action.text)
        return []

    async def do_react(self, action: Action) -> list[Entry]:
        """The same again takes it back."""
        message, emoji = self._of_others(action), emojis.replaced(action.text)
        before = self._session().user in message.reactions.get(emoji, ())
        await self._session().react(message.seq, emoji, on=not before)
        return []

    async def do_pin(self, action: Action) -> list[Entry]:
        return await self._pin(action, on=True)

    async def do_unpin(self, action: Action) -> list[Entry]:
        return await self._pin(action, on=False)

    async def do_pins(self, action: Action) -> list[Entry]:
        pinned = await self._session().pins(action.name)
        shown = [entry(one, self._session().user, self._words) for one in pinned if not self._ignores(one.sender)]
        return [*shown, Entry("info", self._words("pins", count=len(shown), room=action.name))]

    async def do_report(self, action: Action) -> list[Entry]:
        message = self._of_others(action)
        await self._session().report(message.seq, action.text)
        return [Entry("info", self._words("report_done", name=message.sender, text=quoted(message.text)))]

    async def _pin(self, action: Action, on: bool) -> list[Entry]:
        message = self._meant(action, lambda _: True)
        await self._session().pin(message.seq, on=on)
        return [pin_note(self._session().user, message, on, self._words)]

    def _own(self, action: Action) -> Message:
        return self._meant(action, lambda one: one.mine)

    def _of_others(self, action: Action) -> Message:
        return self._meant(action, lambda one: not (one.mine or self._ignores(one.sender)))

    def _meant(self, action: Action, wanted: Callable[[Message], bool]) -> Message:
        messages = self._session().messages
        message = messages.of(action.seq) if action.seq else messages.last(action.name, wanted)
        if message is None:
            raise NoMessage
        return message


def pin_note(who: str, message: Message, on: bool, words: Words) -> Entry:
    return Entry("notice", words("pinned" if on else "unpinned", name=who, text=quoted(message.text)))

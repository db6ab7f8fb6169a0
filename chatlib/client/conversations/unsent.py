"""Lines that were typed and that the server has not acknowledged."""

import asyncio

from chatlib.client.conversations.conversations import Conversations
from chatlib.client.conversations.messages import quoted
from chatlib.client.entries import Entry
from chatlib.client.words.texts import Words


class Unsent:
    """Each is shown among the others when the server has it; until then it counts, and in an outage is said to wait."""

    def __init__(self, conversations: Conversations, words: Words) -> None:
        self._conversations = conversations
        self._words = words
        self._lines: dict[asyncio.Task, tuple[str, str]] = {}

    def add(self, task: asyncio.Task, where: str, text: str) -> None:
        """The `task` ends when it is acknowledged, or refused."""
        self._lines[task] = (where, text)
        task.add_done_callback(self._done)
        self._conversations.standing.unsent(len(self._lines))
        if not self._conversations.standing.connected:
            self._say(where, text)

    def say_all(self) -> None:
        """The server cannot be reached any more."""
        for where, text in self._lines.values():
            self._say(where, text)

    def _done(self, task: asyncio.Task) -> None:
        del self._lines[task]
        self._conversations.standing.unsent(len(self._lines))

    def _say(self, where: str, text: str) -> None:
        self._conversations.note(where, Entry("notice", self._words("waits", text=quoted(text))))

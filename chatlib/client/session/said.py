"""What was said, as far as this client knows it: to find a message again, and to follow what becomes of it."""

from collections.abc import Callable

import msgspec

from chatlib.client.session.events import Change, Deleted, Edited, Message, Quote

KEPT = 10_000
"""Messages of all conversations, those that were heard of last: more than the screens keep. Some 5 MB."""


class Said:
    """By SEQ."""

    def __init__(self) -> None:
        self._messages: dict[int, Message] = {}

    def add(self, message: Message) -> Message:
        """Returns it as it is shown: what it answers is quoted, if that is known here."""
        answered = self._messages.get(message.reply.seq) if message.reply and not message.reply.text else None
        if answered:
            quote = Quote(answered.seq, answered.sender, answered.text)
            message = msgspec.structs.replace(message, reply=quote)
        self._messages.pop(message.seq, None)
        self._messages[message.seq] = message
        if len(self._messages) > KEPT:
            del self._messages[next(iter(self._messages))]
        return message

    def of(self, seq: int) -> Message | None:
        return self._messages.get(seq)

    def known(self) -> dict[int, Message]:
        """All of them, as they are now."""
        return dict(self._messages)

    def last(self, where: str, wanted: Callable[[Message], bool] = lambda _: True) -> Message | None:
        """The latest one in a conversation that is still there."""
        found = (one for one in self._messages.values() if one.where == where and not one.deleted and wanted(one))
        return max(found, key=lambda one: one.seq, default=None)

    def change(self, event: Change) -> bool:
        """Something has become of a message. Whether that is new: it may be told twice."""
        before = self._messages.get(event.seq)
        if before is None:
            return True
        after = changed(before, event)
        self._messages[event.seq] = after
        return after != before


def changed(message: Message, event: Change) -> Message:
    match event:
        case Deleted():
            return msgspec.structs.replace(
                message, text="", file=None, deleted=event.who, edited=0.0, reply=None, reactions={}
            )
        case Edited():
            return msgspec.structs.replace(message, text=event.text, edited=event.time)
    names = dict.fromkeys(message.reactions.get(event.emoji, ()))
    (names.setdefault if event.on else names.pop)(event.who, None)
    reactions = message.reactions | {event.emoji: list(names)}
    return msgspec.structs.replace(message, reactions={emoji: who for emoji, who in reactions.items() if who})

"""What others do in a class, as IRC is told it."""

from chatlib.core import events
from chatlib.dialects.irc.lines import wrapped
from chatlib.dialects.irc.spelling import channel, nick


def pushed(event: events.Event, host: str) -> list[str]:
    """What others do; nothing for what IRC is not told."""
    head = f":{host} NOTICE {channel(event.room)} :"
    match event:
        case events.HandsChanged() if event.called:
            return [f"{head}{nick(event.name)} calls {nick(event.called)}"]
        case events.HandsChanged() if event.name in event.hands:
            return [f"{head}{nick(event.name)} raises a hand ({len(event.hands)})"]
        case events.PollChanged() if event.open and event.uid:
            options = " ".join(f"{number}) {one}" for number, one in enumerate(event.options, 1))
            words = f"{nick(event.name)} asks: {event.question} {options} (VOTE {channel(event.room)} NUMBER)"
            return wrapped(head, words.split(" "))
        case events.PollChanged() if event.uid:
            counts = ", ".join(f"{one} {count}" for one, count in zip(event.options, event.counts, strict=True))
            return wrapped(head, f"{event.question} {counts}".split(" "))
    return []

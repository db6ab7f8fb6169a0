"""What a class needs, in the words of `pm`: commands behind a slash."""

from chatlib.core import commands, events
from chatlib.dialects.base import Question, Readers


def _hand(room: str, word: str, rest: str) -> commands.Command | None:
    if rest or word.lower() not in ("", "off", "turun"):
        return None
    return commands.Raise(room=room, up=not word)


def _call(room: str, word: str, rest: str) -> commands.Command | None:
    return None if rest else commands.Call(room=room, user=word)


def _ask(room: str, word: str, rest: str) -> commands.Command | None:
    return Question(room=room, text=f"{word} {rest}".strip()) if word else None


def _vote(room: str, word: str, rest: str) -> commands.Command | None:
    if rest or not (word.isascii() and word.isdigit() and len(word) < 3):
        return None
    return commands.Vote(room=room, choice=int(word))


READERS: Readers = {
    "/hand": (_hand, "GRUP [off]"),
    "/call": (_call, "GRUP [USER]"),
    "/ask": (_ask, "GRUP PERTANYAAN"),
    "/vote": (_vote, "GRUP NOMOR"),
}
"""By verb."""


def answer(event: events.Event, verb: str) -> str | None:
    """The answer; None if it is another command's."""
    match event:
        case events.HandsChanged() if event.called:
            return f"[OK] {event.called} dipanggil"
        case events.HandsChanged() | events.Hands():
            return f"[OK] {', '.join(event.hands) or 'tidak ada yang mengangkat tangan'}"
        case events.Done() if verb == "/vote":
            return f"[OK] pilihan {event.subject}"
        case events.Done() if verb == "/ask":
            return "[OK] pertanyaanmu disampaikan tanpa nama"
    return None


def notice(event: events.Event) -> str:
    """What others do, as `pm` and `sendto` tell it; empty for what they do not tell."""
    match event:
        case events.HandsChanged() if event.called:
            return f"[Giliran] {event.name} memanggil {event.called} di {event.room}"
        case events.HandsChanged() if event.name in event.hands:
            return f"[Tangan] {event.name} mengangkat tangan di {event.room} ({len(event.hands)})"
        case events.PollChanged() if event.open and event.uid:
            options = " ".join(f"{number}) {one}" for number, one in enumerate(event.options, 1))
            return f"[Jajak] {event.name} di {event.room}: {event.question} {options} (jawab: /vote {event.room} NOMOR)"
        case events.PollChanged() if event.uid:
            counts = ", ".join(f"{one} {count}" for one, count in zip(event.options, event.counts, strict=True))
            return f"[Jajak] hasil di {event.room}: {event.question} {counts}"
        case events.Placed():
            return f"[Groupchat] {event.name} memasukkanmu ke {event.room}, anggota: {', '.join(event.members)}"
    return ""

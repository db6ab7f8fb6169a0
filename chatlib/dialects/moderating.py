"""Who runs a room, in the dialects of one line: commands behind a slash, where no sentence begins."""

from collections.abc import Callable

from chatlib.core import commands, events
from chatlib.core.formats import durations
from chatlib.dialects.base import Readers, name_and_text
from chatlib.dialects.wording import because, notice

RULES = {"bicara": "m", "kunci": "i", "akun": "R"}
"""What can be switched on and off: only who runs the room speaks, nobody comes in uninvited, no guests."""

SLOW = "jeda"
ON = {"on": True, "ya": True, "off": False, "tidak": False}

RULED = {"m": "hanya pengurus bicara", "i": "terkunci", "R": "hanya akun"}


def _kick(room: str, user: str, rest: str) -> commands.Command | None:
    return commands.Kick(room=room, user=user, reason=rest) if user else None


def _mask(on: bool, letter: str) -> Callable[[str, str, str], commands.Command | None]:
    def read(room: str, user: str, rest: str) -> commands.Command | None:
        if not user or (rest and not on):
            return None
        first, reason = name_and_text(rest)
        seconds = durations.read(first)
        command = commands.SetModes(room=room, changes=[(on, letter, user)], expel=on)
        command.seconds, command.reason = (seconds, reason) if seconds else (0.0, rest)
        return command

    return read


def _status(on: bool) -> Callable[[str, str, str], commands.Command | None]:
    def read(room: str, user: str, rest: str) -> commands.Command | None:
        return commands.SetModes(room=room, changes=[(on, "o", user)]) if user and not rest else None

    return read


def _rules(room: str, what: str, rest: str) -> commands.Command | None:
    if not what:
        return commands.Regulations(room=room)
    rest = rest.lower()
    if what.lower() in RULES and rest in ON:
        return commands.SetModes(room=room, changes=[(ON[rest], RULES[what.lower()], "")])
    seconds = 0 if ON.get(rest) is False else durations.read(rest)
    if what.lower() == SLOW and seconds is not None:
        return commands.SetModes(room=room, changes=[(seconds > 0, "W", str(seconds))])
    return None


READERS: Readers = {
    "/kick": (_kick, "GRUP USER [ALASAN]"),
    "/ban": (_mask(True, "b"), "GRUP USER [10m] [ALASAN]"),
    "/unban": (_mask(False, "b"), "GRUP USER"),
    "/mute": (_mask(True, "q"), "GRUP USER [10m] [ALASAN]"),
    "/unmute": (_mask(False, "q"), "GRUP USER"),
    "/moderator": (_status(True), "GRUP USER"),
    "/unmoderator": (_status(False), "GRUP USER"),
    "/rules": (_rules, f"GRUP [{'|'.join(RULES)} on|off] [{SLOW} 10s|off]"),
}
"""By verb."""


def answer(event: events.Event) -> str | None:
    """The answer in one line; None if it is another command's."""
    told = outcome(event)
    return told and f"[{told[0]}] {told[1]}"


def outcome(event: events.Event) -> tuple[str, str] | None:
    """What it was, "OK", "Error" or "Aturan", and in words; None if it is another command's."""
    match event:
        case events.ModesChanged() if event.refused:
            return "Error", because(*event.refused[0])
        case events.ModesChanged() if not event.changes:
            return "OK", "tidak ada yang berubah"
        case events.ModesChanged() | events.Kicked():
            return "OK", notice(event).partition(f"{event.name} ")[2].rstrip()
        case events.Ruled():
            found = [words for letter, words in RULED.items() if letter in event.modes]
            found += [f"{SLOW} {durations.shown(event.slow)}"] if event.slow else []
            running = ", ".join(event.moderators) or "tidak ada"
            return "Aturan", f"{event.room}: {', '.join(found) or 'bebas'}; pengurus: {running}"
    return None

"""Who runs a room, in the dialect `mamushi`: what can be asked, and what is told of it."""

from typing import Any

from chatlib.core import commands, events
from chatlib.core.deeds import DELETE, KICK, REPORT, Deed, Listing
from chatlib.core.errors import Reason
from chatlib.core.rules.moderation.authority import LONGEST_SLOW
from chatlib.core.rules.moderation.moderators import whom
from chatlib.dialects.base import Ask
from chatlib.dialects.mamushi.fields import BadRequest, Reader, dictionary, flag, number, optional, text

RULES = {"ANNOUNCE": "m", "LOCKED": "i", "ACCOUNTS": "R"}
"""What holds in a room, or does not, and the letters of these modes."""

SLOW = "SLOW"

WHAT = {
    **{letter: name for name, letter in RULES.items()},
    "W": SLOW, "b": "BAN", "q": "MUTE", "o": "MODERATOR", "v": "VOICE", "k": "KEY", "l": "LIMIT", "s": "HIDDEN",
    "t": "TOPIC_LOCKED", "n": "INSIDE", "e": "EXCEPTION", "I": "INVITED_MASK",
    KICK: "KICK", DELETE: "DELETE", REPORT: "REPORT",
}  # fmt: skip
"""What a change or a deed is called, by its letter."""

DENIED = frozenset({Reason.NOT_OPERATOR, Reason.NOT_MEMBER, Reason.PROTECTED})
"""Reasons that say: the right is missing."""


def _kick(request: dict[str, Any]) -> Ask:
    room, user = text(request, "RECEIVER").strip(), text(request, "CONTENT").strip()
    return Ask(commands.Kick(room=room, user=user, reason=optional(request, "REASON")))


def _status(letter: str) -> Reader:
    def read(request: dict[str, Any]) -> Ask:
        return Ask(_change(request, flag(request, "ON", True), letter))

    return read


def _mask(on: bool, letter: str) -> Reader:
    def read(request: dict[str, Any]) -> Ask:
        command = _change(request, on, letter)
        seconds = number(request, "SECONDS")
        if seconds < 0:
            raise BadRequest("SECONDS tidak boleh negatif")
        command.seconds, command.reason = float(seconds), optional(request, "REASON")
        command.expel, command.address = on, on and flag(request, "ADDRESS")
        return Ask(command)

    return read


def _change(request: dict[str, Any], on: bool, letter: str) -> commands.SetModes:
    room, user = text(request, "RECEIVER").strip(), text(request, "CONTENT").strip()
    if not user:
        raise BadRequest("CONTENT harus berisi nama")
    return commands.SetModes(room=room, changes=[(on, letter, user)])


def _rules(request: dict[str, Any]) -> Ask:
    """Without a CONTENT they are asked for."""
    room, wanted = text(request, "RECEIVER").strip(), dictionary(request)
    if request.get("CONTENT") is None:
        return Ask(commands.Regulations(room=room))
    if wanted is None or not wanted.keys() <= {*RULES, SLOW}:
        raise BadRequest(f"CONTENT harus berisi {', '.join([*RULES, SLOW])}")
    changes = [(flag(wanted, name), letter, "") for name, letter in RULES.items() if name in wanted]
    if SLOW in wanted:
        seconds = number(wanted, SLOW)
        if not 0 <= seconds <= LONGEST_SLOW:
            raise BadRequest(f"{SLOW} harus 0 sampai {LONGEST_SLOW}")
        changes.append((seconds > 0, "W", str(seconds)))
    return Ask(commands.SetModes(room=room, changes=changes))


def _modlog(request: dict[str, Any]) -> Ask:
    return Ask(commands.Deeds(room=text(request, "RECEIVER").strip()))


READERS: dict[str, Reader] = {
    "KICK": _kick,
    "BAN": _mask(True, "b"),
    "UNBAN": _mask(False, "b"),
    "MUTE": _mask(True, "q"),
    "UNMUTE": _mask(False, "q"),
    "MODERATOR": _status("o"),
    "VOICE": _status("v"),
    "RULES": _rules,
    "MODLOG": _modlog,
}
"""By FLAG."""


# ------------------------------------------------------------------------- answers


def changed(event: events.ModesChanged, asked: str) -> Any:
    """The CONTENT of an answer to a change; `asked`: what it was about, as it was written."""
    if asked:
        return next((_about(letter, about) for _, letter, about in event.changes), asked)
    return rules(event.modes, event.slow)


def rules(modes: str, slow: int) -> dict[str, Any]:
    return {**{name: letter in modes for name, letter in RULES.items()}, SLOW: slow}


def ruled(event: events.Ruled) -> dict[str, Any]:
    found = rules(event.modes, event.slow)
    found |= {"ROLE": event.role, "OWNER": event.owner, "MODERATORS": event.moderators, "VOICED": event.voiced}
    if event.role in ("admin", "owner", "moderator"):
        addresses = [_listing(one) | {"ADDRESS": True} for one in event.addresses]
        found |= {"BANS": [*map(_listing, event.banned), *addresses], "MUTES": list(map(_listing, event.muted))}
    return found


def deeds(event: events.Deeds) -> list[dict[str, Any]]:
    return list(map(_deed, event.deeds))


def pushed(event: events.ModesChanged) -> dict[str, Any]:
    """What is told of a change, beside who made it and where."""
    changes = [
        {"WHAT": WHAT[letter], "ON": on, **({"ABOUT": _about(letter, about)} if about and letter != "k" else {})}
        for on, letter, about in event.changes
    ]
    return {"CONTENT": changes} | reasons(event.seconds, event.reason)


def reasons(seconds: float, reason: str) -> dict[str, Any]:
    return {**({"SECONDS": round(seconds)} if seconds else {}), **({"REASON": reason} if reason else {})}


def _about(letter: str, about: str) -> str:
    return whom(about) if letter in "bqeI" else about


def _listing(one: tuple[str, Listing]) -> dict[str, Any]:
    who, listing = one
    found = {"WHO": who, "BY": listing.by, "TIME": round(listing.at, 3), "UNTIL": round(listing.until, 3)}
    return found | {"REASON": listing.reason}


def _deed(deed: Deed) -> dict[str, Any]:
    found = {"TIME": round(deed.at, 3), "BY": deed.by, "WHAT": WHAT[deed.what], "ON": deed.on}
    if deed.whom and deed.what != "k":
        found["WHOM"] = _about(deed.what, deed.whom)
    return found | reasons(deed.seconds, deed.reason) | ({"SEQ": deed.seq} if deed.seq else {})

"""Lengths of time, as people write them."""

import re

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}

_WORDS = {
    "id": {"w": "minggu", "d": "hari", "h": "jam", "m": "menit", "s": "detik"},
    "en": {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"},
}

_LONGEST = 9
"""Digits: more is no time that anybody means."""


def read(text: str) -> int | None:
    """Seconds, of a number with a unit ("30s", "10m", "2h", "1d", "1w"); None for anything else, and for nothing."""
    found = re.fullmatch(rf"(\d{{1,{_LONGEST}}})([smhdw])", text.lower(), re.ASCII)
    return int(found[1]) * UNITS[found[2]] or None if found else None


def shown(seconds: float, lang: str = "id") -> str:
    """In the largest unit that makes a whole number of it."""
    whole = max(1, round(seconds))
    unit, size = max(((unit, size) for unit, size in UNITS.items() if whole % size == 0), key=lambda one: one[1])
    count = whole // size
    return f"{count} {_WORDS[lang][unit]}{'s' if lang == 'en' and count != 1 else ''}"

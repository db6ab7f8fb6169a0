"""How long something lasts, in the user's language."""

from chatlib.client.words.texts import Words

UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
PARTS = 2
"""The two largest units say enough."""


def shown(seconds: float, words: Words) -> str:
    """Rounded up to a second: who is told to wait so long need not ask again. "10 min"; "1 h 30 min"."""
    left = max(1, -int(-seconds // 1))
    parts = []
    for unit, size in UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(words(unit, count=count))
    return " ".join(parts[:PARTS])

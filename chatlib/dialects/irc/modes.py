"""Modes of channels and of users: their letters, and how a change is written and read."""

from collections.abc import Iterator

LISTS = {"b": ("367", "368"), "e": ("348", "349"), "I": ("346", "347"), "q": ("728", "729")}
"""Modes that are lists of masks, and by which numerics they are told and ended."""

FLAGS = "imnRst"
STATUSES = "ov"
USER_MODES = "Bi"
CHANNEL_MODES = "".join(sorted("beIklovqW" + FLAGS))
MOST_CHANGES = 20
"""Changes of one line that have a parameter."""


def read(letters: str, params: list[str]) -> Iterator[tuple[bool, str, str | None]]:
    """Sign, letter and parameter of each change; None for a parameter that is missing. Unknown letters too."""
    on, left = True, list(params)
    for letter in letters:
        if letter in "+-":
            on = letter == "+"
        elif letter in LISTS or letter in STATUSES or letter == "k" or (letter in "lW" and on):
            if letter == "k" and not on and not left:
                yield on, letter, ""
            else:
                yield on, letter, left.pop(0) if left else None
        else:
            yield on, letter, ""


def spelled(changes: list[tuple[bool, str, str]]) -> str:
    """Changes as they are told: "+o-l ani"."""
    letters, params, sign = "", [], None
    for on, letter, param in changes:
        if on is not sign:
            letters += "+" if on else "-"
            sign = on
        letters += letter
        if param:
            params.append(param)
    return " ".join([letters, *params]) if letters else ""


def current(modes: str, open_: bool, key: str, limit: int, slow: int) -> str:
    """The modes of a channel, for 324."""
    letters, params = sorted({*modes, *([] if open_ else "i")}), []
    if key:
        letters.append("k")
        params.append(key)
    if limit:
        letters.append("l")
        params.append(str(limit))
    if slow:
        letters.append("W")
        params.append(str(slow))
    return " ".join(["+" + "".join(letters), *params])

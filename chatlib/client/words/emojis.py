"""Short names of emoji: `:smile:` becomes the picture. The names are those of the package emoji."""

import re
from collections.abc import Iterator

BEGUN = re.compile(r":[a-z0-9_+-]{2,}")
NAMED = re.compile(r"(?<!\S):[a-z0-9_+-]+:(?!\S)")
"""With blanks around it: times and addresses have colons, too."""
MOST = 40
"""Proposals: nobody looks through more."""


def replaced(text: str) -> str:
    if not NAMED.search(text):
        return text
    from emoji import emojize  # which takes long, and most lines have none

    return NAMED.sub(lambda found: emojize(found[0], language="alias"), text)


def beginning_with(begun: str) -> Iterator[tuple[str, str]]:
    """Short names that begin so, a colon in front, with their pictures; the shortest first."""
    if not BEGUN.fullmatch(begun):
        return
    from emoji import EMOJI_DATA

    found = (
        (name, picture)
        for picture, about in EMOJI_DATA.items()
        for name in (about["en"], *about.get("alias", ()))
        if name.startswith(begun)
    )
    yield from sorted(found, key=lambda one: (len(one[0]), one))[:MOST]

"""How the client is to look and to be heard, in all its windows."""

from typing import Literal

import msgspec

When = Literal["off", "mentions", "all"]
"""For which messages: none, those to oneself alone or with one's name in them, or all of others."""


class Look(msgspec.Struct, frozen=True):
    """`theme`: auto is what each terminal is. `mouse`: its wheel scrolls, and text is marked with Shift held down."""

    theme: Literal["auto", "dark", "light"] = "auto"
    mouse: bool = True
    bell: When = "mentions"
    desktop: When = "mentions"

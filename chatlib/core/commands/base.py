"""What all commands have in common."""

from typing import Literal

import msgspec


class Command(msgspec.Struct, array_like=True, tag=str.lower):
    cid: int = 0
    token: str = ""


Target = Literal["any", "user", "room"]
"""What the name of a receiver may be that of."""

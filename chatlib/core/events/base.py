"""What all events have in common."""

import msgspec

LOBBY_ID = 0


class Event(msgspec.Struct, array_like=True, tag=str.lower):
    cid: int = 0

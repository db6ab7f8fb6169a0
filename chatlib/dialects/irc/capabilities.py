"""What a client can ask for beyond IRC as it was (IRCv3): the table, and the talk about it."""


class Cap:
    """One bit each, as plain numbers: flags of `enum` take ten times as long to be looked at, for every line."""

    ACCOUNT_NOTIFY = 1 << 0
    ACCOUNT_TAG = 1 << 1
    AWAY_NOTIFY = 1 << 2
    BATCH = 1 << 3
    CAP_NOTIFY = 1 << 4
    CHGHOST = 1 << 5
    ECHO_MESSAGE = 1 << 6
    EXTENDED_JOIN = 1 << 7
    EXTENDED_MONITOR = 1 << 8
    INVITE_NOTIFY = 1 << 9
    LABELED_RESPONSE = 1 << 10
    MESSAGE_TAGS = 1 << 11
    MULTI_PREFIX = 1 << 12
    SASL = 1 << 13
    SERVER_TIME = 1 << 14
    SETNAME = 1 << 15
    STANDARD_REPLIES = 1 << 16
    USERHOST_IN_NAMES = 1 << 17
    ACCOUNT_REGISTRATION = 1 << 18
    CHATHISTORY = 1 << 19
    EVENT_PLAYBACK = 1 << 20
    MULTILINE = 1 << 21
    READ_MARKER = 1 << 22
    MESSAGE_REDACTION = 1 << 23


MULTILINE_BYTES, MULTILINE_LINES = 4096, 100
"""Of one message in several lines. All of Ruang's messages have that bound of bytes."""

_DRAFTS = ("ACCOUNT_REGISTRATION", "CHATHISTORY", "EVENT_PLAYBACK", "MULTILINE", "READ_MARKER", "MESSAGE_REDACTION")

NAMES: dict[str, int] = {
    f"{'draft/' if member in _DRAFTS else ''}{member.lower().replace('_', '-')}": bit
    for member, bit in vars(Cap).items()
    if member.isupper()
}
_UNLISTED = frozenset({"cap-notify", "chghost"})
"""Who asks for them gets them, though nothing is to be had of them: all others fit into one line of an answer, which is
all that some clients read.
"""

VALUES = {
    "sasl": "PLAIN",
    "draft/multiline": f"max-bytes={MULTILINE_BYTES},max-lines={MULTILINE_LINES}",
}

IN_PUSHES = (
    Cap.ACCOUNT_NOTIFY | Cap.ACCOUNT_TAG | Cap.AWAY_NOTIFY | Cap.BATCH | Cap.EXTENDED_JOIN | Cap.INVITE_NOTIFY
    | Cap.MESSAGE_TAGS | Cap.SERVER_TIME | Cap.SETNAME | Cap.MULTILINE | Cap.READ_MARKER | Cap.MESSAGE_REDACTION
)  # fmt: skip
"""Those by which pushes differ."""


def offered(version: int) -> str:
    """For CAP LS."""
    names = (
        f"{name}={VALUES[name]}" if version >= 302 and name in VALUES else name
        for name in NAMES
        if name not in _UNLISTED
    )
    return " ".join(names)


def active(caps: int) -> str:
    """For CAP LIST."""
    return " ".join(name for name, cap in NAMES.items() if caps & cap)


def changed(caps: int, words: list[str]) -> int | None:
    """The capabilities after a request for these, a "-" in front of what is not wanted; None if one is unknown."""
    for word in words:
        cap = NAMES.get(word.removeprefix("-"))
        if cap is None:
            return None
        caps = caps & ~cap if word.startswith("-") else caps | cap
    return caps

"""What a client can ask for beyond IRC as it was (IRCv3): the table, and the talk about it."""

from enum import IntFlag, auto


class Cap(IntFlag):
    ACCOUNT_NOTIFY = auto()
    ACCOUNT_TAG = auto()
    AWAY_NOTIFY = auto()
    BATCH = auto()
    CAP_NOTIFY = auto()
    CHGHOST = auto()
    ECHO_MESSAGE = auto()
    EXTENDED_JOIN = auto()
    EXTENDED_MONITOR = auto()
    INVITE_NOTIFY = auto()
    LABELED_RESPONSE = auto()
    MESSAGE_TAGS = auto()
    MULTI_PREFIX = auto()
    SASL = auto()
    SERVER_TIME = auto()
    SETNAME = auto()
    STANDARD_REPLIES = auto()
    USERHOST_IN_NAMES = auto()
    ACCOUNT_REGISTRATION = auto()  # from here on drafts
    CHATHISTORY = auto()
    EVENT_PLAYBACK = auto()
    MULTILINE = auto()
    READ_MARKER = auto()


MULTILINE_BYTES, MULTILINE_LINES = 4096, 100
"""Of one message in several lines. All of Ruang's messages have that bound of bytes."""

NAMES: dict[str, Cap] = {cap.name.lower().replace("_", "-"): cap for cap in Cap if cap < Cap.ACCOUNT_REGISTRATION} | {
    "draft/account-registration": Cap.ACCOUNT_REGISTRATION,
    "draft/chathistory": Cap.CHATHISTORY,
    "draft/event-playback": Cap.EVENT_PLAYBACK,
    "draft/multiline": Cap.MULTILINE,
    "draft/read-marker": Cap.READ_MARKER,
}
"""All of them fit into one line of an answer, which is all that some clients read."""

VALUES = {
    "sasl": "PLAIN",
    "draft/multiline": f"max-bytes={MULTILINE_BYTES},max-lines={MULTILINE_LINES}",
}

IN_PUSHES = (
    Cap.ACCOUNT_NOTIFY | Cap.ACCOUNT_TAG | Cap.AWAY_NOTIFY | Cap.BATCH | Cap.EXTENDED_JOIN | Cap.INVITE_NOTIFY
    | Cap.MESSAGE_TAGS | Cap.SERVER_TIME | Cap.SETNAME | Cap.MULTILINE | Cap.READ_MARKER
)  # fmt: skip
"""Those by which pushes differ."""


def offered(version: int) -> str:
    """For CAP LS."""
    names = (f"{name}={VALUES[name]}" if version >= 302 and name in VALUES else name for name in NAMES)
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

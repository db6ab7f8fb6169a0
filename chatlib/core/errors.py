"""Why a command is refused. The words for it are the dialects' (dialects/wording.py)."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons, stable names that travel over the pipes."""

    BAD_NAME = "bad-name"
    NAME_IS_USER = "name-is-user"
    NAME_IS_ROOM = "name-is-room"
    LOOKS_ALIKE = "looks-alike"
    UNKNOWN_USER = "unknown-user"
    UNKNOWN_ROOM = "unknown-room"
    UNKNOWN_TARGET = "unknown-target"
    USER_OFFLINE = "user-offline"
    WRONG_PASSWORD = "wrong-password"
    ALREADY_LOGGED_IN = "already-logged-in"
    NO_SESSION = "no-session"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    TOO_FAST = "too-fast"
    TOO_MANY_ACCOUNTS = "too-many-accounts"
    NOT_MEMBER = "not-member"
    NOT_INVITED = "not-invited"
    ALREADY_MEMBER = "already-member"
    ALREADY_INVITED = "already-invited"
    BAD_KEY = "bad-key"
    NOT_CREATOR = "not-creator"
    ROOM_FULL = "room-full"
    TOO_MANY_ROOMS = "too-many-rooms"
    TOO_MANY_INVITED = "too-many-invited"
    NO_SPACE = "no-space"
    DISK_FULL = "disk-full"
    FILE_TOO_LARGE = "file-too-large"
    TOO_MANY_FILES = "too-many-files"
    UNKNOWN_FILE = "unknown-file"
    WRONG_CONTENT = "wrong-content"
    UNKNOWN_REALM = "unknown-realm"
    REALM_AWAY = "realm-away"
    FAULT = "fault"
    WRONG_KEY = "wrong-key"
    BANNED = "banned"
    MODERATED = "moderated"
    NOT_OPERATOR = "not-operator"
    NOT_THERE = "not-there"
    TOO_MANY_MASKS = "too-many-masks"
    NOT_HERE = "not-here"
    MUTED = "muted"
    SLOW = "slow"
    ACCOUNTS_ONLY = "accounts-only"
    PROTECTED = "protected"
    UNKNOWN_MESSAGE = "unknown-message"
    NOT_YOURS = "not-yours"
    TOO_LATE = "too-late"
    NO_POLL = "no-poll"
    NO_OPTION = "no-option"


class Refusal(Exception):
    """A rule says no. `subject` is the name that the reason is about, or empty; `limit` the most that there may be of
    something (bytes, people, rooms), or for how many seconds more it will be so; or 0.
    """

    def __init__(self, reason: Reason, subject: str = "", limit: int = 0) -> None:
        super().__init__(reason, subject)
        self.reason = reason
        self.subject = subject
        self.limit = limit

"""Names of users and rooms: one namespace, compared without regard to case."""

import unicodedata
from functools import lru_cache

from chatlib.core.errors import Reason, Refusal

LOBBY = "lobby"
MAX_LENGTH = 32
RESERVED = frozenset({LOBBY, "server", "all"})
VERBS = frozenset(
    """
    pm whoami listuser creategrup switchgrup acceptgrup rejectgrup joingrup exitgrup exit
    regist login sendall sendto list logout
    auth register send sendprivate inbox creategroup joingroup leavegroup sendgroup inboxgroup sendfile receivefile
    """.split()  # noqa: SIM905
)
"""Every first word that some line dialect understands; no user or room may be called so."""


def shown(name: str) -> str:
    """The name as it is kept and shown: in NFC, otherwise as it was written."""
    return unicodedata.normalize("NFC", name)


# The bound keeps names that strangers make up from filling the memory.
@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """What two names must have in common to be the same name."""
    return unicodedata.normalize("NFC", shown(name).casefold())


def check(name: str) -> str:
    """The name as it will be shown; Refusal(BAD_NAME) for one that nobody may have."""
    name = shown(name)
    if not _well_formed(name) or key(name) in RESERVED or key(name) in VERBS:
        raise Refusal(Reason.BAD_NAME, name[:MAX_LENGTH])
    return name


def _well_formed(name: str) -> bool:
    if not 1 <= len(name) <= MAX_LENGTH or _is_number(name):
        return False
    return not unicodedata.category(name[0]).startswith("M") and all(map(_allowed, name))


def _allowed(char: str) -> bool:
    # Marks are the vowel signs of many scripts: a letter of such a script is no word without them.
    return char in "_-." or unicodedata.category(char)[0] in "LM" or unicodedata.category(char) == "Nd"


def _is_number(name: str) -> bool:
    whole, _, fraction = name.removeprefix("-").partition(".")
    return whole.isdecimal() and (not fraction or fraction.isdecimal())

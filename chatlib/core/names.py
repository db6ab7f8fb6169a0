"""Names of users and rooms: one namespace, compared without regard to case."""

import unicodedata
from functools import lru_cache

from chatlib.core import text
from chatlib.core.errors import Reason, Refusal

LOBBY = "lobby"
SERVER = "server"
"""The sender of what the server itself has to say to a user."""

AT = "@"
"""Between a name and the realm where it is at home. No name contains it."""

HASH = "#"
"""In front of the name of a room that was made where a user had that name; in IRC all rooms are written so."""

MAX_LENGTH = 32
LONGEST_ADDRESS = 2 * MAX_LENGTH + 1
HELP = frozenset({"help", "?", "ls", "halo", "hello", "hi", "menu"})
"""What people type who look for help, or greet a program."""

IRC_VERBS = frozenset({"cap", "nick", "user", "pass", "quit", "join", "ping", "pong", "privmsg", "notice", "starttls"})
"""With these a connection of IRC may begin."""

TOKEN_VERBS = frozenset(
    """
    auth register send sendprivate inbox list logout creategroup joingroup leavegroup sendgroup inboxgroup sendfile
    receivefile sendprivaterealm sendgrouprealm
    addgroup listusers info sessioncheck logininfo listgroup listgroups getgroup getgroups sendrealm inboxrealm
    getrealminbox inboxgrouprealm sendgroupfile sendfilerealm sendgroupfilerealm downloadfile recvfile addrealm
    listrealm checkrealm connectedrealm authlogin
    """.split()  # noqa: SIM905
)
"""First words of the dialect `token` and of its relatives, as `squeezed` gives them."""

VERBS = TOKEN_VERBS.union(
    """
    pm whoami listuser creategrup switchgrup acceptgrup rejectgrup joingrup exitgrup exit
    regist login sendall sendto
    """.split()  # noqa: SIM905
)
"""Every first word that some line dialect understands; no user or room may be called so."""

RESERVED = HELP | IRC_VERBS | {LOBBY, SERVER, "all", "nickserv", "chanserv"}
"""What else nobody may be called."""


_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}.union(
    range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
)
"""Letters and marks that show nothing (Unicode's default ignorables): with them one name could look like another."""


def shown(name: str) -> str:
    """The name as it is kept and shown: in NFC, otherwise as it was written."""
    return unicodedata.normalize("NFC", name)


def key(name: str) -> str:
    """What two names must have in common to be the same name."""
    # What is far too long for a name is not remembered: strangers could fill the memory with it.
    return _remembered_key(name) if len(name) <= 4 * MAX_LENGTH else _key(name)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", shown(name).casefold())


_remembered_key = lru_cache(maxsize=8192)(_key)


def check(name: str, irc: bool = False) -> str:
    """The name as it will be shown; Refusal(BAD_NAME) for one that nobody may have.

    Whose name is said by a verb of `irc` may be called like such a verb.
    """
    name = shown(name)
    if not _well_formed(name) or (_is_word(key(name)) and not (irc and key(name) in IRC_VERBS)):
        raise Refusal(Reason.BAD_NAME, name[:MAX_LENGTH])
    return name


def squeezed(verb: str) -> str:
    """A verb of `token` as it is looked up: its speakers write some with hyphens or underscores."""
    return verb.replace("-", "").replace("_", "")


def cut(name: str) -> str:
    """No longer than any name or address is: for repeating what was asked for."""
    return name[: LONGEST_ADDRESS if AT in name[: MAX_LENGTH + 1] else MAX_LENGTH]


def local(name: str) -> str:
    """The name of a user or room that another realm has, without the realm; Refusal(BAD_NAME) if it can be none."""
    name = shown(name)
    if not _well_formed(name):
        raise Refusal(Reason.BAD_NAME, cut(name))
    return name


def split(address: str) -> tuple[str, str]:
    """A name and the realm behind the last "@", as written; the realm is "" where none is given."""
    name, at, realm = address.rpartition(AT)
    return (name, realm) if at else (address, "")


def _is_word(name: str) -> bool:
    return name in RESERVED or name in VERBS or squeezed(name) in TOKEN_VERBS


def _well_formed(name: str) -> bool:
    if not 1 <= len(name) <= MAX_LENGTH or _is_number(name) or text.has_tower(name):
        return False
    return not unicodedata.category(name[0]).startswith("M") and all(map(_allowed, name))


def _allowed(char: str) -> bool:
    # Marks are the vowel signs of many scripts: a letter of such a script is no word without them.
    category = unicodedata.category(char)
    return char in "_-." or ((category[0] in "LM" or category == "Nd") and ord(char) not in _INVISIBLE)


def _is_number(name: str) -> bool:
    whole, _, fraction = name.removeprefix("-").partition(".")
    return bool(whole or fraction) and all(part.isdecimal() for part in (whole, fraction) if part)

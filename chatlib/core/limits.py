"""How much a server allows."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What a server allows. Sizes in bytes, times in seconds.

    `rooms` in all and of one maker; `members` of a room by invitation; `invitations` that one user has not answered,
    and that one user has sent; `tokens` in all, beyond which guests get none.
    """

    message: int = 4096
    accounts_an_hour: int = 300
    file: int = 100 << 20
    files_of_user: int = 1 << 30
    keep_files: float = 30 * 86400.0
    rooms: int = 10_000
    rooms_of_user: int = 100
    members: int = 500
    invitations: int = 100
    invitations_by: int = 500
    tokens: int = 20_000
    token_life: float = 12 * 3600.0
    online_after_use: float = 300.0


_NONE = 2**63


def lifted(limits: Limits) -> Limits:
    """For changes that were allowed when they were made: without the limits that refuse a command.

    Those that make less of a command than was asked for stay: what was made of it is not in the journal. They change
    with the version of the rules (see model.RULES_VERSION).
    """
    return limits._replace(
        message=_NONE,
        accounts_an_hour=_NONE,
        file=_NONE,
        files_of_user=_NONE,
        rooms=_NONE,
        rooms_of_user=_NONE,
        members=_NONE,
        token_life=float("inf"),
    )

"""How long those noticed it whom a killed process had served. Pure."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from .journal import Journal, Said


class Kill(NamedTuple):
    """`names`: the clients that the process served at that moment."""

    what: str
    pid: int
    at: float
    names: frozenset[str]


class Pause(NamedTuple):
    """Seconds from a kill until the first, and the last, of those clients heard something said after it.

    None if nobody ever did; slow readers and those that poll do not count.
    """

    first: float | None
    last: float | None


def pauses(kills: list[Kill], journals: list[Journal]) -> list[Pause]:
    """For each kill that concerned anybody."""
    said = {(journal.name, target): said for journal in journals for target, said in journal.said.items()}
    by_name = {journal.name: journal for journal in journals if journal.pushed and not journal.slow}
    found = []
    for kill in kills:
        served = [by_name[name] for name in kill.names if name in by_name]
        if served:
            waited = [at - kill.at for journal in served if (at := _hears_again(journal, kill.at, said)) is not None]
            found.append(Pause(min(waited, default=None), max(waited, default=None)))
    return found


def _hears_again(journal: Journal, after: float, said: dict[tuple[str, str], Said]) -> float | None:
    """When it first heard something that was said after that moment."""
    earliest = None
    for stream, heard in journal.heard.items():
        first = bisect_right(said[stream].at, after) if stream in said else 0
        place = bisect_left(heard.numbers, first)
        if place < len(heard.at) and (earliest is None or heard.at[place] < earliest):
            earliest = heard.at[place]
    return earliest

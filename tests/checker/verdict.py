"""What went wrong, judged by the journals of all clients alone. Pure.

Who must have got a message is not always certain: a member that joins or leaves at that moment may get it or not.
Certain are those whose joining was confirmed before it was sent, and who had not begun to leave when it was
settled: answered, or heard by anybody.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from .journal import NEVER, Heard, Journal, Said

LOST = "lost"
DOUBLED = "doubled"
DISORDERED = "order broken"
DISCONNECTED = "disconnected"
BROKEN = "broken lines"
STRAYED = "strayed"
STALLED = "stalled"
KINDS = (LOST, DOUBLED, DISORDERED, DISCONNECTED, BROKEN, STRAYED, STALLED)
LOBBY = "lobby"


class Finding(NamedTuple):
    """`at`: when it was said or seen, in the journals' time."""

    kind: str
    what: str
    at: float


def judge(journals: list[Journal], ruled: Collection[str] = ()) -> list[Finding]:
    """All that went wrong; nothing, if the server keeps its promises. In rooms that are `ruled` it may refuse."""
    members: dict[str, list[Journal]] = defaultdict(list)
    for journal in journals:
        for place in journal.stays:
            members[place].append(journal)
    findings = [
        Finding(complaint.kind, f"{journal.name}: {complaint.what}", complaint.at)
        for journal in journals
        for complaint in journal.complaints
    ]
    for journal in journals:
        if journal.ended is not None:
            findings.append(Finding(DISCONNECTED, journal.name, journal.ended))
        for (sender, target), heard in journal.heard.items():
            findings += _repeated(journal.name, sender, target, heard)
    said = {(journal.name, target): said for journal in journals for target, said in journal.said.items()}
    alive = {journal.name for journal in journals if journal.ended is None}
    for stream, words in said.items():
        sender, target = stream
        listeners = [journal for journal in members[target] if journal.name != sender]
        settled = _settled(words, [journal.heard[stream] for journal in listeners if stream in journal.heard])
        if sender in alive:
            findings += _unanswered(stream, words)
        for journal in listeners:
            may_refuse = target in ruled
            findings += _missing(journal, stream, words, settled, sender in alive, may_refuse)
    for journal in journals:
        for stream, heard in journal.heard.items():
            findings += _strayed(journal, stream, heard, said.get(stream))
    return findings


def _repeated(name: str, sender: str, target: str, heard: Heard) -> Iterator[Finding]:
    highest, seen = -1, set()
    for number, at in zip(heard.numbers, heard.at, strict=True):
        if number in seen:
            yield Finding(DOUBLED, f"{_name(sender, target, number)} at {name}", at)
        elif number < highest:
            yield Finding(DISORDERED, f"{_name(sender, target, number)} after {highest} at {name}", at)
        seen.add(number)
        highest = max(highest, number)


def _settled(said: Said, heard: list[Heard]) -> list[float]:
    """When each message had its place in the order at the latest. A later one of the same sender proves it as well."""
    settled = list(said.settled)
    for one in heard:
        for number, at in zip(one.numbers, one.at, strict=True):
            if number < len(settled) and at < settled[number]:
                settled[number] = at
    latest = NEVER
    for number in range(len(settled) - 1, -1, -1):
        latest = settled[number] = min(settled[number], latest)
    return settled


def _unanswered(stream: tuple[str, str], said: Said) -> Iterator[Finding]:
    if said.answered:
        for number, at in enumerate(said.settled):
            if at == NEVER:
                yield Finding(LOST, f"the answer to {_name(*stream, number)}", said.at[number])


def _missing(
    journal: Journal, stream: tuple[str, str], said: Said, settled: list[float], alive: bool, may_refuse: bool
) -> Iterator[Finding]:
    """What this client must have got and has not. A client that was cut off is found guilty of nothing more."""
    if journal.ended is not None:
        return
    got = set(journal.heard[stream].numbers) if stream in journal.heard else set()
    for stay in journal.stays[stream[1]]:
        first = bisect_right(said.at, stay.since)
        last = len(settled) if alive and stay.leaving == NEVER else bisect_left(settled, stay.leaving)
        for number in range(first, last):
            excused = number in said.refused and (may_refuse or _away(journal, said, number))
            if number not in got and not excused:
                yield Finding(LOST, f"{_name(*stream, number)} at {journal.name}", said.at[number])


def _away(journal: Journal, said: Said, number: int) -> bool:
    """Whether a message may have been refused because its receiver was not there."""
    stays = journal.stays.get(LOBBY, [])
    return not any(stay.since < said.at[number] and said.settled[number] < stay.leaving for stay in stays)


def _strayed(journal: Journal, stream: tuple[str, str], heard: Heard, said: Said | None) -> Iterator[Finding]:
    """What was never said, was refused, or had no business here."""
    stays = journal.stays.get(stream[1], [])
    for number, at in zip(heard.numbers, heard.at, strict=True):
        known = said is not None and number < len(said.at) and number not in said.refused
        if not known or not any(stay.begun <= at and said.at[number] <= stay.left for stay in stays):
            yield Finding(STRAYED, f"{_name(*stream, number)} at {journal.name}", at)


def _name(sender: str, target: str, number: int) -> str:
    return f"{sender}>{target}#{number}"

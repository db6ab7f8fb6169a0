"""What became of each case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from chatlib.grader.judging.rubric import Case, Rubric

MOST_LINES = 60
"""Of one case in a report. Who is told more than that has flooded it."""

LONGEST_LINE = 300
"""Characters of a line in a report."""


class Why(StrEnum):
    """Why a case was lost; the reports have the sentences."""

    NOT_COME = "lost_not_come"
    CAME = "lost_came"
    NOT_CLOSED = "lost_not_closed"
    CLOSED = "lost_closed"
    UNREACHABLE = "lost_unreachable"
    FLOODED = "lost_flooded"
    TOO_LONG = "lost_too_long"


class Line(NamedTuple):
    """One line of what happened.

    `what` is sent, came, closed (by the other side), eof (by ours); of a check, met or failed, and then its kind stands
    before the text.
    """

    what: str
    party: str
    text: str = ""


@dataclass
class Account:
    """What happened in one way of a case, in its order."""

    lines: list[Line] = field(default_factory=list)
    why: Why | None = None
    """None: everything went as it is written."""

    def add(self, what: str, party: str, text: str = "") -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(Line(what, party, text[:LONGEST_LINE]))

    def fail(self, party: str, text: str, why: Why) -> None:
        """Whatever happened, this is told."""
        self.lines = [*self.lines[: MOST_LINES - 1], Line("failed", party, text[:LONGEST_LINE])]
        self.why = why


@dataclass(frozen=True)
class Result:
    case: Case
    account: Account
    """Of the way that went best: the one that went as written, else the first."""

    @property
    def passed(self) -> bool:
        return self.account.why is None

    @property
    def points(self) -> int:
        return self.case.points if self.passed else 0


@dataclass(frozen=True)
class Report:
    """`subject`: what was looked at, as it was named on the command line. `results`: in the order of the cases."""

    rubric: Rubric
    subject: str
    results: list[Result]

    @property
    def points(self) -> int:
        return sum(result.points for result in self.results)

    @property
    def full(self) -> bool:
        return self.points == self.rubric.points

    @property
    def percent(self) -> int:
        """Rounded down: 100 is all of it."""
        return 100 * self.points // self.rubric.points

    def by_group(self) -> list[tuple[Mapping[str, str], list[Result]]]:
        """Titles of the groups, with the results of each."""
        rest = iter(self.results)
        return [(group.title, [next(rest) for _ in group.cases]) for group in self.rubric.groups]

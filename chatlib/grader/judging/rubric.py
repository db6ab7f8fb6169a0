"""What is asked for, how much each part is worth, and how long is waited."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chatlib.grader.judging.notation import Step

ENTERING = 4.0
"""Seconds that one more connection, or the start of a program, may go beyond the limit of a case."""

Text = Mapping[str, str]
"""By language."""


@dataclass(frozen=True)
class Case:
    """`ways`: conversations, one of which has to go as it is written. `section`: of the document."""

    title: Text
    section: str
    points: int
    ways: list[list[Step]]


@dataclass(frozen=True)
class Group:
    title: Text
    cases: list[Case]


@dataclass(frozen=True)
class Rubric:
    """A rubric; docs/grading.md tells what its parts are for."""

    title: Text
    document: str
    forgiven: Text
    groups: list[Group]
    line_end: str = "\n"
    deadline: float = 3.0
    """Seconds until what must come has come."""
    quiet: float = 0.3
    """Seconds after which what has not come is taken not to come."""
    case_limit: float = 8.0
    """Seconds for one way of a case."""
    phrases: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Those that a word has in every case."""
    variants: list[Mapping[str, str]] = field(default_factory=lambda: [{}])
    """Phrases for each manner in which the document may be read; one of them has to do."""
    replies: list[tuple[str, str]] = field(default_factory=list)
    """What is answered at once: a pattern and a line."""
    detect: list[Step] = field(default_factory=list)
    """A conversation that only this dialect can lead."""

    @property
    def cases(self) -> list[Case]:
        return [case for group in self.groups for case in group.cases]

    @property
    def points(self) -> int:
        return sum(case.points for case in self.cases)

    @property
    def longest(self) -> float:
        """Seconds after which everything has ended, whatever the other side does."""
        ways = len(self.variants) * sum(len(case.ways) for case in self.cases)
        return (self.case_limit + self.deadline + ENTERING) * ways

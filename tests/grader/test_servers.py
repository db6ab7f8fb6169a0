"""Right servers and wrong ones get what they deserve, and none of them holds up the grader."""

from dataclasses import replace

import pytest

from chatlib.grader.detection import find, shipped
from chatlib.grader.grading import Grader
from chatlib.grader.judging.results import Report, Why
from chatlib.grader.stage.callers import Callers, greets

from .servers import Bare, Echoing, Flooding, HangingUp, Leaking, Silent, Student, Trusting, serving

RUBRIC = shipped("sendto")
PRIVATE = "Nobody else reads what was sent with sendto"
PASSWORD = "Nobody logs in with a wrong password"


def graded(kind: type[Student], **other: object) -> Report:
    rubric = replace(RUBRIC, quiet=0.05, **other)
    with serving(kind) as port:
        greeted = greets("127.0.0.1", port)
        results = Grader(rubric, lambda: Callers("127.0.0.1", port, rubric.line_end, greeted)).results()
        return Report(rubric, "it", list(results))


def lost(report: Report) -> set[str]:
    return {result.case.title["en"] for result in report.results if not result.passed}


@pytest.mark.parametrize(
    ("kind", "missing"), [(Student, set()), (Echoing, set()), (Leaking, {PRIVATE}), (Trusting, {PASSWORD})]
)
def test_who_loses_what(kind: type[Student], missing: set[str]) -> None:
    report = graded(kind)
    assert lost(report) == missing
    worth = sum(case.points for case in RUBRIC.cases if case.title["en"] in missing)
    assert report.points == RUBRIC.points - worth
    assert report.full == (not missing)


def test_lines_without_an_end_are_read_by_their_pauses() -> None:
    cases = RUBRIC.groups[1].cases[1:2]
    assert graded(Bare, groups=[replace(RUBRIC.groups[1], cases=cases)]).full


@pytest.mark.parametrize(("kind", "why"), [(Silent, Why.NOT_COME), (Flooding, Why.FLOODED), (HangingUp, Why.CLOSED)])
def test_who_never_answers_costs_nothing_but_points(kind: type[Student], why: Why) -> None:
    report = graded(kind, deadline=0.05, groups=RUBRIC.groups[1:2])
    assert (report.points, report.percent) == (0, 0)
    assert {result.account.why for result in report.results} == {why}


def test_what_floods_is_cut_short_in_the_report() -> None:
    report = graded(Flooding, groups=RUBRIC.groups[1:2])
    assert max(len(line.text) for result in report.results for line in result.account.lines) <= 300


def test_the_dialect_is_found_by_trying() -> None:
    with serving(Student) as port:
        assert find("127.0.0.1", port, greets("127.0.0.1", port)) == "sendto"

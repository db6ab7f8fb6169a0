"""A client that is right, and some that are not, each in a pseudo-terminal with a server that is played."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chatlib.grader.cli import NOTHING_GRADED, main
from chatlib.grader.detection import shipped
from chatlib.grader.grading import Grader
from chatlib.grader.judging.results import Report
from chatlib.grader.stage.booth import Booth
from chatlib.web.plain_client import plain_client

PROGRAM = str(Path(__file__).with_name("clients.py"))
SHOWN = "What others send is shown"
LISTED = "list is sent, and its answer shown"
SENT = "sendall is sent"


def graded(dialect: str, titles: set[str], deadline: float, *command: str) -> Report:
    """By the cases of these titles only: a client begins anew for each."""
    rubric = shipped(dialect, client=True)
    groups = [
        replace(group, cases=[case for case in group.cases if case.title["en"] in titles]) for group in rubric.groups
    ]
    rubric = replace(rubric, deadline=deadline, case_limit=40.0, groups=groups)
    return Report(rubric, "it", list(Grader(rubric, lambda: Booth(command, rubric.line_end)).results()))


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("right", set()), ("deaf", {SHOWN, LISTED}), ("slurring", {SENT}), ("ending", {SENT, SHOWN, LISTED})],
)
def test_who_loses_what(kind: str, missing: set[str]) -> None:
    """What is lost is waited for in vain; for the rest there is all the time that a busy machine needs."""
    command = [sys.executable, PROGRAM, kind, "{host}", "{port}"]
    for titles, deadline, passed in ((missing, 0.6, False), ({SENT, SHOWN, LISTED} - missing, 15.0, True)):
        report = graded("sendto", titles, deadline, *command)
        assert [result.passed for result in report.results] == [passed] * len(titles)


def test_the_client_of_one_file_is_right(tmp_path: Path) -> None:
    """It looks first who is there, and only then does it connect to stay."""
    program = tmp_path / "plain.py"
    program.write_bytes(plain_client("127.0.0.1", 1))
    titles = {"What others say is shown", "exit ends the program"}
    report = graded("pm", titles, 15.0, sys.executable, str(program), "{host}", "{port}")
    assert [result.account.why for result in report.results] == [None, None]


def test_a_program_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["client", "--dialect", "pm", "--lang", "en", "--", "no-such-program", "{port}"]) == NOTHING_GRADED
    assert capsys.readouterr().err == "ruang-grade: there is no program no-such-program\n"

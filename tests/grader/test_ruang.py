"""Ruang does all that the documents ask for."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from chatlib.grader.cli import FULL, main
from chatlib.grader.detection import DIALECTS, shipped
from chatlib.grader.grading import Grader
from chatlib.grader.judging.results import Result
from chatlib.grader.stage.callers import Callers
from tests.integration.server import PROJECT, Server

HEAR_THE_LOBBY = ("pm", "sendto")
"""To whom it is told who comes and goes, so that only one of them can be graded at a time."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory):
    server = Server(tmp_path_factory.mktemp("data"), "--roster", PROJECT / "docs" / "roster-example.csv")
    yield server.port
    server.stop()


def lost(port: int, dialect: str) -> list[Result]:
    """Waits for what must come as long as a busy machine needs."""
    rubric = replace(shipped(dialect), deadline=15.0, case_limit=40.0, quiet=0.3)
    results = Grader(rubric, lambda: Callers("127.0.0.1", port, rubric.line_end, greeted=False)).results()
    return [result for result in results if not result.passed]


@pytest.mark.parametrize("dialect", HEAR_THE_LOBBY)
def test_all_points_where_the_lobby_is_heard(port: int, dialect: str) -> None:
    assert lost(port, dialect) == []


def test_all_points_elsewhere(port: int) -> None:
    others = [dialect for dialect in DIALECTS if dialect not in HEAR_THE_LOBBY]
    with ThreadPoolExecutor(len(others)) as threads:
        assert list(threads.map(lambda dialect: lost(port, dialect), others)) == [[]] * len(others)


def test_from_the_command_line(port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html, xml = tmp_path / "report.html", tmp_path / "report.xml"
    short = tmp_path / "rubric.toml"
    short.write_text(
        """
        title = "a short one"
        document = "none"
        forgiven = "nothing"
        [[group]]
        title = "the only group"
        [[group.case]]
        title = "somebody comes in"
        section = "1"
        points = 3
        conversation = '''
        ani> {ani}
        ani< [Sukses] username: {ani}
        '''
        """,
        "utf-8",
    )
    own = ["--rubric", str(short), "--html", str(html), "--junit", str(xml), "--lang", "en"]
    assert main(["127.0.0.1", str(port), *own]) == FULL
    said = capsys.readouterr()
    assert "3 of 3 points, 100 %" in said.out
    assert said.err == ""
    assert html.exists()
    assert xml.exists()

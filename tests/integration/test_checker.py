"""A short run of the checker (tests/checker), which can also be run for hours by hand."""

import asyncio
from pathlib import Path

import pytest

from tests.checker.run import Plan, check

SECONDS = 1.5
CLIENTS = 12


def test_everybody_is_told_everything_once_and_in_order(tmp_path: Path) -> None:
    report = asyncio.run(check(Plan(tmp_path / "data", SECONDS, seed=7, clients=CLIENTS, pace=30.0)))
    assert report.findings == []
    assert report.said > 200
    assert report.heard > 1000


def test_a_session_of_the_library_outlives_the_server(tmp_path: Path) -> None:
    plan = Plan(tmp_path / "data", 60.0, seed=7, clients=4, kinds=["supervisor"], every=0.5, kills=1)
    report = asyncio.run(check(plan))
    assert report.findings == []
    assert [kill.what for kill in report.kills] == ["supervisor"]


@pytest.mark.parametrize("where", ["tls", "elsewhere"])
def test_a_session_of_the_library_outlives_processes_whose_connections_do_not(tmp_path: Path, where: str) -> None:
    plan = Plan(tmp_path / "data", 60.0, seed=3, clients=4, kinds=["workers", "state"], every=0.4, kills=4)
    setattr(plan, where, True)
    report = asyncio.run(check(plan))
    assert report.findings == []
    assert {kill.what for kill in report.kills} == {"workers", "state"}

"""Workers of one after the other, and lines between clients and them."""

import os

import pytest

from chatlib.state.redo import make_files
from tests.server.worker.bench import Line, Worker


@pytest.fixture
def connect():
    lines = []

    def connect():
        lines.append(Line())
        return lines[-1]

    yield connect
    for line in lines:
        line.end()


@pytest.fixture
def line(connect):
    return connect()


@pytest.fixture
def make(tmp_path):
    made, log = [], make_files("record")

    def make():
        made.append(Worker(tmp_path, log))
        return made[-1]

    yield make
    for worker in made:
        worker.end()
    for file in log:
        os.close(file)

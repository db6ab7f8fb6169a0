"""Fixtures that start real servers, and see to it that nothing of them is left."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .server import Server
from .viewer import Viewer


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The module's server; use `server`."""
    server = Server(tmp_path_factory.mktemp("data"))
    yield server
    server.stop()


@pytest.fixture
def server(shared: Server) -> Iterator[Server]:
    """A server that other tests of the module use as well: take names that no other one takes."""
    yield shared
    shared.empty()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers of the test's own: start(*options), with `data=` to take over what another one left."""
    started: list[Server] = []

    def start(*options: object, data: Path | None = None, **more: object) -> Server:
        server = Server(data or tmp_path / f"data{len(started)}", *options, **more)
        started.append(server)
        return server

    yield start
    problems = []
    for server in started:
        try:
            server.stop()
        except AssertionError as problem:
            problems.append(str(problem))
    assert not problems, "\n".join(problems)


@pytest.fixture
def viewer(server: Server) -> Iterator[Viewer]:
    """Somebody who looks on. No fault of his stays."""
    viewer = Viewer(server.port)
    yield viewer
    viewer.heal()
    viewer.close()

"""What holds for all tests."""

import os

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("ruang", deadline=None, print_blob=True)
settings.register_profile("thorough", settings.get_profile("ruang"), max_examples=2000)  # CONTRIBUTING.md
settings.load_profile("ruang")

# Servers, each of them several processes, are started a hundred times: without this every process would compile it all.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

PAGE = "tests/web/"
"""Its tests share a browser, which is dear to start, and so a process; that takes longest, and has to begin first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(PAGE))


class Scheduling(LoadScopeScheduling):
    """As loadscope does it, but for what shares more than a module."""

    def _split_scope(self, nodeid: str) -> str:
        return PAGE if nodeid.startswith(PAGE) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return Scheduling(config, log)

"""Towns, and who lives there."""

import pytest

from tests.dialects.irc.town import Town


@pytest.fixture
def new_town():
    """To build several in one test."""
    built = []

    def build(**limits):
        built.append(Town(**limits))
        return built[-1]

    yield build
    for town in built:
        town.close()


@pytest.fixture
def town(new_town):
    return new_town()

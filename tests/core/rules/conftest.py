"""Those who are there in most of these tests; a file with others has fixtures of its own."""

import pytest

from chatlib.core import commands


@pytest.fixture
def ana(house) -> int:
    """Who made the open room Kelas."""
    cid = house.account("Ana")
    house.do(commands.CreateRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def budi(house, ana) -> int:
    """A member of it."""
    cid = house.account("Budi")
    house.do(commands.JoinRoom(cid, room="Kelas"))
    return cid


@pytest.fixture
def citra(house, budi) -> int:
    """In no room."""
    return house.account("Citra")

import pytest

from .mesh import Mesh


@pytest.fixture
def mesh() -> Mesh:
    """Three realms: ani in a, budi in b, citra in c."""
    mesh = Mesh("abc")
    mesh.a.account("ani")
    mesh.b.account("budi")
    mesh.c.account("citra")
    return mesh

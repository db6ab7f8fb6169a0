"""Under which name a server is announced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeroconf import ServiceInfo

from chatlib.discovery import LONGEST, NUMBERED, SERVICE, instance, properties

PORTS = st.integers(1, 65535)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("kelas", "kelas-9000"),
        ("kelas.kampus.ac.id", "kelas-kampus-ac-id-9000"),
        (".kelas.", "kelas-9000"),
        ("Lab Komputer_1", "Lab-Komputer-1-9000"),
        ("ruang-é", "ruang-é-9000"),
        ("", "ruang-9000"),
        ("...", "ruang-9000"),
        ("\x1b[31mmerah\n", "31mmerah-9000"),
    ],
)
def test_it_is_the_machines_name_and_the_port(name: str, called: str) -> None:
    assert instance(name, 9000) == called


@given(st.text(), PORTS)
def test_every_name_can_be_announced_and_found(name: str, port: int) -> None:
    called = instance(name, port)
    assert ServiceInfo(SERVICE, f"{called}.{SERVICE}", port=port).name == f"{called}.{SERVICE}"
    assert called.endswith(f"-{port}")
    assert "." not in called
    assert called[0] not in "-_"
    assert len(called.encode()) <= LONGEST - NUMBERED


@given(st.text(), PORTS, PORTS)
def test_no_two_servers_of_a_machine_are_called_the_same(name: str, one: int, other: int) -> None:
    assert (instance(name, one) == instance(name, other)) == (one == other)


def test_what_is_said_of_tls() -> None:
    assert properties("1.0") == {"version": "1.0", "tls": "no"}
    assert properties("1.0", "ab" * 32) == {"version": "1.0", "tls": "yes", "fingerprint": "ab" * 32}

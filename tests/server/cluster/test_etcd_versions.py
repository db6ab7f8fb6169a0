"""Versions of etcd with known faults."""

import pytest

from chatlib.server.cluster.etcd_versions import Fault, fault_of


@pytest.mark.parametrize(
    ("version", "better"), [("3.4.23", "3.4.32"), ("3.4.31", "3.4.32"), ("3.5.0", "3.5.14"), ("3.5.13", "3.5.14")]
)
def test_those_that_may_come_to_differ(version, better):
    assert fault_of(version) == Fault("14211", better)


@pytest.mark.parametrize("version", ["3.4.32", "3.5.14", "3.6.0", "4.0.1", "", "main", "3.5"])
def test_others(version):
    assert fault_of(version) is None

"""Versions of etcd with faults that a cluster would suffer from."""

import re
from typing import NamedTuple


class Fault(NamedTuple):
    """`issue`: of etcd-io/etcd; `better`: the first version of the same series without it."""

    issue: str
    better: str


_FIXED = {(3, 4): (32, "14211"), (3, 5): (14, "14211")}
"""By series: the first version in which members do not come to differ after a crash or a defragmentation."""


def fault_of(version: str) -> Fault | None:
    """What is known of it; None for a version that is not named, or that has none of these."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if not found:
        return None
    major, minor, patch = map(int, found.groups())
    if (major, minor) not in _FIXED:
        return None
    fixed, issue = _FIXED[major, minor]
    return Fault(issue, f"{major}.{minor}.{fixed}") if patch < fixed else None

"""What becomes of a server whose node takes part in its cluster no more."""

from pathlib import Path

from chatlib.server.texts import ServerError
from chatlib.state.layout import BEHIND

WHY = {
    "behind": ServerError("cluster_behind"),
    "differs": ServerError("cluster_differs"),
    "lost": ServerError("cluster_lost"),
    "bounds": ServerError("cluster_bounds"),
    "rules": ServerError("cluster_rules"),
}
"""By the reason that its state gave (chatlib/state/cluster/order.py: Out)."""

TAKEN_ANEW = ("behind", "differs")


class Anew(Exception):
    """The server begins anew, as if it had just been started: all of its processes have ended."""


def out(reason: str, data: Path) -> Exception:
    """What is to be raised. Where another node has what this one lacks, it is taken from there at the next start."""
    if reason == "evicted":
        return Anew()
    if reason in TAKEN_ANEW:
        (data / BEHIND).touch(0o600)
    return WHY[reason]

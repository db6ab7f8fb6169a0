"""A node's place in its cluster."""

from typing import NamedTuple


class Seat(NamedTuple):
    """The `node` of a `cluster` (an id), whose order is kept by the members of etcd at these URLs, this machine's own
    first. It begins behind the position `founded`.
    """

    cluster: str
    node: int
    etcd: list[str]
    founded: int

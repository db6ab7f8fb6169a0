"""Numbers that no other node of a cluster gives: of connections and of workers. A server on its own is node 0."""

NODE_BITS = 40
"""Below the node's number: so many connections one run of a server has at most, and a page can still read their numbers
(53 bits)."""

WORKER_BITS = 8
"""Below the node's number: which worker of the node it is."""


def first_connection(node: int) -> int:
    return node << NODE_BITS | 1


def node_of(cid: int) -> int:
    return cid >> NODE_BITS


def node_of_worker(number: int) -> int:
    return number >> WORKER_BITS


def worker(node: int, number: int) -> int:
    return node << WORKER_BITS | number

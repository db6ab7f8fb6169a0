"""What the order of a cluster costs: a server on its own, one node with etcd, three nodes with the clients spread.

python -m tests.benchmarks.cluster [private] [busy] [lobby]
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing

from tests.benchmarks.crowd import Crowd, Result, Sender

SERVERS = {"on its own": 0, "one node, etcd": 1, "three nodes, three etcd": 3}
OPTIONS = ("--workers", "1", "--no-announce")
PEOPLE = 99
ONE_BY_ONE = 400


def pairs() -> list[Sender]:
    """Everybody writes to the next one, who is at another node where there are several."""
    return [Sender(n, f"k{(n + 1) % PEOPLE}", (n + 1) % PEOPLE, 1) for n in range(PEOPLE)]


def private(crowd: Crowd) -> Result:
    """One message of each under way."""
    return crowd.talk(pairs(), 1, 20_000)


def busy(crowd: Crowd) -> Result:
    """Sixteen messages of each under way."""
    return crowd.talk(pairs(), 16, 100_000)


def lobby(crowd: Crowd) -> Result:
    """Three people speak to all, eight messages of each under way."""
    crowd.join({"#kelas": range(PEOPLE)})
    return crowd.talk([Sender(n, "#kelas", n + 3, PEOPLE - 1) for n in range(3)], 8, 12_000)


KINDS: dict[str, Callable[[Crowd], Result]] = {"private": private, "busy": busy, "lobby": lobby}


def latencies(crowd: Crowd) -> Iterator[tuple[str, list[float]]]:
    """With nobody else about: to one who is at another node, and to all."""
    yield "private", crowd.latency(Sender(0, "k1", 1, 1), [1], ONE_BY_ONE)
    crowd.join({"#kelas": range(PEOPLE)})
    yield "lobby", crowd.latency(Sender(0, "#kelas", 1, PEOPLE - 1), range(1, PEOPLE), ONE_BY_ONE)


def main() -> None:
    print("| | | CPU s per million deliveries | of it etcd | deliveries a second |")
    print("| --- | --- | --- | --- | --- |")
    for name in sys.argv[1:] or KINDS:
        for server, nodes in SERVERS.items():
            with closing(Crowd(PEOPLE, *OPTIONS, nodes=nodes)) as crowd:
                found = KINDS[name](crowd)
            rate = found.deliveries / found.seconds
            print(f"| {name} | {server} | {found.cpu:.3g} | {found.etcd:.3g} | {rate:,.0f} |", flush=True)
    print("\n| | | p50, ms | p99, ms |\n| --- | --- | --- | --- |")
    for server, nodes in SERVERS.items():
        with closing(Crowd(PEOPLE, *OPTIONS, nodes=nodes)) as crowd:
            for name, found in latencies(crowd):
                p50, p99 = (found[int(len(found) * part)] * 1e3 for part in (0.5, 0.99))
                print(f"| {name} | {server} | {p50:.1f} | {p99:.1f} |", flush=True)


if __name__ == "__main__":
    main()

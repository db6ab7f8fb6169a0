"""How the cost of a delivery grows: with members, rooms, connections, workers.

python -m tests.benchmarks.growth [members] [rooms] [connections] [workers]
"""

import sys
from collections.abc import Iterator
from contextlib import closing

from tests.benchmarks.crowd import Crowd, Result, Sender

MEMBERS = (2, 5, 20, 100, 500, 2000)
ROOMS = (1, 4, 20, 100, 200)
CONNECTIONS = (100, 500, 2000, 8000)
WORKERS = (1, 2, 3, 4)


def members() -> Iterator[tuple[int, Result]]:
    """One room with so many in it, one of whom speaks, 64 messages in flight."""
    for count in MEMBERS:
        with closing(Crowd(count, "--workers", "1")) as crowd:
            crowd.join({"#kelas": range(count)})
            messages = int(min(40_000, max(2_000, 3e6 / (count - 1))))
            yield count, crowd.talk([Sender(0, "#kelas", 1, count - 1)], 64, messages)


def rooms() -> Iterator[tuple[int, Result]]:
    """400 people in so many rooms, one of each room speaks, 8 messages in flight."""
    for count in ROOMS:
        size = 400 // count
        with closing(Crowd(400, "--workers", "1")) as crowd:
            crowd.join({f"#r{n}": range(n * size, (n + 1) * size) for n in range(count)})
            senders = [Sender(n * size, f"#r{n}", n * size + 1, size - 1) for n in range(count)]
            yield count, crowd.talk(senders, 8, int(min(60_000, 3e6 / (size - 1))))


def connections() -> Iterator[tuple[int, Result]]:
    """So many are there, 100 of whom write to each other in pairs, 4 messages in flight."""
    for count in CONNECTIONS:
        with closing(Crowd(count, "--workers", "1")) as crowd:
            pairs = range(0, 100, 2)
            senders = [Sender(n, f"k{n + 1}", n + 1, 1) for n in pairs] + [Sender(n + 1, f"k{n}", n, 1) for n in pairs]
            yield count, crowd.talk(senders, 4, 60_000)


def workers() -> Iterator[tuple[int, Result]]:
    """200 people in one room, 8 of whom speak, 8 messages in flight, with so many workers."""
    for count in WORKERS:
        with closing(Crowd(200, "--workers", str(count))) as crowd:
            crowd.join({"#kelas": range(200)})
            senders = [Sender(n, "#kelas", 100, 199) for n in range(8)]
            yield count, crowd.talk(senders, 8, 20_000)


CURVES = {"members": members, "rooms": rooms, "connections": connections, "workers": workers}


def main() -> None:
    for name in sys.argv[1:] or CURVES:
        print(f"| {name} | CPU s per million deliveries | deliveries a second | memory, MiB |")
        print("| --- | --- | --- | --- |")
        for count, found in CURVES[name]():
            rate = found.deliveries / found.seconds
            print(f"| {count:,} | {found.cpu:.3g} | {rate:,.0f} | {found.memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()

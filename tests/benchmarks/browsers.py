"""What browsers cost beside clients of plain TCP: memory of each connection, CPU of a delivery.

python -m tests.benchmarks.browsers [CONNECTIONS]
"""

import sys
from contextlib import closing

from tests.benchmarks.crowd import Crowd, Sender


def main(count: int) -> None:
    """All in one room, 8 of whom speak, 8 messages of each on their way; then 50 pairs, 4 on their way."""
    print("| | memory, KiB a connection | room: CPU s per million deliveries | deliveries a second | pairs: CPU s |")
    for websocket in (False, True):
        with closing(Crowd(2, "--workers", "1", websocket=websocket)) as crowd:
            empty = crowd.memory()
        with closing(Crowd(count, "--workers", "1", websocket=websocket)) as crowd:
            each = (crowd.memory() - empty) / count * 1024
            pairs = range(0, 100, 2)
            senders = [Sender(n, f"k{n + 1}", n + 1, 1) for n in pairs] + [Sender(n + 1, f"k{n}", n, 1) for n in pairs]
            private = crowd.talk(senders, 4, 20_000)
            crowd.join({"#kelas": range(count)})
            room = crowd.talk([Sender(n, "#kelas", count - 1, count - 1) for n in range(8)], 8, 1_000_000 // count)
        kind = "WebSocket" if websocket else "TCP"
        print(f"| {kind} | {each:.1f} | {room.cpu:.2f} | {room.deliveries / room.seconds:,.0f} | {private.cpu:.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

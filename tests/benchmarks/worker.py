"""A worker alone: microseconds of CPU for a message from one client to another, by how many come in one turn.

    python -m tests.benchmarks.worker [--dialect pm|irc] [--lines 1] [--profile]

Everything counts between the bytes in a client's socket and those in its receiver's: reading, the batch to the state,
what the state told, the record for a successor, writing. The state is there, but its time does not count.
"""

import argparse
import cProfile
import os
import pstats
import socket
import tempfile
import time
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path

from chatlib.core.chat import Chat
from chatlib.core.commands import Send
from chatlib.core.rules import Fetch
from chatlib.server.ipc.orders import Assignment, Handover
from chatlib.server.options import Allowance, Irc
from chatlib.server.worker.takeover.record import Recorder
from chatlib.server.worker.worker import Worker
from chatlib.state.channel import Channel
from chatlib.state.frames import Batch, Resumed, Told, decode_from_worker, encode
from chatlib.state.order.replies import complete
from chatlib.state.redo import make_files
from tests.state.in_memory import InMemory

CLIENTS = 200
TURNS = (1, 2, 16, 128)
MESSAGES = 30_000
TEXT = "x" * 60

HELLO = {"pm": "k{0}\n", "irc": "NICK k{0}\r\nUSER k{0} 0 * :k{0}\r\n"}
LINE = {"pm": "pm k{0} {1}\n", "irc": "PRIVMSG k{0} :{1}\r\n"}


class Bench:
    def __init__(self, data: Path) -> None:
        orders, self.orders = Pipe()
        report, self.reports = Pipe()
        state, theirs = Pipe()
        self.reports, self.state = Channel(self.reports), Channel(theirs)
        generous = Allowance(rate=1e9, burst=1e9)
        assignment = Assignment(1, 1, data, frozenset(), generous, b"k" * 32, 0, Irc())
        recorder = Recorder(make_files("record"))
        self.worker = Worker(assignment, orders, Channel(report), Channel(state), recorder)
        self.worker.inherit = lambda _: None
        recorder.restart([])
        self.worker._say_hello()
        self.chat, self.kept = Chat(), InMemory()
        self.told = 0
        self.state.send(encode(Resumed(0, 0)))
        self.worker.turn(0)
        self.spent = self.said = self.due = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.clients: list[socket.socket] = []

    def connect(self, hello: str) -> None:
        client = socket.create_connection(self.listener.getsockname())
        sock, _ = self.listener.accept()
        self.clients.append(client)
        self.worker._connections.adopt(Handover(len(self.clients), "127.0.0.1", ""), sock, frozenset())
        client.sendall(hello.encode())

    def turn(self) -> None:
        """What was sent is read, answered by the state, and written; until so many messages have been said."""
        while self.said < self.due:
            self._timed()
            self._answer()
            while self.state.waiting:
                self._timed()
                self.state.flush()
        self._timed()
        with suppress(BlockingIOError):
            self.reports.receive()

    def _timed(self) -> None:
        begun = time.process_time_ns()
        self.worker.turn(0)
        self.spent += time.process_time_ns() - begun

    def _answer(self) -> None:
        for frame in map(decode_from_worker, self.state.receive() if self.state._connection.poll() else ()):
            if isinstance(frame, Batch) and frame.commands:
                told: list = []
                self.said += sum(type(one) is Send for one in frame.commands)
                for command in frame.commands:
                    for one in self.chat.apply(command, time.time()):
                        told.append(complete(self.kept.history, one, 0)[0] if type(one) is Fetch else one)
                self.told += 1
                self.chat.take_changes()
                self.state.send(encode(Told(self.told, frame.number, self.chat.state.seq, told)))

    def drain(self) -> None:
        for client in self.clients:
            client.setblocking(False)
            try:
                while client.recv(1 << 20):
                    pass
            except BlockingIOError:
                client.setblocking(True)


def measure(bench: Bench, dialect: str, size: int, lines: int) -> float:
    """Microseconds for each message."""
    bench.spent, sent = 0, 0
    for turn in range(min(MESSAGES // size // lines, 3000)):
        for i in range(size):
            client = (turn * size + i) % CLIENTS
            to = client + 2 if client % 2 == 0 else client
            bench.clients[client].sendall(LINE[dialect].format(to, TEXT).encode() * lines)
        sent += size * lines
        bench.due += size * lines
        bench.turn()
        bench.drain()
    return bench.spent / sent / 1000


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--dialect", choices=LINE, default="pm")
    p.add_argument("--lines", type=int, default=1, help="that each client sends at once")
    p.add_argument("--profile", action="store_true", help="where the time goes, at the largest turns")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as data:
        bench = Bench(Path(data))
        for number in range(1, CLIENTS + 1):
            bench.connect(HELLO[a.dialect].format(number))
            for _ in range(3):
                bench.worker.turn(0)
                bench._answer()
        bench.drain()
        if a.profile:
            profile = cProfile.Profile()
            profile.runcall(measure, bench, a.dialect, TURNS[-1], a.lines)
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        else:
            print("clients in a turn", *(f"{size:>7}" for size in TURNS))
            found = (measure(bench, a.dialect, size, a.lines) for size in TURNS)
            print(f"{a.dialect:17}", *(f"{one:7.1f}" for one in found), flush=True)
        os._exit(0)


if __name__ == "__main__":
    main()

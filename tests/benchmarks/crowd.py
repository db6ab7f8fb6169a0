"""A real server, and many clients that speak IRC to it, in one process: who says how much where, and what that costs.

The server has no limits here. All that is due must come. What counts is the CPU time of all its processes, until the
view has caught up with the log.
"""

import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parents[2]
TEXT = "x" * 59 + "~"
"""By its last character deliveries are counted, whatever they are wrapped in."""
GENEROUS = ("--rate", "1000000000", "--burst", "1000000000", "--max-connections", "30000")
SETTLE = 1.5
"""Seconds, in which the view catches up."""


class Sender(NamedTuple):
    """Says something to `target`, which `hearers` clients get, among them the `observer`. Numbers of clients."""

    client: int
    target: str
    observer: int
    hearers: int


class Result(NamedTuple):
    """`cpu`: seconds for a million deliveries, `etcd` of these etcd's; `memory`: MiB (PSS) of all processes with
    everybody there.
    """

    deliveries: int
    seconds: float
    cpu: float
    memory: float
    etcd: float = 0.0


class Crowd:
    """A server of its own and so many clients, all in; `websocket`: as browsers connect. To be closed.

    `nodes`: instead of a server on its own, a cluster of so many, the clients spread over them in turn.
    """

    def __init__(self, count: int, *options: str, websocket: bool = False, nodes: int = 0) -> None:
        self._websocket = websocket
        self._data = tempfile.TemporaryDirectory()
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        what = ["cluster", str(nodes), str(port)] if nodes else [str(port), "--host", "127.0.0.1"]
        command = [sys.executable, str(ROOT / "server.py"), *what, "--data", self._data.name]
        self._server = subprocess.Popen([*command, *GENEROUS, *options], stdout=subprocess.DEVNULL)
        self._poll = select.epoll()
        self.socks: list[socket.socket] = []
        for number in range(count):
            self.socks.append(_connected(port + number % max(1, nodes)))
            if websocket:
                _shake_hands(self.socks[-1])
            self._send(number, f"NICK k{number}", f"USER k{number} 0 * :k", f"PING k{number}.")
        for number, sock in enumerate(self.socks):
            _until(sock, f"k{number}.".encode())
            self._poll.register(sock, select.EPOLLIN)
        self._numbers = {sock.fileno(): number for number, sock in enumerate(self.socks)}

    def join(self, rooms: dict[str, Iterable[int]]) -> None:
        """Who is in which room: numbers of clients, by its name."""
        for name, members in rooms.items():
            for number in members:
                self._send(number, f"JOIN {name}", "PING joined.")
                _until(self.socks[number], b"joined.")
        time.sleep(1)
        for sock in self.socks:
            _drain(sock)

    def talk(self, senders: list[Sender], window: int, messages: int) -> Result:
        """Until so many messages have come to all who hear them; of each sender, `window` are on their way at once."""
        processes = self._processes()
        members = [process for process in processes if process.name() == "etcd"]
        before, before_etcd = sum(map(_cpu, processes)), sum(map(_cpu, members))
        said, heard = [0] * len(senders), [0] * len(self.socks)
        line = {sender: self._wrapped(f"PRIVMSG {sender.target} :{TEXT}") for sender in senders}
        by_observer: dict[int, list[int]] = {}
        for index, sender in enumerate(senders):
            by_observer.setdefault(sender.observer, []).append(index)
        left, due, total = messages, 0, 0
        begun = time.monotonic()

        def go_on(observer: int) -> None:
            """Whoever is observed there sends what its window has room for."""
            nonlocal left, due
            group = by_observer.get(observer, ())
            for index in group:
                under_way = sum(said[one] for one in group) - heard[observer]
                room = min(left, window, window * len(group) - under_way)
                if room > 0:
                    self.socks[senders[index].client].sendall(line[senders[index]] * room)
                    said[index] += room
                    left -= room
                    due += room * senders[index].hearers

        for observer in by_observer:
            go_on(observer)
        while total < due:
            for fd, _ in self._poll.poll(20):
                number = self._numbers[fd]
                data = self.socks[number].recv(1 << 18)
                if not data:
                    raise SystemExit(f"client {number} was disconnected")
                count = data.count(b"~")
                heard[number] += count
                total += count
                go_on(number)
        seconds = time.monotonic() - begun
        if total != due:
            raise SystemExit(f"{total} deliveries instead of {due}")
        time.sleep(SETTLE)
        spent, etcd = sum(map(_cpu, processes)) - before, sum(map(_cpu, members)) - before_etcd
        memory = sum(process.memory_full_info().pss for process in processes) / 2**20
        return Result(total, seconds, spent / total * 1e6, memory, etcd / total * 1e6)

    def latency(self, sender: Sender, hearers: Iterable[int], messages: int) -> list[float]:
        """Seconds until all of the hearers have a message, for each of so many, one at a time."""
        found, line = [], self._wrapped(f"PRIVMSG {sender.target} :{TEXT}")
        for _ in range(messages):
            begun, waiting = time.perf_counter(), set(hearers)
            self.socks[sender.client].sendall(line)
            while waiting:
                for fd, _ in self._poll.poll(20):
                    number = self._numbers[fd]
                    if b"~" in self.socks[number].recv(1 << 18):
                        waiting.discard(number)
            found.append(time.perf_counter() - begun)
        return sorted(found)

    def memory(self) -> float:
        return sum(process.memory_full_info().pss for process in self._processes()) / 2**20

    def close(self) -> None:
        for sock in self.socks:
            sock.close()
        self._poll.close()
        self._server.terminate()
        self._server.wait()
        self._data.cleanup()

    def _send(self, number: int, *lines: str) -> None:
        self.socks[number].sendall(b"".join(map(self._wrapped, lines)))

    def _wrapped(self, line: str) -> bytes:
        """As what is sent: a frame of at most 125 bytes whose mask changes nothing, or a line."""
        if self._websocket:
            return bytes([0x82, 0x80 | len(line), 0, 0, 0, 0]) + line.encode()
        return f"{line}\r\n".encode()

    def _processes(self) -> list[psutil.Process]:
        server = psutil.Process(self._server.pid)
        return [server, *server.children(recursive=True)]


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _connected(port: int) -> socket.socket:
    for _ in range(500):
        try:
            sock = socket.create_connection(("127.0.0.1", port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the server does not listen")


def _shake_hands(sock: socket.socket) -> None:
    sock.sendall(
        b"GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: binary.ircv3.net\r\n\r\n"
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += sock.recv(1)


def _until(sock: socket.socket, end: bytes) -> None:
    rest = b""
    while not rest.rstrip(b"\r\n").endswith(end):
        rest = (rest + sock.recv(1 << 16))[-1000:]


def _drain(sock: socket.socket) -> None:
    sock.setblocking(False)
    try:
        while sock.recv(1 << 18):
            pass
    except BlockingIOError:
        pass
    sock.setblocking(True)

"""Measures the lobby: many listeners, a few senders with a window of their own messages in flight.

    python tests/load/lobby.py                  200 clients, 8 senders, 64 in flight
    python tests/load/lobby.py --idle 500 --clients 50 --rate 20

Starts a server of its own and speaks the dialect `pm`. The figure to trust is CPU seconds of all server
processes per million deliveries; every receiver's count, and the order of every sender's messages at every receiver,
are checked. With --rate (messages a second in all) the senders are paced, and latency counts from
the moment a message was due.
"""

import argparse
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
TEXT = "x" * 40


class Client:
    def __init__(self, port: int, number: int, senders: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.name = f"k{number:04d}".encode()
        self.sends = number < senders
        self.sock.sendall(self.name + b"\n")
        self.rest = b""
        self.counts: dict[bytes, int] = {}
        self.received = 0
        self.sent = self.seen = 0
        self.backlog = b""

    def take(self, data: bytes) -> list[tuple[bytes, int, float]]:
        """The messages among the lines: (sender, number, when it was due); their order is checked."""
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        found = []
        for line in lines:
            sender, _, text = line.partition(b": #")
            if not text:
                continue
            number, when, _ = text.split(b" ")
            expected = self.counts.get(sender, 0)
            if int(number) != expected:
                sys.exit(f"{self.name!r} got {sender!r} {number!r} instead of {expected}")
            self.counts[sender] = expected + 1
            found.append((sender, int(number), float(when)))
        self.received += len(found)
        return found


def say(client: Client, count: int, now: float) -> None:
    lines = b"".join(b"#%d %.6f %s\n" % (client.sent + i, now, TEXT.encode()) for i in range(count))
    client.sent += count
    client.backlog += lines
    push(client)


def push(client: Client) -> None:
    try:
        client.backlog = client.backlog[client.sock.send(client.backlog) :]
    except BlockingIOError:
        pass


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--clients", type=int, default=200)
    p.add_argument("--senders", type=int, default=8)
    p.add_argument("--window", type=int, default=64)
    p.add_argument("--messages", type=int, default=40_000, help="in all")
    p.add_argument("--idle", type=int, default=0, help="connections that are logged in and read nothing special")
    p.add_argument("--rate", type=float, default=0, help="messages a second in all; 0: as fast as the window allows")
    p.add_argument("--server", default="", help="more options for the server")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        argv = [sys.executable, "server.py", str(port), "--data", data, "--log-level", "error", "--rate", "1000000000",
                "--burst", "1000000000", *a.server.split()]  # fmt: skip
        began = time.perf_counter()
        server = subprocess.Popen(argv, cwd=ROOT)
        while not answers(port):
            time.sleep(0.005)
        print(f"start: {time.perf_counter() - began:.2f} s until the first client is in")
        try:
            measure(a, port, psutil.Process(server.pid))
        finally:
            server.terminate()
            server.wait(10)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.sendall(b"pertama\n")
            return b"Sukses" in sock.recv(100)
    except OSError:
        return False


def usage(root: psutil.Process) -> dict[int, tuple[str, float, float]]:
    """By pid: what it is, its CPU seconds, its memory in MB (what it shares counted by part)."""
    found = {}
    for process in [root, *root.children(recursive=True)]:
        times = process.cpu_times()
        kind = "supervisor"
        if process != root:
            kind = f"state ({process.num_threads()} threads)" if process.num_threads() > 3 else "worker or spare"
        found[process.pid] = (kind, times.user + times.system, process.memory_full_info().pss / 1e6)
    return found


def measure(a: argparse.Namespace, port: int, server: psutil.Process) -> None:
    idle = [Client(port, 5000 + i, 0) for i in range(a.idle)]
    clients = [Client(port, i, a.senders) for i in range(a.clients)]
    poll = select.epoll()
    by_fd = {}
    for client in clients + idle:
        client.sock.setblocking(False)
        by_fd[client.sock.fileno()] = client
        poll.register(client.sock.fileno(), select.EPOLLIN)
    settle(poll, by_fd)
    senders = [c for c in clients if c.sends]
    observer = clients[-1]
    by_name = {c.name: c for c in senders}
    listeners = clients + idle
    total = a.messages // a.senders * a.senders
    wanted = total * (len(listeners) - 1)
    before = usage(server)
    latencies: list[float] = []
    began = time.perf_counter()
    received, due = 0, began
    if not a.rate:
        for client in senders:
            say(client, min(a.window, total // a.senders), time.perf_counter())
    while received < wanted:
        if a.rate and (sent := sum(c.sent for c in senders)) < total and time.perf_counter() >= due:
            say(senders[sent % len(senders)], 1, due)
            due += 1 / a.rate
        timeout = max(0.0, min(1.0, due - time.perf_counter())) if a.rate else 5.0
        ready = poll.poll(timeout)
        if not ready and not a.rate:
            sys.exit(f"nothing came for 5 s: {received} of {wanted} deliveries")
        for fd, _ in ready:
            client = by_fd[fd]
            data = client.sock.recv(1 << 20)
            if not data:
                sys.exit(f"{client.name!r} was disconnected")
            found = client.take(data)
            received += len(found)
            now = time.perf_counter()
            latencies += [now - when for _, _, when in found[:: 1 if a.rate else 50]]
            if client is observer and not a.rate:
                for sender, _, _ in found:
                    by_name[sender].seen += 1
                for sender in {sender for sender, _, _ in found}:
                    c = by_name[sender]
                    room = min(a.window - (c.sent - c.seen), total // a.senders - c.sent)
                    if room > 0:
                        say(c, room, now)
        for client in senders:
            if client.backlog:
                push(client)
    took = time.perf_counter() - began
    after = usage(server)
    for client in listeners:
        assert client.received == total - client.sent, (client.name, client.received)
    cpu = sum(u[1] - before[pid][1] for pid, u in after.items())
    latencies.sort()
    print(
        f"{total} messages, {wanted} deliveries in {took:.2f} s: {wanted / took / 1e6:.2f} million a second, all exact"
    )
    print(f"CPU seconds of the server per million deliveries: {cpu / wanted * 1e6:.3f}")
    print(f"latency: p50 {pick(latencies, 0.5):.2f} ms, p99 {pick(latencies, 0.99):.2f} ms")
    for pid, (kind, seconds, memory) in after.items():
        print(f"  {kind:24} CPU {seconds - before[pid][1]:6.2f} s   memory {memory:6.1f} MB")


def settle(poll: select.epoll, by_fd: dict[int, Client]) -> None:
    """Until all are in and nothing more is said about it."""
    while ready := poll.poll(0.5):
        for fd, _ in ready:
            by_fd[fd].take(by_fd[fd].sock.recv(1 << 20))


def pick(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] * 1000


if __name__ == "__main__":
    main()

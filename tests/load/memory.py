"""Measures what stays: memory and descriptors of every process of the server after a million messages, and after ten
thousand connections that came and went, against the start.

    python tests/load/memory.py
    python tests/load/memory.py --messages 100000 --connections 1000

Memory is the proportional set size (PSS, Linux): what is shared counts once.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2000
"""Messages of one step, well below what may wait for a client."""
SPEAKERS = 4


def measure(server: psutil.Process, what: str) -> None:
    """One line for each process; later than any farewell takes."""
    time.sleep(12)
    print(what)
    for process in sorted([server, *server.children(recursive=True)], key=lambda process: process.pid):
        files = process.open_files()
        kind = "state" if any(file.path.endswith("outbox.sqlite") for file in files) else ""
        kind = "supervisor" if process == server else kind
        size = process.memory_full_info().pss / 2**20
        print(f"  {process.pid:7} {kind:10} {size:7.1f} MiB {process.num_fds():6} descriptors")


def connect(port: int, name: str) -> socket.socket:
    for _ in range(200):
        try:
            sock = socket.create_connection(("127.0.0.1", port))
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    sock.sendall(name.encode() + b"\n")
    read(sock, b"[Sukses]", 1)
    return sock


def read(sock: socket.socket, what: bytes, count: int) -> None:
    """Until it has come so often."""
    rest = b""
    while count > 0:
        data = sock.recv(1 << 20)
        if not data:
            sys.exit("disconnected")
        rest += data
        *lines, rest = rest.split(b"\n")
        count -= sum(what in line for line in lines)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--messages", type=int, default=1_000_000)
    p.add_argument("--connections", type=int, default=10_000)
    p.add_argument("--port", type=int, default=9471)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, str(ROOT / "server.py"), str(a.port), "--host", "127.0.0.1", "--data", data]
        limits = ["--burst", "1000000", "--rate", "1000000"]
        server = subprocess.Popen([*command, *limits], stdout=subprocess.DEVNULL)
        try:
            run(psutil.Process(server.pid), a.port, a.messages, a.connections)
        finally:
            server.terminate()
            server.wait(10)


def run(server: psutil.Process, port: int, messages: int, connections: int) -> None:
    speakers = [connect(port, f"bicara{number}") for number in range(SPEAKERS)]
    listener = connect(port, "dengar")
    measure(server, "at the start")
    begun = time.monotonic()
    for step in range(messages // AT_ONCE):
        speakers[step % SPEAKERS].sendall(b"".join(b"pesan %d\n" % number for number in range(AT_ONCE)))
        read(listener, b": pesan ", AT_ONCE)
        for other in range(SPEAKERS):
            if other != step % SPEAKERS:
                read(speakers[other], b": pesan ", AT_ONCE)
    measure(server, f"after {messages} messages in {time.monotonic() - begun:.0f} s")
    begun = time.monotonic()
    for number in range(connections):
        connect(port, f"tamu{number}").close()
    measure(server, f"after {connections} connections that came and went in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()

"""Sends a large file from one client to another while others chat, and measures what that costs them.

    python tests/load/files.py                          2 GiB, 50 chatting clients
    python tests/load/files.py --size 256MiB --cuts 10 --kills 2

With --cuts the connections of both clients are cut so often, with --kills the whole server is killed (kill -9) and
started again, at times spread over the transfer. The figures: memory of every process at rest and at its highest, the
chat's latency beside that of an idle server, the time that the file took, and whether it arrived as it was.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from chatlib.core.formats import sizes  # noqa: E402
from tests.client.proxy import proxy  # noqa: E402
from tests.integration.server import free_port  # noqa: E402


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--size", type=sizes.read, default=2 << 30)
    p.add_argument("--chatters", type=int, default=50)
    p.add_argument("--rate", type=float, default=50.0, help="messages a second, of all chatters together")
    p.add_argument("--cuts", type=int, default=0)
    p.add_argument("--kills", type=int, default=0)
    with tempfile.TemporaryDirectory(dir=os.environ.get("RUANG_LOAD_DIR")) as place:
        sys.exit(asyncio.run(run(p.parse_args(), Path(place))))


class Server:
    def __init__(self, place: Path) -> None:
        self.port, self._place = free_port(), place
        self.start()

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "server.py"), str(self.port), "--host", "127.0.0.1", "--lang", "en",
                   "--data", str(self._place / "data"), "--max-file", "20GiB", "--max-files", "20GiB"]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Memory:
    """Resident bytes of processes, by what they are: at first, and at the highest."""

    def __init__(self) -> None:
        self.first: dict[str, int] = {}
        self.highest: dict[str, int] = {}

    def look(self, what: str, process: psutil.Process) -> None:
        with suppress(psutil.Error):
            size = process.memory_info().rss
            self.first.setdefault(what, size)
            self.highest[what] = max(size, self.highest.get(what, 0))

    def table(self) -> str:
        rows = [
            f"  {what:12} {sizes.shown(self.first[what]):>10} -> {sizes.shown(self.highest[what]):>10}"
            for what in self.first
        ]
        return "\n".join(rows)


async def chat(port: int, count: int, rate: float, latencies: list[float]) -> None:
    """Clients of `pm`, of whom one after the other says something to all others, until this is cancelled."""
    speakers: dict[int, asyncio.StreamWriter] = {}

    async def take_part(number: int) -> None:
        while True:
            with suppress(OSError):
                reader, speakers[number] = await asyncio.open_connection("127.0.0.1", port)
                speakers[number].write(f"orang{number}\n".encode())
                while line := await reader.readline():
                    if b": t=" in line:
                        latencies.append(time.monotonic() - float(line.rsplit(b"=", 1)[1]))
                speakers[number].close()
            await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(take_part(number))
        while True:
            for number in range(count):
                await asyncio.sleep(1 / rate)
                if number in speakers:
                    speakers[number].write(f"t={time.monotonic()}\n".encode())


async def client(port: int, user: str, folder: Path) -> asyncio.subprocess.Process:
    # They would have machines of their own: here they must not take the server's processors away.
    command = ["nice", "-n", "15", sys.executable, str(ROOT / "client.py"), "127.0.0.1", str(port), "--plain",
               "--user", user, "--lang", "en", "--downloads", str(folder)]  # fmt: skip
    pipe = asyncio.subprocess.PIPE
    environment = {**os.environ, "RUANG_PASSWORD": "rahasia"}
    return await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, env=environment)


async def until(process: asyncio.subprocess.Process, part: str) -> None:
    while line := await process.stdout.readline():
        if b"orang" not in line:
            print(f"    {line.decode().rstrip()}")
        if part in line.decode():
            return
    raise AssertionError(f"the client ended before {part!r}")


async def run(a: argparse.Namespace, place: Path) -> int:
    source, folder = place / "besar.bin", place / "unduh"
    with open(source, "wb") as file:
        for _ in range(a.size >> 20):
            file.write(os.urandom(1 << 20))
        file.write(os.urandom(a.size & ((1 << 20) - 1)))
    server, memory = Server(place), Memory()
    await asyncio.sleep(2)
    async with proxy(server.port) as way:
        port = way.port if a.cuts or a.kills else server.port
        ani, budi = await client(port, "ani", folder), await client(port, "budi", folder)
        for one in (ani, budi):
            await until(one, "You are")
        latencies: list[float] = []
        chatting = asyncio.create_task(chat(server.port, a.chatters, a.rate, latencies))
        try:
            watching = asyncio.create_task(watch(server, {"sender": ani, "receiver": budi}, memory))
            await asyncio.sleep(5)
            idle = latencies[len(latencies) // 5 :]
            latencies.clear()
            begun = time.monotonic()
            disturbing = asyncio.create_task(disturb(a, server, way, place))
            ani.stdin.write(f"sendfile budi {source}\n".encode())
            await until(ani, "is sent")
            sent = time.monotonic()
            await until(budi, "/get")
            budi.stdin.write(b"receivefile\n")
            await until(budi, " is now ")
            got = time.monotonic()
            for task in (disturbing, watching):
                task.cancel()
        finally:
            chatting.cancel()
            for one in (ani, budi):
                one.stdin.close()
                await one.wait()
            server.kill()
    same = subprocess.run(["cmp", str(source), str(folder / source.name)], check=False).returncode == 0
    print(f"{sizes.shown(a.size)}: sent in {sent - begun:.1f} s, received in {got - sent:.1f} s; the same: {same}")
    print(f"latency of the chat, idle: {percentiles(idle)}; beside the file: {percentiles(latencies)}")
    print(f"cuts: {a.cuts}, kills: {a.kills}, connections through the proxy: {way.visits}")
    print(memory.table())
    return 0 if same else 1


async def watch(server: Server, clients: dict[str, asyncio.subprocess.Process], memory: Memory) -> None:
    while True:
        for what, one in clients.items():
            memory.look(what, psutil.Process(one.pid))
        with suppress(psutil.Error):
            top = psutil.Process(server.process.pid)
            memory.look("supervisor", top)
            for number, process in enumerate(top.children()):
                memory.look("transfers" if process.nice() else f"server {number}", process)
        await asyncio.sleep(0.1)


async def disturb(a: argparse.Namespace, server: Server, way, place: Path) -> None:
    """So many times, whenever the transfer has got one part further."""
    partial, unfinished = place / "data" / "files" / "partial", place / "unduh"
    events = ["cut"] * a.cuts + ["kill"] * a.kills
    events = events[::2] + events[1::2]
    for number, event in enumerate(events, 1):
        goal = 2 * a.size * number / (len(events) + 1)
        while True:
            await asyncio.sleep(0.01)
            there = sum(f.stat().st_size for f in partial.glob("*")) if partial.exists() else 0
            got = sum(f.stat().st_size for f in unfinished.glob("*.part")) if unfinished.exists() else 0
            if got:
                there = a.size + got
            if there >= goal:
                break
        print(f"    -- {event} at {sizes.shown(there)} of {sizes.shown(2 * a.size)}")
        if event == "kill":
            server.kill()
            server.start()
        way.cut()


def percentiles(found: list[float]) -> str:
    found = sorted(found) or [0.0]
    return ", ".join(f"p{p} {1000 * found[min(len(found) - 1, len(found) * p // 100)]:.1f} ms" for p in (50, 99))


if __name__ == "__main__":
    main()

"""A server under test: its processes, its console, and how it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from chatlib.core.events import Run
from chatlib.state.layout import LOG
from chatlib.state.log import turn
from chatlib.state.log.reader import LogReader
from chatlib.state.redo import Files

from .client import DEADLINE, Client, Mamushi, TokenClient, eventually

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / "server.py"
ELSEWHERE = PROJECT / "tests" / "integration" / "elsewhere.py"
STOP_WITHIN = 5.0
"""Seconds; part of what the server promises."""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def command(*options: object, script: Path = SCRIPT) -> list[str]:
    return [sys.executable, str(script), *map(str, options)]


def run(*options: object) -> subprocess.CompletedProcess[str]:
    """The server with options with which it ends by itself."""
    return subprocess.run(
        command(*options), cwd=PROJECT, capture_output=True, text=True, timeout=DEADLINE, stdin=subprocess.DEVNULL
    )


class Output:
    """Collects what a process writes, so that it never waits for us."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._data = bytearray()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        # A pseudo-terminal whose other end is closed says so by an error.
        with suppress(OSError):
            while data := os.read(self._descriptor, 1 << 16):
                self._data += data

    @property
    def text(self) -> str:
        return bytes(self._data).decode("utf-8", "replace")

    def finish(self) -> str:
        """All of it, once the process has ended."""
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive(), "somebody still holds the output open"
        return self.text


class Server:
    """A running server that leads a POSIX session of its own: every process of that session belongs to it.

    `script`: what is started; ELSEWHERE is the server as on a system that is not Linux.
    """

    def __init__(
        self, data: Path, *options: object, port: int = 0, out: int = subprocess.PIPE, script: Path = SCRIPT
    ) -> None:
        self.data = data
        self._script = script
        self.clients: list[Client] = []
        self.lingering: set[str] = set()  # who stays online for a while without a connection
        self.observer = ""
        # Somebody else may get the free port first: then another one is tried.
        for _ in range(5):
            self.port = port or free_port()
            self._start(options, out)
            if self._is_open() or port:
                break
            self._tidy()
        assert self.process.poll() is None, f"the server ended: {self.errors.text}"

    def _start(self, options: tuple[object, ...], out: int) -> None:
        self.stopped = False
        own = (self.port, "--host", "127.0.0.1", "--data", self.data, "--lang", "en")
        arguments = command(*own, *options, script=self._script)
        self.process = subprocess.Popen(
            arguments,
            cwd=self._script.parent,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.errors = Output(self.process.stderr.fileno())
        self.output = Output(self.process.stdout.fileno()) if self.process.stdout else None

    def _is_open(self) -> bool:
        """Waits until a worker answers; False if the server has ended instead."""

        def answers() -> bool:
            if self.process.poll() is not None:
                return True
            try:
                client = Client(self.port)
            except OSError:
                return False
            try:
                client.send("")
                return client.line().startswith("[Ruang]")
            except (OSError, AssertionError):
                return False
            finally:
                client.close()

        eventually(answers, "an answer of the server")
        return self.process.poll() is None

    # ------------------------------------------------------------------ clients

    def connect(self, kind: type[Client] = Client, port: int = 0) -> Client:
        client = kind(port or self.port)
        self.clients.append(client)
        return client

    def pm(self, name: str) -> Client:
        client = self.connect()
        client.send(name)
        client.expect(f"[Sukses] username: {name}")
        return client

    def sendto(self, name: str, verb: str = "regist") -> Client:
        client = self.connect()
        client.send(f"{verb} {name} rahasia")
        client.expect(f"[OK] selamat datang {name}")
        return client

    def mamushi(self, name: str, register: bool = True) -> Mamushi:
        """Logged in, as one device of several."""
        client = self.connect(Mamushi)
        account = {"username": name, "password": "rahasia"}
        if register:
            assert client.call("REG", CONTENT=account)["CODE"] == "REG_OK"
        assert client.call("LOGIN", CONTENT=account, DEVICE="test")["CODE"] == "LOGIN_OK"
        return client

    def guest(self, name: str) -> Mamushi:
        client = self.connect(Mamushi)
        assert client.call("GUEST", CONTENT=name)["CODE"] == "GUEST_OK"
        return client

    def token(self, name: str) -> tuple[TokenClient, str]:
        """A client and the token that it got."""
        client = self.connect(TokenClient)
        self.lingering.add(name)
        assert client.call(f"register {name} rahasia")["status"] == "OK"
        return client, client.call(f"auth {name} rahasia")["tokenid"]

    def hang_up(self) -> None:
        while self.clients:
            self.clients.pop().close()

    def empty(self) -> None:
        """Returns once everybody is gone, so that nothing of them is told to whoever comes next."""
        self.hang_up()
        if not self.observer:
            _, self.observer = self.token("pengamat")
        client = self.connect(TokenClient)
        eventually(lambda: set(client.call(f"list {self.observer}")["users"]) <= self.lingering, "an empty room")
        self.hang_up()

    def says(self, text: str) -> None:
        """Returns once it is on the console, which a thread of its own writes."""
        eventually(lambda: text in self.output.text, f"{text!r} on the console")

    # ---------------------------------------------------------------- processes

    def processes(self) -> list[psutil.Process]:
        """All that live, the supervisor and those that lost it included."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                mine = os.getsid(process.pid) == self.process.pid
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def started(self) -> dict[int, str]:
        """The names of all but the supervisor and what belongs to Python itself, by process id."""
        names = {}
        for process in self.processes():
            with suppress(psutil.Error):
                names[process.pid] = process.name()
        return {pid: name for pid, name in names.items() if name.startswith("ruang-") and name != "ruang-forker"}

    def fork_server(self) -> psutil.Process:
        """The process that the others are forks of."""

        def find() -> psutil.Process | None:
            for process in psutil.Process(self.process.pid).children():
                with suppress(psutil.Error):
                    if process.name() == "ruang-forker":
                        return process
            return None

        return eventually(find, "a fork server")

    def state(self) -> psutil.Process:
        """The process that has the journal open."""

        def find() -> psutil.Process | None:
            for process in self.processes():
                with suppress(psutil.Error):
                    if any(file.path.endswith("outbox.sqlite") for file in process.open_files()):
                        return process
            return None

        return eventually(find, "a state process")

    def worker_of(self, name: str) -> int:
        """The process id of the worker that serves this user, as the console says."""
        pattern = re.compile(rf" {re.escape(name)} came in \(\w+\), served by worker (\d+)")
        return int(eventually(lambda: pattern.findall(self.output.text), f"{name} on the console")[-1])

    def workers(self) -> set[int]:
        """The process ids of those that serve somebody, or have taken the place of one that did."""
        said = re.findall(r"served by worker (\d+)| worker (\d+) takes its place", self.output.text)
        return {int(first or other) for first, other in said} & {process.pid for process in self.processes()}

    def runs(self) -> list[Run]:
        """What the log has that was said in one breath."""
        reader, found = LogReader(self.data / LOG, 0), []
        while records := reader.read(1 << 20):
            found += [one for record in records for one in turn.said(record.payload) if isinstance(one, Run)]
        return found

    @contextmanager
    def record(self, worker: int) -> Iterator[Files]:
        """The redo log of the worker of this number, which the supervisor keeps."""
        kept = Path(f"/proc/{self.process.pid}/fd")
        found = [one for one in kept.iterdir() if f"ruang-record-{worker} " in str(one.readlink())]
        files = Files(*(os.open(one, os.O_RDONLY) for one in found))
        yield files
        for file in files:
            os.close(file)

    def kill(self, who: str) -> None:
        """kill -9 of the "worker", or all that serve somebody, of the "state" process, or of "both" at once.

        Returns once others have taken their places.
        """
        state = {self.state().pid} if who != "worker" else set()
        workers = eventually(self.workers, "workers that serve somebody") if who != "state" else set()
        for pid in state | workers:
            os.kill(pid, signal.SIGKILL)
        if state:
            eventually(lambda: self.state().pid not in state, "another state process")
        eventually(lambda: len(self.workers() - workers) >= len(workers), "other workers")

    # ---------------------------------------------------------------------- end

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill_all(self) -> None:
        """kill -9 of every process at the same moment."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.ended()

    def ended(self, within: float = DEADLINE) -> int:
        """The exit status, once no process is left."""
        status = self.process.wait(within)
        eventually(lambda: not self.processes(), "the end of all processes")
        self._tidy()
        return status

    def stop(self) -> None:
        """As its owner does it; AssertionError for whatever is not as it should be."""
        self.hang_up()
        if self.stopped:
            return
        assert self.process.poll() is None, f"the server had ended by itself: {self.errors.text}"
        try:
            self.signal(signal.SIGTERM)
            status = self.process.wait(STOP_WITHIN)
            assert status == 0, f"exit status {status}"
            eventually(lambda: not self.processes(), "the end of all processes", STOP_WITHIN)
        except BaseException:
            self.kill_all()
            raise
        self._tidy()
        assert self.errors.text == "", self.errors.text
        crashes = self.data / "crash.log"
        assert not crashes.exists(), crashes.read_text()

    def _tidy(self) -> None:
        self.stopped = True
        self.errors.finish()
        self.process.stderr.close()
        if self.output:
            self.output.finish()
            self.process.stdout.close()

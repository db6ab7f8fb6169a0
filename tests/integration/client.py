"""Clients of a server under test: lines over a socket, read against a deadline."""

import json
import socket
import time
import uuid
from collections.abc import Callable
from typing import Any

DEADLINE = 15.0
"""Seconds until what must come has come. Generous: it is only waited for in full when a test fails."""


def eventually(check: Callable[[], Any], what: str = "it", within: float = DEADLINE, every: float = 0.01) -> Any:
    """The first true value of `check`, tried `every` so many seconds; AssertionError if there is none in time."""
    end = time.monotonic() + within
    while not (found := check()):
        assert time.monotonic() < end, f"{what} did not come to pass within {within} s"
        time.sleep(every)
    return found


class Closed(AssertionError):
    """The server has ended the connection, and a line was expected."""


class Client:
    """A connection that sends and reads lines."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), DEADLINE)
        self.buffer = b""

    def send(self, *lines: str) -> None:
        self.raw("".join(line + "\n" for line in lines).encode())

    def raw(self, data: bytes) -> None:
        self.sock.settimeout(DEADLINE)
        self.sock.sendall(data)

    def line(self, within: float = DEADLINE) -> str:
        """The next line without its end. Closed at the end of the stream."""
        end = time.monotonic() + within
        while b"\n" not in self.buffer:
            if not self._more(end):
                raise Closed(f"the server closed the connection after {self.buffer!r}")
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.removesuffix(b"\r").decode()

    def expect(self, *lines: str) -> None:
        """Exactly these are the next lines."""
        assert [self.line() for _ in lines] == list(lines)

    def until(self, part: str) -> str:
        """The next line that contains `part`; those before it are skipped."""
        while part not in (line := self.line()):
            pass
        return line

    def exactly(self, count: int) -> bytes:
        """The next bytes, be they lines or not."""
        end = time.monotonic() + DEADLINE
        while len(self.buffer) < count:
            if not self._more(end):
                raise Closed(f"the server closed the connection after {self.buffer!r}")
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def rest(self) -> str:
        """All up to the end of the stream, which must be an orderly one."""
        end = time.monotonic() + DEADLINE
        while self._more(end):
            pass
        data, self.buffer = self.buffer, b""
        return data.decode()

    def ask(self, line: str, answer: str) -> str:
        """Sends a line and reads up to the line that contains `answer`."""
        self.send(line)
        return self.until(answer)

    def end_input(self) -> None:
        """Says that nothing more will be sent; reading goes on."""
        self.sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.sock.close()

    def _more(self, end: float) -> bool:
        left = end - time.monotonic()
        assert left > 0, f"nothing came in time; read so far: {self.buffer[-500:]!r}"
        self.sock.settimeout(left)
        try:
            data = self.sock.recv(1 << 16)
        except TimeoutError:
            raise AssertionError(f"nothing came in time; read so far: {self.buffer[-500:]!r}") from None
        self.buffer += data
        return bool(data)


class SlowClient(Client):
    """Its connection holds little: what it does not read waits in the server."""

    def __init__(self, port: int) -> None:
        self.sock = socket.socket()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self.sock.settimeout(DEADLINE)
        self.sock.connect(("127.0.0.1", port))
        self.buffer = b""


class TokenClient(Client):
    """Speaks `token`: every answer is one JSON object and an empty line."""

    def call(self, line: str) -> dict[str, Any]:
        self.send(line)
        answer = json.loads(self.line())
        assert self.line() == ""
        return answer


class Mamushi(Client):
    """Speaks `mamushi`. What is pushed while an answer is awaited is kept in `pushes`."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.pushes: list[dict[str, Any]] = []
        self.asked = 0
        self.prefix = uuid.uuid4().hex  # an account's IDs are remembered, whichever connection used them

    def request(self, flag: str, **fields: Any) -> None:
        self.send(json.dumps({"FLAG": flag, **fields}))

    def call(self, flag: str, **fields: Any) -> dict[str, Any]:
        """The response to a request; it gets an ID of its own unless there is one in `fields`."""
        self.asked += 1
        fields.setdefault("ID", f"{self.prefix}-{self.asked}")
        self.request(flag, **fields)
        while (got := self.read()).get("ID") != fields["ID"]:
            self.pushes.append(got)
        return got

    def read(self) -> dict[str, Any]:
        return json.loads(self.line())

    def push(self, code: str) -> dict[str, Any]:
        """The next push of this CODE; others before it are skipped."""
        while True:
            got = self.pushes.pop(0) if self.pushes else self.read()
            if got["CODE"] == code:
                return got

    def texts(self) -> list[str]:
        """Of all messages that were pushed up to now."""
        self.call("PING")
        found = [push["CONTENT"] for push in self.pushes if push["CODE"] == "MESSAGE"]
        self.pushes = []
        return found

    def history(self, peer: str) -> list[dict[str, Any]]:
        """The whole conversation, oldest first, page by page."""
        found: list[dict[str, Any]] = []
        more: dict[str, Any] = {}
        while page := self.call("HISTORY", RECEIVER=peer, LIMIT=100, **more)["CONTENT"]:
            found = page + found
            more = {"BEFORE": page[0]["SEQ"]}
        return found

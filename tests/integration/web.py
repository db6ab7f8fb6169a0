"""Browsers under test, played by libraries: requests by the standard one, WebSockets by `websockets`."""

import http.client
import json
import socket
import ssl
from contextlib import ExitStack
from typing import Any

from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from .client import DEADLINE


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """One connection that is kept for all requests."""

    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        kind = http.client.HTTPConnection if context is None else http.client.HTTPSConnection
        more = {} if context is None else {"context": context}
        self._connection = kind("127.0.0.1", port, timeout=DEADLINE, **more)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Underscores in the names of headers are hyphens."""
        self._connection.request(method, path, body, {name.replace("_", "-"): v for name, v in headers.items()})
        return Answer(self._connection.getresponse())

    @property
    def port(self) -> int:
        """Of its own end, by which one connection is known from another."""
        return self._connection.sock.getsockname()[1]

    def close(self) -> None:
        self._connection.close()


class WebSocket:
    """A frame is a line. `subprotocol`: "" for the native dialect."""

    def __init__(
        self, port: int, subprotocol: str = "", origin: str | None = None, context: ssl.SSLContext | None = None
    ) -> None:
        self._open = ExitStack()
        # One of our own: that of a refused handshake would be left to the garbage collector.
        sock = self._open.enter_context(socket.create_connection(("127.0.0.1", port), DEADLINE))
        opening = connect(
            f"{'ws' if context is None else 'wss'}://127.0.0.1:{port}/chat",
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            origin=Origin(origin) if origin else None,
            ssl=context,
            sock=sock,
            open_timeout=DEADLINE,
            max_size=None,
        )
        try:
            self._socket = self._open.enter_context(opening)
        except BaseException:
            self.close()
            raise
        self._ids = 0

    def send(self, line: str | bytes) -> None:
        self._socket.send(line)

    def line(self) -> str | bytes:
        """TimeoutError if there is none in time, websockets.ConnectionClosed at the end."""
        return self._socket.recv(DEADLINE)

    def until(self, part: str) -> str:
        while part not in (line := self.line()):
            pass
        return line

    def call(self, flag: str, **fields: Any) -> dict[str, Any]:
        """The answer to a request of the native dialect; what is pushed meanwhile is left out."""
        self._ids += 1
        asked = {"FLAG": flag, "ID": self._ids, **fields}
        self.send(json.dumps(asked))
        while (answer := json.loads(self.line())).get("ID") != asked["ID"]:
            pass
        return answer

    def guest(self, name: str) -> str:
        """Logs in; the token."""
        answer = self.call("GUEST", CONTENT=name)
        assert answer["CODE"] == "GUEST_OK", answer
        return answer["TOKEN"]

    def close(self) -> None:
        self._open.close()

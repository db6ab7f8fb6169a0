"""Somebody who looks on at a server in lab mode, and puts faults on its connections."""

import json
import threading
from contextlib import ExitStack, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from .client import DEADLINE

Frame = dict[str, Any]


class Viewer:
    """Reads all the time, in a thread of its own: who does not is dropped."""

    def __init__(self, port: int) -> None:
        address = f"ws://127.0.0.1:{port}/lab/live"
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(address, open_timeout=DEADLINE, max_size=None, proxy=None))
        self._changed = threading.Condition()
        self._last: dict[str, Frame] = {}
        self._connections: dict[int, list[Frame]] = {}
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.until(lambda: "processes" in self._last, "what there is to be seen")

    def _read(self) -> None:
        with suppress(ConnectionClosed, TimeoutError):
            while True:
                frame = json.loads(self._socket.recv(DEADLINE))  # many come in a second
                with self._changed:
                    self._last[frame["type"]] = frame
                    if frame["type"] == "connections":
                        self._connections[frame["worker"]] = frame["shown"]
                    self._changed.notify_all()

    def until(self, is_so: Any, what: str) -> None:
        """Returns once it is so, by what the server has told."""
        with self._changed:
            assert self._changed.wait_for(is_so, DEADLINE), f"{what} did not come"

    def say(self, **wish: Any) -> None:
        self._socket.send(json.dumps(wish))

    @property
    def faults(self) -> list[Frame]:
        return self._last.get("faults", {"faults": []})["faults"]

    def put(self, target: str, kind: str, **numbers: float) -> int:
        """The number of the fault, once it is told of."""
        known = {one["number"] for one in self.faults}
        self.say(do="fault", target=target, kind=kind, **numbers)

        def new() -> list[int]:
            return [one["number"] for one in self.faults if one["number"] not in known]

        with self._changed:
            assert self._changed.wait_for(lambda: new() or "error" in self._last, DEADLINE), "no fault was put"
            assert "error" not in self._last, self._last["error"]
            return new()[0]

    def heal(self, number: int = 0) -> None:
        """Returns once it is told that it is over, or all are."""
        self.say(do="heal", number=number)
        self.until(lambda: not any(number in (0, one["number"]) for one in self.faults), "an end of the fault")

    def error(self) -> str:
        self.until(lambda: "error" in self._last, "an error")
        return self._last.pop("error")["text"]

    def cid(self, name: str) -> int:
        """Of the connection of this user."""

        def found() -> list[int]:
            return [one["cid"] for shown in self._connections.values() for one in shown if one["name"] == name]

        self.until(found, f"a connection of {name}")
        return found()[0]

    def close(self) -> None:
        self._open.close()
        self._thread.join(DEADLINE)

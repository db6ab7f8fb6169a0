"""Stands between clients and a server, and notes what passes as it came: the recording half of a capture."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from .capture import Segment


class Relay:
    """Listens on `port`. `recorded`: the segments of each connection, in the order in which they were opened."""

    def __init__(self, server_port: int) -> None:
        self.recorded: list[list[Segment]] = []
        self._server_port = server_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def stop(self) -> None:
        """Returns once both sides of every connection have ended, which is the clients' affair."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._server_port))
                segments: list[Segment] = []
                self.recorded.append(segments)
                self._begin(self._serve, client, server, segments)

    def _begin(self, what: Callable[..., None], *about: object) -> threading.Thread:
        thread = threading.Thread(target=what, args=about)
        thread.start()
        self._threads.append(thread)
        return thread

    def _serve(self, client: socket.socket, server: socket.socket, segments: list[Segment]) -> None:
        with client, server:
            answering = self._begin(self._pass, server, client, segments, False)
            self._pass(client, server, segments, True)
            answering.join()

    def _pass(self, source: socket.socket, target: socket.socket, segments: list[Segment], from_client: bool) -> None:
        with suppress(OSError):
            while data := source.recv(16384):
                with self._lock:  # what is answered was asked before
                    segments.append(Segment(time.time(), from_client, data))
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

"""What is put under a prefix, as a member of etcd tells it, from some revision on."""

import json
import socket
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from chatlib.state.cluster.etcd_client import behind

AT_ONCE = 1 << 18
"""Bytes that are read at once."""


class Compacted(Exception):
    """There is nothing left before the revision `first`."""

    def __init__(self, first: int) -> None:
        super().__init__(first)
        self.first = first


class Put(NamedTuple):
    revision: int
    value: bytes


class EtcdWatch:
    """A stream from one member. OSError or ValueError if it cannot be had any more.

    HTTP/1.0 is what it is asked for in, since that has no chunks: a read that did not come in time can be tried again,
    which http.client cannot.
    """

    def __init__(self, url: str, prefix: str, after: int, timeout: float) -> None:
        parts = urlsplit(url)
        place = (parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
        self._socket = socket.create_connection(place, timeout)
        try:
            if parts.scheme == "https":
                context = ssl.create_default_context()
                self._socket = context.wrap_socket(self._socket, server_hostname=parts.hostname)
            wanted = {
                "key": b64encode(prefix.encode()).decode(),
                "range_end": b64encode(behind(prefix)).decode(),
                "start_revision": str(after + 1),
                "fragment": True,  # else a thousand values may come as one line
            }
            body = json.dumps({"create_request": wanted})
            head = f"POST /v3/watch HTTP/1.0\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n\r\n"
            self._socket.sendall((head + body).encode())
            self._rest = self._after_head()
        except BaseException:
            self._socket.close()
            raise

    def read(self) -> Iterator[Put]:
        """What has come, in order; TimeoutError if that is nothing for so long, after which it can be tried again."""
        data = self._socket.recv(AT_ONCE)
        if not data:
            raise ConnectionResetError("the member has hung up")
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            yield from _puts(json.loads(line))

    def close(self) -> None:
        self._socket.close()

    def _after_head(self) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            more = self._socket.recv(AT_ONCE)
            if not more:
                raise ConnectionResetError("the member has hung up")
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise ConnectionRefusedError(head.split(b"\r\n")[0].decode("latin-1"))
        return rest


def _puts(told: dict) -> Iterator[Put]:
    result = told.get("result")
    if result is None:
        raise ConnectionAbortedError(str(told.get("error")))
    if result.get("canceled"):
        if compacted := int(result.get("compact_revision", 0)):
            raise Compacted(compacted)
        raise ConnectionAbortedError(result.get("cancel_reason", "the watch was ended"))
    for event in result.get("events", ()):
        if event.get("type", "PUT") == "PUT":
            yield Put(int(event["kv"]["mod_revision"]), b64decode(event["kv"].get("value", "")))

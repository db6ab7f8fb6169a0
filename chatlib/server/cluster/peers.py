"""The other nodes, asked for what is not in the order. Plain HTTP at their ordinary ports; whoever asks may wait."""

import http.client
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from chatlib.server.cluster.signature import HEADER, sign
from chatlib.server.options import Cluster
from chatlib.state.journal.content_store import private

ANSWER_WITHIN = 2.0
"""Seconds for a node that is there, and between two parts of a content; one that is not must not hold anybody up."""

TAKEN_WITHIN = 10.0
"""Seconds for a node to write down a content that it was given."""

BUFFER = 1 << 18
"""Bytes that are read at once."""

BACKUP_WITHIN = 300.0
"""Seconds between two parts of a backup, the first of which comes when all of it was copied."""


class NoPeer(Exception):
    """No other node has it, or none could be asked."""


class Peers:
    def __init__(self, cluster: Cluster) -> None:
        self._key = cluster.key
        self._others = {number: node for number, node in sorted(cluster.nodes.items()) if number != cluster.own}

    def fetch_backup(self, target: Path) -> int:
        """All that was ever said, as an archive of `maintenance.backup`; from which node. Raises NoPeer, and OSError if
        there is no room for it.
        """
        for number in self._others:
            with self._asked(number, "GET", "/cluster/backup", BACKUP_WITHIN) as response:
                if response is None or response.status != http.client.OK:
                    continue
                with open(target, "wb", opener=private) as file:
                    if _copied(response, file):
                        return number
        raise NoPeer

    @property
    def numbers(self) -> list[int]:
        """Of the other nodes."""
        return list(self._others)

    def give(self, number: int, digest: str, content: Path) -> tuple[bool, bool]:
        """Whether this node answered, and whether it has the content of this SHA-256 now."""
        try:
            with (
                open(content, "rb") as file,
                self._asked(number, "PUT", f"/cluster/files/{digest}", TAKEN_WITHIN, file) as response,
            ):
                return response is not None, response is not None and response.status == http.client.OK
        except OSError:
            return True, False

    def take(self, number: int, digest: str, size: int, target: Path) -> tuple[bool, bool]:
        """Whether this node answered, and whether `target` holds what it has under this SHA-256, of so many bytes.
        OSError if there is no room for it.
        """
        with self._asked(number, "GET", f"/cluster/files/{digest}", ANSWER_WITHIN) as response:
            if response is None or response.status != http.client.OK or response.length != size:
                return response is not None, False
            with open(target, "wb", opener=private) as file:
                return True, _copied(response, file)

    @contextmanager
    def _asked(
        self, number: int, method: str, path: str, within: float, body: BinaryIO | None = None
    ) -> Iterator[http.client.HTTPResponse | None]:
        """The answer; None if there is none."""
        node = self._others[number]
        with closing(http.client.HTTPConnection(node.host, node.port, timeout=ANSWER_WITHIN)) as connection:
            try:
                connection.connect()
                connection.sock.settimeout(within)
                headers = {HEADER: sign(self._key, method, path)}
                if body:
                    headers["Content-Length"] = str(os.fstat(body.fileno()).st_size)
                connection.request(method, path, body, headers)
                response = connection.getresponse()
            except (OSError, http.client.HTTPException):
                response = None
            yield response


def _copied(response: http.client.HTTPResponse, file: BinaryIO) -> bool:
    """Whether all came that was announced. OSError of the disk."""
    while True:
        try:
            part = response.read(BUFFER)
        except (ConnectionError, TimeoutError, http.client.HTTPException):
            return False
        if not part:
            return not response.length
        file.write(part)

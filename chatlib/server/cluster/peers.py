"""The other nodes, asked for what is not in the order. Plain HTTP at their ordinary ports; whoever asks may wait."""

import http.client
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from chatlib.server.cluster.signature import HEADER, sign
from chatlib.server.options import Cluster

ANSWER_WITHIN = 2.0
"""Seconds for a node that is there; one that is not must not hold anybody up."""

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
                with open(target, "wb") as file:
                    try:
                        shutil.copyfileobj(response, file)
                    except (ConnectionError, TimeoutError, http.client.HTTPException):
                        continue
                if file_is_whole(response):
                    return number
        raise NoPeer

    @contextmanager
    def _asked(self, number: int, method: str, path: str, within: float) -> Iterator[http.client.HTTPResponse | None]:
        """The answer; None if there is none."""
        node = self._others[number]
        with closing(http.client.HTTPConnection(node.host, node.port, timeout=ANSWER_WITHIN)) as connection:
            try:
                connection.connect()
                connection.sock.settimeout(within)
                connection.request(method, path, headers={HEADER: sign(self._key, method, path)})
                response = connection.getresponse()
            except (OSError, http.client.HTTPException):
                response = None
            yield response


def file_is_whole(response: http.client.HTTPResponse) -> bool:
    """Whether all came that was announced."""
    return response.isclosed() or not response.length

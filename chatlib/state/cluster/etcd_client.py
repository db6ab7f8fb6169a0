"""Members of etcd, asked over their JSON gateway (`/v3/…`): no more is needed for it than the standard library.

Numbers come as texts, and keys and values in base64: https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/
"""

import http.client
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class EtcdError(OSError):
    """No member could do it, or none was reached; what the last one said."""


class Value(NamedTuple):
    """`revision`: that of the change which made it so; `created`: that of the one which made the key."""

    data: bytes
    revision: int
    created: int


class Status(NamedTuple):
    """What a member says of itself: the versions and numbers of etcd. `size`: bytes of its database."""

    version: str
    member: str
    leader: str
    revision: int
    size: int


class EtcdClient:
    """Asks the first of these members as long as it answers within `timeout` seconds, else the next ones in turn. For
    one thread. All methods raise EtcdError.
    """

    def __init__(self, urls: Sequence[str], timeout: float = 1.0) -> None:
        self._urls = list(urls)
        self._timeout = timeout
        self._connections: dict[str, http.client.HTTPConnection] = {}

    @property
    def url(self) -> str:
        """Of the member that is asked next."""
        return self._urls[0]

    def put(self, key: str, value: bytes) -> int:
        """The revision at which it is so. After an EtcdError it may be so all the same, now or later."""
        return int(self._ask("kv/put", {"key": _text(key), "value": _text(value)})["header"]["revision"])

    def create(self, key: str, value: bytes) -> Value:
        """Puts it if the key is new. What is there now."""
        read = {"request_range": {"key": _text(key)}}
        put = {"request_put": {"key": _text(key), "value": _text(value)}}
        is_new = {"key": _text(key), "target": "CREATE", "create_revision": "0", "result": "EQUAL"}
        self._ask("kv/txn", {"compare": [is_new], "success": [put], "failure": [read]})
        found = self.get(key)
        if found is None:
            raise EtcdError(f"{key} was taken away")
        return found

    def get(self, key: str) -> Value | None:
        """As a quorum has it."""
        found = self._ask("kv/range", {"key": _text(key)}).get("kvs")
        if not found:
            return None
        one = found[0]
        return Value(b64decode(one.get("value", "")), int(one["mod_revision"]), int(one["create_revision"]))

    def newest(self, prefix: str) -> tuple[int, int]:
        """The newest revision there is, and the newest of keys with this prefix (0: none), as a quorum has it."""
        wanted = {"key": _text(prefix), "range_end": _text(behind(prefix)), "limit": "1", "keys_only": True}
        found = self._ask("kv/range", {**wanted, "sort_order": "DESCEND", "sort_target": "MOD"})
        return int(found["header"]["revision"]), max(
            (int(one["mod_revision"]) for one in found.get("kvs", ())), default=0
        )

    def compact(self, revision: int) -> None:
        """What was before need not be kept."""
        self._ask("kv/compaction", {"revision": str(revision)})

    def status(self) -> Status:
        """Of the member that is asked."""
        found = self._ask("maintenance/status", {})
        header = found["header"]
        return Status(
            found.get("version", ""),
            header.get("member_id", ""),
            found.get("leader", ""),
            int(header.get("revision", 0)),
            int(found.get("dbSize", 0)),
        )

    def move_on(self) -> None:
        """The next member is asked from now on."""
        self._hang_up(self._urls[0])
        self._urls.append(self._urls.pop(0))

    def close(self) -> None:
        for url in list(self._connections):
            self._hang_up(url)

    def _ask(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        failure = EtcdError("no member")
        for _ in self._urls:
            try:
                return self._ask_first(what, json.dumps(body))
            except EtcdError as error:
                failure = error
            except (OSError, http.client.HTTPException, ValueError) as error:
                failure = EtcdError(f"{self.url}: {error or type(error).__name__}")
            self.move_on()
        raise failure

    def _ask_first(self, what: str, body: str) -> dict[str, Any]:
        connection = self._connections.get(self.url)
        if connection is None:
            connection = self._connections[self.url] = _connection(self.url, self._timeout)
        connection.request("POST", f"/v3/{what}", body)
        with connection.getresponse() as response:
            answer = json.loads(response.read())
        if response.status != http.client.OK:
            raise EtcdError(f"{self.url}: {answer.get('message') or answer.get('error')}")
        return answer

    def _hang_up(self, url: str) -> None:
        if connection := self._connections.pop(url, None):
            with suppress(OSError):
                connection.close()


def behind(prefix: str) -> bytes:
    """The first key behind all those with the prefix."""
    begin = prefix.encode()
    return begin[:-1] + bytes([begin[-1] + 1])


def _connection(url: str, timeout: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(parts.hostname, parts.port or 443, timeout=timeout, context=context)
    return http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=timeout)


def _text(data: str | bytes) -> str:
    return b64encode(data.encode() if isinstance(data, str) else data).decode()

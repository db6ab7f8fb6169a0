"""Servers that are linked with each other, for tests; each may be killed and started again in its place."""

import hmac
import json
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .client import Client, eventually
from .server import Server, free_port

KEY = "kunci yang panjang".replace(" ", "-")
Start = Callable[..., Server]


class Realms:
    """`realms["a"]` is the server of that realm; `up` starts it, on the port and the data that it had before.

    Those in `encrypted` speak TLS as well, and the others dial them with it.
    """

    def __init__(self, start: Start, folder: Path, names: str, *options: object, encrypted: str = "") -> None:
        self._start = start
        self._options = options
        self._folder = folder
        self.encrypted = encrypted
        self.ports = {name: free_port() for name in names}
        self.servers: dict[str, Server] = {}
        self.keys = folder / "keys"
        self.keys.write_text(KEY)

    def __getitem__(self, name: str) -> Server:
        return self.servers[name]

    def up(self, *names: str, wait: bool = True) -> None:
        for name in names:
            peers: list[str] = []
            for peer, port in self.ports.items():
                if peer != name:
                    peers += ["--peer", f"{peer}={'tls:' * (peer in self.encrypted)}127.0.0.1:{port}"]
            identity = ["--tls-self-signed"] if name in self.encrypted else []
            options = ("--realm", name, *peers, "--peer-key", self.keys, *identity, *self._options)
            self.servers[name] = self._start(*options, data=self._folder / name, port=self.ports[name])
        if wait:
            self.linked(*names)

    def linked(self, *names: str) -> None:
        """Waits until these are linked with all that are up, in both directions."""
        up = [name for name, server in self.servers.items() if not server.stopped]
        pairs = {(one, two) for one in up for two in up if one != two and (one in names or two in names)}
        for one, two in sorted(pairs):
            eventually(lambda one=one, two=two: self._is_linked(one, two), f"the link from {one} to {two}")

    def _is_linked(self, one: str, two: str) -> bool:
        said = self.servers[one].output.text
        return said.rfind(f"linked with realm {two}") > said.rfind(f"the link to realm {two} is lost")


class Stranger(Client):
    """Speaks the wire of a link by hand."""

    def greet(self, own: str, peer: str, **more: Any) -> dict[str, Any]:
        """Says hello; the answer to it."""
        self.nonce = secrets.token_hex(32)
        hello = {"FLAG": "LINK", "REALM": own, "PEER": peer, "NONCE": self.nonce, "LANE": 0, **more}
        self.said = [own, peer, str(hello["LANE"]), hello["NONCE"]]
        self.send(json.dumps(hello))
        return json.loads(self.line())

    def prove(self, answer: dict[str, Any], key: str = KEY) -> None:
        """Answers a challenge; with the right key the link is open then."""
        self.said.append(answer["NONCE"])
        self.send(json.dumps({"PROOF": self._derive(key, "proof dialer").hex()}))
        self._lines, self._count = self._derive(key, "lines of dialer"), 0

    def _derive(self, key: str, purpose: str) -> bytes:
        said = "\0".join(["ruang link", *self.said, ""])
        return hmac.digest(key.encode(), f"{purpose}\0{said}".encode(), "sha256")

    def seal(self, line: str) -> str:
        mac = hmac.digest(self._lines, self._count.to_bytes(8, "big") + line.encode(), "sha256").hex()[:32]
        self._count += 1
        return f"{mac} {line}"

    def deliver(self, number: int, **entry: Any) -> int:
        """An entry; returns the number up to which all is received over there."""
        self.say(NUMBER=number, ENTRY=entry)
        return self.heard()["RECEIVED"]

    def say(self, **fields: Any) -> None:
        self.send(self.seal(json.dumps(fields)))

    def heard(self) -> dict[str, int]:
        return json.loads(self.line().partition(" ")[2])


class Home(Client):
    """Accepts a link, hears the entries of lane 0, and acknowledges them."""

    def __init__(self, listener: socket.socket, own: str, peer: str) -> None:
        self.others: list[socket.socket] = []
        while True:
            self.sock, _ = listener.accept()
            self.buffer = b""
            hello = json.loads(self.line())
            if (hello["REALM"], hello["LANE"]) == (peer, 0):
                break
            self.others.append(self.sock)
        nonce = secrets.token_hex(32)
        said = "\0".join(["ruang link", peer, own, "0", hello["NONCE"], nonce, ""])
        self._derive = lambda purpose: hmac.digest(KEY.encode(), f"{purpose}\0{said}".encode(), "sha256")
        self.send(json.dumps({"NONCE": nonce, "PROOF": self._derive("proof acceptor").hex()}))
        assert json.loads(self.line())["PROOF"] == self._derive("proof dialer").hex()
        self._count = 0
        self._acknowledge(0)

    def hear_until(self, what: str) -> dict[str, Any]:
        """The first entry of this kind; those before it are skipped."""
        while True:
            delivery = json.loads(self.line().partition(" ")[2])
            self._acknowledge(delivery["NUMBER"])
            if delivery["ENTRY"]["what"] == what:
                return delivery["ENTRY"]

    def _acknowledge(self, number: int) -> None:
        line = json.dumps({"RECEIVED": number})
        mac = hmac.digest(self._derive("lines of acceptor"), self._count.to_bytes(8, "big") + line.encode(), "sha256")
        self._count += 1
        self.send(f"{mac.hex()[:32]} {line}")

    def close(self) -> None:
        for sock in (self.sock, *self.others):
            sock.close()

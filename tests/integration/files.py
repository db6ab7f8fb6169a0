"""Clients that carry contents of files, by hand: lines and raw bytes."""

import json
from hashlib import sha256
from typing import Any

from .client import Client, Closed, Mamushi


class Carrier(Client):
    """A connection for one content. The answers are dictionaries."""

    def begin(self, flag: str, token: str, fid: int, **more: Any) -> dict[str, Any]:
        self.send(json.dumps({"FLAG": flag, "TOKEN": token, "FILE": fid, **more}))
        return self.read()

    def read(self) -> dict[str, Any]:
        return json.loads(self.line())

    def all_there_is(self) -> bytes:
        """Whatever comes until the end."""
        found = bytearray()
        try:
            while True:
                found += self.exactly(max(1, len(self.buffer)))
        except (Closed, OSError):
            return bytes(found)


class Person:
    """A user of the native dialect with a token, who sends and gets files."""

    def __init__(self, server: Any, name: str) -> None:
        self.server = server
        self.name = name
        self.chat: Mamushi = server.connect(Mamushi)
        account = {"username": name, "password": "rahasia"}
        self.chat.call("REG", CONTENT=account)
        self.token = self.chat.call("LOGIN", CONTENT=account, DEVICE="test")["TOKEN"]

    def offer(self, to: str, content: bytes, name: str = "foto.jpg", **more: Any) -> dict[str, Any]:
        what = {"NAME": name, "SIZE": len(content), "SHA256": sha256(content).hexdigest(), **more}
        return self.chat.call("SEND", TYPE="FILE", RECEIVER=to, CONTENT=what)

    def carrier(self) -> Carrier:
        return self.server.connect(Carrier)

    def upload(self, fid: int, content: bytes) -> dict[str, Any]:
        """From where the server wants it; the last answer."""
        carrier = self.carrier()
        begun = carrier.begin("UPLOAD", self.token, fid)
        assert begun["CODE"] == "UPLOAD_OK", begun
        carrier.raw(content[begun["OFFSET"] :])
        answer = carrier.read()
        carrier.close()
        return answer

    def send(self, to: str, content: bytes, **more: Any) -> dict[str, Any]:
        offered = self.offer(to, content, **more)
        assert offered["CODE"] == "SEND_OK", offered
        done = self.upload(offered["FILE"], content)
        assert done["CODE"] == "FILE_OK", done
        return done

    def get(self, fid: int, offset: int = 0) -> bytes:
        """What the server sends, from an offset on."""
        carrier = self.carrier()
        begun = carrier.begin("DOWNLOAD", self.token, fid, OFFSET=offset)
        assert begun["CODE"] == "DOWNLOAD_OK", begun
        content = carrier.exactly(begun["SIZE"] - offset)
        carrier.close()
        return content

    def refused(self, flag: str, fid: int) -> str:
        """The code of a refusal."""
        carrier = self.carrier()
        answer = carrier.begin(flag, self.token, fid)
        carrier.close()
        return answer["CODE"]

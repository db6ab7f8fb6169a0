"""How two realms prove to each other that they know the same key, and nobody tampers with what they say. Pure.

    dialer    {"FLAG":"LINK","REALM":its own,"PEER":the other's,"NONCE":64 hex digits,"LANE":0}
    acceptor  {"NONCE":64 hex digits,"PROOF":...}
    dialer    {"PROOF":...}

A proof is an HMAC with the key over everything that the two have said, and over the role of the one who proves: it
is of no use to anybody else, in the other direction, or another time. Over TLS the acceptor's certificate is part of
it, so that nobody in the middle can pass it on. From then on each line begins with an HMAC of its own.
"""

import hmac
import re
from enum import StrEnum
from typing import Any

import msgspec

from chatlib.core import names
from chatlib.core.entries import FILES, TALK

NONCE = 32
"""Bytes."""
MAC = 32
"""Hex digits in front of a line: 128 bits."""
LONGEST_GREETING = 4096
"""Bytes of a line of somebody who has proved nothing yet."""

_HEX = re.compile(r"[0-9a-f]{64}")
_encode = msgspec.json.Encoder().encode


class Fault(StrEnum):
    """Why a link was refused: what the console says, and the other side hears."""

    NOT_UNDERSTOOD = "link_not_understood"
    OTHER_REALM = "link_other_realm"
    NO_PEER = "link_no_peer"
    WRONG_KEY = "link_wrong_key"
    TAMPERED = "link_tampered"


class LinkRefused(Exception):
    """The other side must be hung up on. `realm` is who it says to be, if it is one of ours."""

    def __init__(self, fault: Fault, realm: str = "") -> None:
        super().__init__(fault, realm)
        self.fault = fault
        self.realm = realm


class Sealer:
    """Puts a MAC in front of each line of one direction; lines are without their end."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._count = 0

    def seal(self, line: bytes) -> bytes:
        return self._mac(line) + b" " + line

    def open(self, sealed: bytes) -> bytes:
        """The line, which must be the next one that was sealed; LinkRefused(TAMPERED)."""
        mac, _, line = sealed.partition(b" ")
        if not hmac.compare_digest(mac, self._mac(line)):
            raise LinkRefused(Fault.TAMPERED)
        return line

    def _mac(self, line: bytes) -> bytes:
        count, self._count = self._count, self._count + 1
        return hmac.digest(self._key, count.to_bytes(8) + line, "sha256").hex()[:MAC].encode()


class Transcript:
    """What both sides have said, once both know it, and what follows from that and the key."""

    def __init__(self, key: str, said: dict[str, str], fingerprint: str) -> None:
        # No part can contain a zero byte, so that no two transcripts read alike.
        self._said = b"\0".join(part.encode() for part in ("ruang link", *said.values(), fingerprint))
        self._key = key.encode()

    def proof(self, role: str) -> str:
        return self._derive(b"proof " + role.encode()).hex()

    def sealer(self, role: str) -> Sealer:
        """For the lines that this role writes."""
        return Sealer(self._derive(b"lines of " + role.encode()))

    def _derive(self, purpose: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\0" + self._said, "sha256")


DIALER, ACCEPTOR = "dialer", "acceptor"


class Dialer:
    """The side that has something to tell. `nonce` must never have been used before; `fingerprint`: see Acceptor."""

    def __init__(self, own: str, peer: str, key: str, lane: int, nonce: bytes, fingerprint: str = "") -> None:
        self._said = {"dialer": own, "acceptor": peer, "lane": str(lane), "nonce": nonce.hex()}
        self._key = key
        self._fingerprint = fingerprint

    def hello(self) -> bytes:
        said = self._said
        fields = {"FLAG": "LINK", "REALM": said["dialer"], "PEER": said["acceptor"], "NONCE": said["nonce"]}
        return _encode({**fields, "LANE": int(said["lane"])})

    def answer(self, line: bytes) -> bytes:
        """To the other side's proof; LinkRefused if that proves nothing. `outgoing` and `incoming` are there then."""
        fields = _read(line)
        fault = _text(fields, "FAULT")
        if fault in list(Fault):
            raise LinkRefused(Fault(fault), self._said["acceptor"])
        transcript = Transcript(self._key, {**self._said, "answer": _nonce(fields)}, self._fingerprint)
        if not hmac.compare_digest(_text(fields, "PROOF").encode(), transcript.proof(ACCEPTOR).encode()):
            raise LinkRefused(Fault.WRONG_KEY, self._said["acceptor"])
        self.outgoing, self.incoming = transcript.sealer(DIALER), transcript.sealer(ACCEPTOR)
        return _encode({"PROOF": transcript.proof(DIALER)})


class Acceptor:
    """The side that is told. `keys` by the names of its peers.

    `fingerprint`: of the certificate that it showed, if the connection is encrypted, else "".
    """

    def __init__(self, own: str, keys: dict[str, str], nonce: bytes, fingerprint: str = "") -> None:
        self._own = own
        self._keys = keys
        self._nonce = nonce.hex()
        self._fingerprint = fingerprint
        self.realm = ""
        self.lane = TALK

    def challenge(self, hello: bytes) -> bytes:
        """The answer to the first line; LinkRefused for one that cannot be meant."""
        fields = _read(hello)
        realm, lane, nonce = names.key(_text(fields, "REALM")), fields.get("LANE"), _nonce(fields)
        if names.key(_text(fields, "PEER")) != self._own or realm == self._own:
            raise LinkRefused(Fault.OTHER_REALM)
        if realm not in self._keys:
            raise LinkRefused(Fault.NO_PEER)
        if isinstance(lane, bool) or lane not in (TALK, FILES):
            raise LinkRefused(Fault.NOT_UNDERSTOOD, realm)
        self.realm, self.lane = realm, lane
        said = {"dialer": realm, "acceptor": self._own, "lane": str(lane), "nonce": nonce, "answer": self._nonce}
        self._transcript = Transcript(self._keys[realm], said, self._fingerprint)
        return _encode({"NONCE": self._nonce, "PROOF": self._transcript.proof(ACCEPTOR)})

    def check(self, line: bytes) -> None:
        """The other side's proof; LinkRefused if it is none. `outgoing` and `incoming` are there then."""
        proof = _text(_read(line), "PROOF")
        if not hmac.compare_digest(proof.encode(), self._transcript.proof(DIALER).encode()):
            raise LinkRefused(Fault.WRONG_KEY, self.realm)
        self.outgoing, self.incoming = self._transcript.sealer(ACCEPTOR), self._transcript.sealer(DIALER)


def refusal(fault: Fault) -> bytes:
    """The one line for whoever is hung up on."""
    return _encode({"FLAG": "LINK", "FAULT": fault})


def _read(line: bytes) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise LinkRefused(Fault.NOT_UNDERSTOOD) from None
    if not isinstance(fields, dict):
        raise LinkRefused(Fault.NOT_UNDERSTOOD)
    return fields


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key, "")
    return value if isinstance(value, str) else ""


def _nonce(fields: dict[str, Any]) -> str:
    nonce = _text(fields, "NONCE")
    if not _HEX.fullmatch(nonce):
        raise LinkRefused(Fault.NOT_UNDERSTOOD)
    return nonce

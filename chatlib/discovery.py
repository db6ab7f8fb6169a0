"""How a server is announced to its network: what both sides of multicast DNS (RFC 6762, 6763) must know."""

import re

SERVICE = "_ruang._tcp.local."

LONGEST = 63
"""Bytes of an instance's name (RFC 6763, 4.1.1)."""

NUMBERED = len("-99")
"""Bytes that are left to whoever must tell two of one name from each other."""


def instance(name: str, port: int) -> str:
    """What the server on that port of the machine of that name is called there. Each server of a machine has a name of
    its own, without dots: with one at an end nobody would find it.
    """
    end = f"-{port}"
    room = LONGEST - NUMBERED - len(end)
    word = re.sub(r"[\W_]+", "-", name).encode()[:room].decode("utf-8", "ignore").strip("-")
    return (word or "ruang") + end


def properties(version: str, fingerprint: str = "") -> dict[str, str]:
    """What is said beside the address. `fingerprint` is that of TLS, if it is spoken there; it is for people to compare
    and nothing to rely on, since anybody in the network can say anything.
    """
    tls = {"tls": "yes", "fingerprint": fingerprint} if fingerprint else {"tls": "no"}
    return {"version": version, **tls}

"""Addresses: how they are written, and under which of them other machines reach this one."""

import ipaddress
import socket
from pathlib import Path
from typing import NamedTuple

SOMEWHERE = ("203.0.113.1", 9)
"""Where nobody is (RFC 5737). Asked for the way there, the system says which address it would come from; nothing is
sent.
"""

INTERFACES = Path("/sys/class/net")


class Reachable(NamedTuple):
    """An address of this machine. `physical`: of a network card, not of a bridge or a tunnel that some program has
    made, whose other end is on this machine or far away.
    """

    address: str
    physical: bool = True


def host_and_port(text: str) -> tuple[str, int]:
    """From HOST:PORT; an address of IPv6 may stand in brackets. ValueError."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise ValueError(f"{text!r} is not HOST:PORT")
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine itself reaches what is bound there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def reached_at(host: str) -> list[str]:
    """Where others reach a server that is bound to `host`; the address that phones reach comes first."""
    if is_loopback(host):
        return []
    try:
        bound = ipaddress.ip_address(host)
    except ValueError:
        return [host]  # a name
    return phones_first(_own(), _way_out()) if bound.is_unspecified else [host]


def phones_first(found: list[Reachable], way_out: str) -> list[str]:
    """The phones of a room are most likely in the network by which this machine reaches the others: the one of
    `way_out`, unless that is a tunnel.
    """

    def order(one: Reachable) -> tuple[bool, bool, bool]:
        return ipaddress.ip_address(one.address).is_link_local, not one.physical, one.address != way_out

    return [one.address for one in sorted(found, key=order) if not is_loopback(one.address)]


def _own() -> list[Reachable]:
    """IPv4 only: it is what `0.0.0.0` means, and what people can read to each other."""
    import psutil  # only who is bound to all addresses has to look

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    return [
        Reachable(one.address, (INTERFACES / name / "device").exists())
        for name, addresses in psutil.net_if_addrs().items()
        for one in addresses
        if one.family == socket.AF_INET and name in up
    ]


def _way_out() -> str:
    """The address that whatever is sent to other networks comes from; "" if there is no way to them."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(SOMEWHERE)
        except OSError:
            return ""
        return sock.getsockname()[0]

"""Which specialists there are, and when they are needed."""

from collections.abc import Callable
from typing import NamedTuple

from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import Target
from chatlib.server.specialists.files import transfers
from chatlib.server.specialists.realms import links
from chatlib.server.specialists.tls import relay


class SpecialistType(NamedTuple):
    """`target` is what the process does, `wanted` whether these options ask for it.

    `plain_side`: see ClientConnection.inner.
    """

    target: Target
    wanted: Callable[[Options], bool] = lambda _: True
    plain_side: bool = False


REGISTRY: dict[str, SpecialistType] = {
    "tls": SpecialistType(relay.main, lambda options: options.tls is not None, plain_side=True),
    "transfers": SpecialistType(transfers.main),
    "links": SpecialistType(links.main, lambda options: bool(options.realm)),
}
"""By name, as detection.specialist gives it."""


def wanted(options: Options) -> dict[str, SpecialistType]:
    return {name: kind for name, kind in REGISTRY.items() if kind.wanted(options)}

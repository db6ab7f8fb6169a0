"""Which specialists there are, and when they are needed."""

from collections.abc import Callable
from typing import NamedTuple

from chatlib.server.options import Options


class SpecialistType(NamedTuple):
    """`module` is what the process runs, `wanted` whether these options ask for it.

    `on_demand`: it begins with the first connection that is for it, and again with the next one after its death.
    """

    module: str
    wanted: Callable[[Options], bool] = lambda _: True
    on_demand: bool = False


WEB = "web"
ANNOUNCER = "announcer"

REGISTRY: dict[str, SpecialistType] = {
    "tls": SpecialistType("chatlib.server.specialists.tls.relay", lambda options: options.tls is not None),
    WEB: SpecialistType("chatlib.server.specialists.web.serving", on_demand=True),
    "transfers": SpecialistType("chatlib.server.specialists.files.transfers"),
    "view": SpecialistType("chatlib.server.specialists.view.feeder"),
    ANNOUNCER: SpecialistType("chatlib.server.specialists.discovery.announcer", lambda options: options.announce),
    "links": SpecialistType("chatlib.server.specialists.realms.links", lambda options: bool(options.realm)),
}
"""By name, as detection.specialist gives it. (The view and the announcer have no connections at all.)"""


def wanted(options: Options) -> dict[str, SpecialistType]:
    return {name: kind for name, kind in REGISTRY.items() if kind.wanted(options)}

"""Pages that another node of the cluster has given out: they come here when that one is gone, and are let in."""

from aiohttp import web
from aiohttp.hdrs import (
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ORIGIN,
    VARY,
)
from yarl import URL

from chatlib.server.options import Cluster, Node

FILES = "/files/"
"""Below this are the contents of files: all that such a page asks for beside its WebSocket."""


class OtherNodes:
    """`origins`: of all nodes, as browsers name them. `reached`: what is to be added to a page's connect-src (CSP)."""

    def __init__(self, cluster: Cluster | None) -> None:
        nodes = list(cluster.nodes.values()) if cluster else []
        self.origins = frozenset(_origin(scheme, node) for node in nodes for scheme in ("http", "https"))
        # A policy cannot name an address of IPv6 (CSP 3, host-source).
        named = [node.shown for node in nodes if ":" not in node.host]
        self.reached = "".join(f" {scheme}://{place}" for place in named for scheme in ("http", "https", "ws", "wss"))

    def allow(self, request: web.Request, response: web.StreamResponse) -> None:
        """The page may read the answer about a file's content (CORS)."""
        if self.origins and request.path.startswith(FILES):
            response.headers[VARY] = ORIGIN
            if (origin := request.headers.get(ORIGIN)) in self.origins:
                response.headers[ACCESS_CONTROL_ALLOW_ORIGIN] = origin

    async def preflight(self, request: web.Request) -> web.Response:
        """What such a page may do with a content; `allow` says which pages."""
        headers = {
            ACCESS_CONTROL_ALLOW_METHODS: "GET, PUT",
            ACCESS_CONTROL_ALLOW_HEADERS: "Authorization, Content-Type",
        }
        return web.Response(status=204, headers=headers)


def _origin(scheme: str, node: Node) -> str:
    """Without the port that goes without saying."""
    return str(URL(f"{scheme}://{node.shown}").origin()).lower()

"""What is there under which address, and what every answer says about itself."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from chatlib import __version__
from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.server.specialists.inner_connections import InnerConnections
from chatlib.server.specialists.tls import certificate
from chatlib.server.specialists.web.chat import Chats
from chatlib.server.specialists.web.client_package import ClientPackage
from chatlib.server.specialists.web.files import Files
from chatlib.server.specialists.web.for_nodes import ForNodes
from chatlib.server.specialists.web.lab import access
from chatlib.server.specialists.web.lab.projector import Projector
from chatlib.server.specialists.web.other_nodes import OtherNodes
from chatlib.server.specialists.web.page import INDEX, Page
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash

if TYPE_CHECKING:
    from chatlib.server.specialists.web.metrics.collector import Metrics

HEADERS = {"Server": f"Ruang/{__version__}", "X-Content-Type-Options": "nosniff"}
FOR_DOCUMENTS = {
    # Nothing comes from elsewhere, and nothing that somebody wrote is ever run. Pictures are made from files in memory.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
NO_DOCUMENTS = frozenset({"text/javascript", "text/css"})
"""What is only ever a part of one. There are dozens of them, and such lines would be a tenth of all that is sent."""

COMPLAIN_EVERY = 60.0
"""Seconds between two faults that are told of: whoever knows one could fill the disk with them."""

LIVE = "/lab/live"
"""Where the projector's viewers connect."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(
    control: ControlChannel,
    inner: InnerConnections,
    projector: Projector,
    metrics: Metrics | None,
    options: Options,
) -> web.Application:
    """All that is served; without `metrics` none are. A fault of ours is an answer 500, a line on the console, and a
    page of the crash log.
    """
    others = OtherNodes(options.cluster)
    chats, files, package = Chats(inner, [*options.origins, *others.origins]), Files(inner), ClientPackage(options)
    page, lab = Page("page"), Page("lab")
    nodes = ForNodes(options, options.cluster) if options.cluster else None

    complained = float("-inf")

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            # Clients of IRC are told an address of a server, and add a path of their own or none.
            chats_there = _wants_websocket(request) and request.path != LIVE
            return await (chats.serve if chats_there else handler)(request)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception as error:
            nonlocal complained
            if time.monotonic() >= complained + COMPLAIN_EVERY:
                complained = time.monotonic()
                record_crash(options.data / CRASHES)
                control.trouble(f"{type(error).__name__}: {error}")
            raise web.HTTPInternalServerError from None

    async def about(_: web.Request) -> web.Response:
        return web.json_response(
            {
                "version": __version__,
                "port": options.listen[0].port,
                "fingerprint": fingerprint,
                "packed": package.is_there,
                "irc_password": bool(options.irc.password),
            }
        )

    async def show_lab(request: web.Request) -> web.Response:
        access.check(request, options.lab)
        return await lab.serve(request, INDEX)

    async def describe(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        others.allow(request, response)
        if response.content_type not in NO_DOCUMENTS:
            response.headers.update(FOR_DOCUMENTS)
            if others.reached:
                response.headers["Content-Security-Policy"] += f"; connect-src 'self'{others.reached}"

    fingerprint = certificate.fingerprint(options.tls.certificate) if options.tls else ""
    app = web.Application(middlewares=[answer])
    app.on_response_prepare.append(describe)
    app.add_routes(
        [
            web.get("/", lambda request: page.serve(request, INDEX)),
            web.get("/page/{name:.+}", lambda request: page.serve(request, request.match_info["name"])),
            web.get("/lab", show_lab),
            web.get(LIVE, projector.serve),
            *([web.get("/lab/{name:.+}", lambda r: lab.serve(r, r.match_info["name"]))] if options.lab else []),
            *([web.get("/metrics", metrics.serve)] if metrics else []),
            *(for_nodes(nodes) if nodes else []),
            *([web.options(r"/files/{number:\d{1,18}}", others.preflight)] if nodes else []),
            web.get("/about", about),
            web.get("/plain.py", package.plain),
            web.get("/client", package.enter),
            web.get("/client/{path:.*}", package.serve),
            web.get(r"/files/{number:\d{1,18}}", files.download),
            web.put(r"/files/{number:\d{1,18}}", files.upload),
        ]
    )
    return app


def for_nodes(nodes: ForNodes) -> list[web.RouteDef]:
    content = "/cluster/files/{digest:[0-9a-f]{64}}"
    return [web.get("/cluster/backup", nodes.backup), web.get(content, nodes.give), web.put(content, nodes.take)]


def _wants_websocket(request: web.Request) -> bool:
    return request.method == "GET" and request.headers.get("Upgrade", "").lower() == "websocket"

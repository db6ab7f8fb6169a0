"""What the process does: it takes the connections that began with a request of HTTP, and answers them."""

import asyncio
import logging
import threading

from aiohttp import web

from chatlib.server.ipc.orders import Acted, Counted, Faults, Places, Said, Service
from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ClientConnection, ControlChannel, InnerConnection, Watched
from chatlib.server.specialists.inner_connections import InnerConnections
from chatlib.server.specialists.web.application import application
from chatlib.server.specialists.web.http_connection import HttpConnection
from chatlib.server.specialists.web.lab.projector import Projector


def main(control: ControlChannel, options: Options) -> None:
    """All connections live in one event loop, in a thread beside the one that takes orders."""
    # What clients write wrongly is their own affair, and whatever goes wrong here is told of (see application).
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="web", daemon=True).start()
    inner, projector = InnerConnections(control, loop), Projector(control, options)
    metrics = None
    if options.metrics:
        from chatlib.server.specialists.web.metrics.collector import Metrics  # with a package that need not be there

        metrics = Metrics(control, options)
    app = application(control, inner, projector, metrics, options)
    served = asyncio.run_coroutine_threadsafe(_server(app), loop).result()
    for order in control.orders():
        if isinstance(order, ClientConnection):
            asyncio.run_coroutine_threadsafe(_serve(order, served, control), loop)
        elif isinstance(order, InnerConnection):
            inner.given(order)
        elif isinstance(order, Watched | Places | Said | Acted | Faults | Service):
            loop.call_soon_threadsafe(projector.take, order)
        if metrics and isinstance(order, Service | Counted):
            loop.call_soon_threadsafe(metrics.take, order)


async def _server(app: web.Application) -> web.Server:
    # A handler ends with its client: nobody would hear the answer.
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    return runner.server


async def _serve(client: ClientConnection, served: web.Server, control: ControlChannel) -> None:
    """Until the connection ends; OSError has ended it already."""
    loop = asyncio.get_running_loop()
    try:
        await loop.connect_accepted_socket(lambda: HttpConnection(client, control.closed, served, loop), client.sock)
    except OSError:
        client.sock.close()
        control.closed(client.cid)

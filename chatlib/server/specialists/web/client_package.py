"""What a machine needs to join that reaches only this one: an index of packages, as `server.py pack` has made it."""

import re

from aiohttp import web

from chatlib.server.addresses import host_and_port
from chatlib.server.options import Options
from chatlib.state.layout import CLIENT
from chatlib.web.plain_client import plain_client

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*")
_TYPES = {".html": "text/html"}


class ClientPackage:
    """Serves what `server.py pack` has put into the data directory, whenever that was."""

    def __init__(self, options: Options) -> None:
        self._root = options.data / CLIENT
        self._port = options.listen[0].port
        self._others = options.cluster.others if options.cluster else []

    @property
    def is_there(self) -> bool:
        return self._root.is_dir()

    async def enter(self, request: web.Request) -> web.Response:
        raise web.HTTPFound("/client/simple/")

    async def plain(self, request: web.Request) -> web.Response:
        """The one-file client, which comes back to the address that it was fetched from, or to another node."""
        host = re.sub(r":\d*$", "", request.host).strip("[]")
        return web.Response(
            body=plain_client(host, self._port, [host_and_port(node) for node in self._others]),
            content_type="text/x-python",
            charset="utf-8",
        )

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A file, or the index of a folder; names that point elsewhere are those of nothing."""
        *folders, name = request.match_info["path"].split("/")
        if not all(map(_NAME.fullmatch, [*folders, name or "index.html"])):
            raise web.HTTPNotFound
        path = self._root.joinpath(*folders, name or "index.html")
        if path.is_dir():
            raise web.HTTPFound(f"{request.path}/")
        if not path.is_file():
            raise web.HTTPNotFound
        headers = {"Content-Type": _TYPES.get(path.suffix, "application/octet-stream"), "Cache-Control": "no-cache"}
        return web.FileResponse(path, headers=headers)

"""What other nodes of the cluster ask for beside the order, and nobody else."""

import asyncio
import shutil
import tempfile
import uuid
from pathlib import Path

from aiohttp import web

from chatlib.server.cluster.shared_store import is_right
from chatlib.server.cluster.signature import HEADER, is_signed
from chatlib.server.options import Cluster, Options
from chatlib.state.journal import maintenance
from chatlib.state.journal.content_store import Store, private
from chatlib.state.journal.disk_space import RESERVE

BUFFER = 1 << 18
"""Bytes that are written at once."""


class ForNodes:
    """Of the node that these options are for; `cluster` is theirs."""

    def __init__(self, options: Options, cluster: Cluster) -> None:
        self._data = options.data
        self._key = cluster.key
        self._store = Store(options.data)
        self._largest = options.limits.file
        self._backs_up = asyncio.Lock()

    async def backup(self, request: web.Request) -> web.StreamResponse:
        """All that was ever said, as it is now, without the contents of files. One at a time: each is a copy of all."""
        self._check(request)
        if self._backs_up.locked():
            raise web.HTTPServiceUnavailable
        async with self._backs_up:
            with tempfile.TemporaryDirectory(dir=self._data, prefix="for-node-") as place:
                archive = Path(place) / "backup.tar"
                await asyncio.to_thread(maintenance.backup, self._data, archive, with_files=False)
                response = web.FileResponse(archive)
                await response.prepare(request)
                return response

    async def give(self, request: web.Request) -> web.StreamResponse:
        """The content of this SHA-256."""
        self._check(request)
        path = self._store.content(request.match_info["digest"])
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Another node's content of this SHA-256, which it is about to tell everybody of."""
        self._check(request)
        digest, size = request.match_info["digest"], request.content_length
        if self._store.content(digest).is_file():
            await asyncio.to_thread(self._store.touch, digest)
            return web.Response()
        if size is None or size > self._largest:
            raise web.HTTPRequestEntityTooLarge(max_size=self._largest, actual_size=size or 0)
        if size > shutil.disk_usage(self._data).free - RESERVE:
            raise web.HTTPInsufficientStorage
        partial = self._store.partial(uuid.uuid4().hex)
        try:
            with open(partial, "wb", opener=private) as file:
                async for part in request.content.iter_chunked(BUFFER):
                    await asyncio.to_thread(file.write, part)
            if not await asyncio.to_thread(is_right, partial, digest):
                raise web.HTTPUnprocessableEntity
            await asyncio.to_thread(self._store.keep, partial, digest)
        except OSError:  # the disk is full; or the other node is gone, and hears nothing of it
            raise web.HTTPInsufficientStorage from None
        finally:
            partial.unlink(missing_ok=True)
        return web.Response()

    def _check(self, request: web.Request) -> None:
        if not is_signed(self._key, request.method, request.path, request.headers.get(HEADER, "")):
            raise web.HTTPForbidden

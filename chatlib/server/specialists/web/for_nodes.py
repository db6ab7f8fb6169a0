"""What other nodes of the cluster ask for beside the order, and nobody else."""

import asyncio
import tempfile
from pathlib import Path

from aiohttp import web

from chatlib.server.cluster.signature import HEADER, is_signed
from chatlib.server.options import Cluster, Options
from chatlib.state.journal import maintenance


class ForNodes:
    """Of the node that these options are for; `cluster` is theirs."""

    def __init__(self, options: Options, cluster: Cluster) -> None:
        self._data = options.data
        self._key = cluster.key
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

    def _check(self, request: web.Request) -> None:
        if not is_signed(self._key, request.method, request.path, request.headers.get(HEADER, "")):
            raise web.HTTPForbidden

"""The page's files, as they are in the package: read once, compressed once, and known again by their contents."""

import gzip
import hashlib
import mimetypes
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

from aiohttp import web

INDEX = "index.html"
_TYPES = {".js": "text/javascript", ".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """`etag` is that of the contents, whichever way they are sent."""

    type: str
    etag: str
    plain: bytes
    compressed: bytes


class Page:
    """All files below a `folder` of chatlib/web, by their paths from there."""

    def __init__(self, folder: str) -> None:
        self._assets = dict(_assets(resources.files("chatlib.web") / folder, ""))

    async def serve(self, request: web.Request, path: str) -> web.Response:
        asset = self._assets.get(path)
        if asset is None:
            raise web.HTTPNotFound
        # A browser asks every time whether it is still the same: a server may have been replaced by a newer one.
        headers = {"Cache-Control": "no-cache", "ETag": f'"{asset.etag}"', "Vary": "Accept-Encoding"}
        if any(tag.value in (asset.etag, "*") for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        body = asset.plain
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", asset.compressed
        return web.Response(body=body, headers=headers, content_type=asset.type, charset="utf-8")


def _assets(folder: Traversable, prefix: str):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _assets(entry, f"{prefix}{entry.name}/")
        else:
            plain = entry.read_bytes()
            kind = _TYPES.get("." + entry.name.rpartition(".")[2]) or mimetypes.guess_type(entry.name)[0]
            digest = hashlib.sha256(plain).hexdigest()[:32]
            yield prefix + entry.name, Asset(kind or "application/octet-stream", digest, plain, gzip.compress(plain, 9))

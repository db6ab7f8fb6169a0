"""Who may look on: the machine that the server runs on, and whoever has the link that the console prints."""

import hmac
from urllib.parse import urlsplit

from aiohttp import web

from chatlib.server.addresses import is_loopback

_OURS = frozenset({"localhost", "127.0.0.1", "::1"})
"""What a browser calls this machine. Any other name may have been made to lead here by the page that asks."""


def check(request: web.Request, token: str) -> None:
    """Raises what answers whoever may not; `token` is "" where there is nothing to be seen."""
    if not token:
        raise web.HTTPNotFound(text="this server was not started with --lab\n")
    if not _comes_from_us(request):
        raise web.HTTPForbidden(text="this page is from elsewhere\n")
    shown = request.query.get("token", "")
    if not (hmac.compare_digest(shown.encode(), token.encode()) or _is_local(request)):
        raise web.HTTPForbidden(text="the console of the server prints a link that may\n")


def _is_local(request: web.Request) -> bool:
    return is_loopback(request.protocol.client.address) and _host(f"//{request.host}") in _OURS


def _comes_from_us(request: web.Request) -> bool:
    """Where a page asks, and no person: it is one of this server."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:  # no address at all
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

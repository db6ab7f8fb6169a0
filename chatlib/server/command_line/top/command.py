"""`server.py top`: how it begins, and what it says if it cannot."""

import argparse
import asyncio
import sys

from chatlib.client.words.os_errors import why
from chatlib.client.words.texts import Words as Clients
from chatlib.lang import LANGUAGES, guess
from chatlib.server.command_line import TOP
from chatlib.server.command_line.arguments import port
from chatlib.server.command_line.joining import HERE, host
from chatlib.server.command_line.top.feed import Feed, Refused
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.usage_errors import Parser
from chatlib.server.console import Console
from chatlib.server.texts import ServerError

NO_TEXTUAL = 2
"""The exit status, as for all that cannot be done as it was typed."""

REFUSALS = {401: "top_refused", 403: "top_refused", 404: "top_no_lab"}


def main(argv: list[str]) -> int:
    """Until somebody ends it. Its exit status."""
    options = _parse(argv)
    console = Console(options.lang or guess())
    try:
        import textual  # noqa: F401
    except ImportError:
        print("ruang:", console.text("top_needs"), file=sys.stderr)
        return NO_TEXTUAL
    try:
        return asyncio.run(_show(options, console))
    except ServerError as error:
        print(f"ruang: {console.text(error.key, **error.values)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


async def _show(options: argparse.Namespace, console: Console) -> int:
    """The exit status. Raises ServerError."""
    from chatlib.server.command_line.top.app import Top  # with textual, which need not be there

    place = f"{options.host}:{options.port}"
    feed = Feed(options.host, options.port, options.token)
    try:
        hello = await feed.open()
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise ServerError("top_no_terminal")
        lang = options.lang or (hello.lang if hello.lang in LANGUAGES else console.lang)
        app = Top(feed, hello, Words(lang))
        await app.run_async(mouse=False)  # the terminal's own marking and copying go on
        return app.return_code or 0
    except Refused as refusal:
        raise ServerError(REFUSALS.get(refusal.status, "top_no_ruang"), place=place) from None
    except OSError as error:
        raise ServerError("top_unreached", place=place, reason=why(error, Clients(console.lang))) from None
    finally:
        await feed.close()


def _parse(argv: list[str]) -> argparse.Namespace:
    p = Parser(prog=f"server.py {TOP}", description="Ruang: what a running server in lab mode shows of itself.")
    p.add_argument("port", metavar="PORT", type=port, help="of the server, which was started with --lab")
    p.add_argument("--host", metavar="ADDRESS", type=host, default=HERE, help="where it is (default: this machine)")
    p.add_argument("--token", metavar="TOKEN", default="", help="which lets viewers in, if the server has one")
    p.add_argument("--lang", choices=LANGUAGES, help="(default: the server's)")
    return p.parse_args(argv)

"""How a command comes to the projector of a server, and the one line that it says if it cannot."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

from chatlib.client.words.os_errors import why
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES
from chatlib.server.command_line.arguments import port
from chatlib.server.command_line.joining import HERE, host
from chatlib.server.command_line.usage_errors import Parser
from chatlib.server.command_line.viewing.feed import Feed, Refused
from chatlib.server.command_line.viewing.frames import Hello
from chatlib.server.console import Console
from chatlib.server.texts import ServerError

REFUSALS = {401: "viewer_refused", 403: "viewer_refused", 404: "viewer_no_lab"}


def parser(command: str, description: str, **more: object) -> Parser:
    """With all that says where the server is; `more` is argparse's."""
    p = Parser(prog=f"server.py {command}", description=f"Ruang: {description}", **more)
    p.add_argument("port", metavar="PORT", type=port, help="of the server, which was started with --lab")
    p.add_argument("--host", metavar="ADDRESS", type=host, default=HERE, help="where it is (default: this machine)")
    p.add_argument("--token", metavar="TOKEN", default="", help="which lets viewers in, if the server has one")
    p.add_argument("--lang", choices=LANGUAGES, help="(default: the server's)")
    return p


def run(doing: Coroutine[None, None, int], console: Console) -> int:
    """Its exit status; 1 and one line if it raises ServerError."""
    try:
        return asyncio.run(doing)
    except ServerError as error:
        print(f"ruang: {console.text(error.key, **error.values)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def place(options: argparse.Namespace) -> str:
    """What the server is called in what is said of it."""
    return f"{options.host}:{options.port}"


def language(options: argparse.Namespace, hello: Hello, console: Console) -> str:
    """The one that is wanted, else the server's, if that is known here."""
    return options.lang or (hello.lang if hello.lang in LANGUAGES else console.lang)


@asynccontextmanager
async def visit(options: argparse.Namespace, console: Console) -> AsyncIterator[tuple[Feed, Hello]]:
    """The open feed of the server that the `parser`'s options name. Raises ServerError."""
    feed = Feed(options.host, options.port, options.token)
    try:
        try:
            hello = await feed.open()
        except Refused as refusal:
            raise ServerError(REFUSALS.get(refusal.status, "viewer_no_ruang"), place=place(options)) from None
        except OSError as error:
            reason = why(error, Words(console.lang))
            raise ServerError("viewer_unreached", place=place(options), reason=reason) from None
        yield feed, hello
    finally:
        await feed.close()

"""`server.py top`: how it begins, and what it says if it cannot."""

import argparse
import sys

from chatlib.lang import guess
from chatlib.server.command_line import TOP
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing import visit
from chatlib.server.console import Console
from chatlib.server.texts import ServerError

NO_TEXTUAL = 2
"""The exit status, as for all that cannot be done as it was typed."""


def main(argv: list[str]) -> int:
    """Until somebody ends it. Its exit status."""
    options = visit.parser(TOP, "what a running server in lab mode shows of itself.").parse_args(argv)
    console = Console(options.lang or guess())
    try:
        import textual  # noqa: F401
    except ImportError:
        print("ruang:", console.text("top_needs"), file=sys.stderr)
        return NO_TEXTUAL
    return visit.run(_show(options, console), console)


async def _show(options: argparse.Namespace, console: Console) -> int:
    """The exit status. Raises ServerError."""
    from chatlib.server.command_line.top.app import Top  # with textual, which need not be there

    async with visit.visit(options, console) as (feed, hello):
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise ServerError("top_no_terminal")
        app = Top(feed, hello, Words(visit.language(options, hello, console)))
        await app.run_async(mouse=False)  # the terminal's own marking and copying go on
        return app.return_code or 0

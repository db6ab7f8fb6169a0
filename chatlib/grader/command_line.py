"""The two command lines."""

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from chatlib.grader.detection import DIALECTS
from chatlib.lang import LANGUAGES, guess

CLIENT = "client"
AUTO = "auto"
_PROGRAM = "ruang-grade"


@dataclass(frozen=True)
class Options:
    """`command` is empty where a server is graded, else the client's, and there are no host and port."""

    dialect: str
    lang: str
    rubric: Path | None
    junit: Path | None
    html: Path | None
    host: str = ""
    port: int = 0
    command: list[str] = field(default_factory=list)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        """One line, without the whole usage in front of it."""
        self.exit(2, f"{self.prog}: {message} (--help)\n")


def parse(argv: list[str]) -> Options:
    """Ends the program with status 2 and one line for what cannot be."""
    return _parse_client(argv[1:]) if argv[:1] == [CLIENT] else _parse_server(argv)


def _parse_server(argv: list[str]) -> Options:
    parser = _Parser(
        prog=_PROGRAM,
        description="Grades a chat server from outside, by one of the documents of the course.",
        epilog=f"A client instead: {_PROGRAM} {CLIENT} --help. Exit status: 0 for all points, 1 for fewer.",
    )
    parser.add_argument("host", metavar="HOST")
    parser.add_argument("port", metavar="PORT", type=_port)
    parser.add_argument("--dialect", choices=(*DIALECTS, AUTO), default=AUTO, help="auto: it is tried (the default)")
    _add_common(parser)
    return Options(**vars(parser.parse_args(argv)))


def _parse_client(argv: list[str]) -> Options:
    parser = _Parser(
        prog=f"{_PROGRAM} {CLIENT}",
        description="Grades a chat client: it runs in a pseudo-terminal, and talks to a server that is played.",
        epilog="Exit status: 0 for all points, 1 for fewer.",
    )
    parser.add_argument("--dialect", choices=DIALECTS, required=True, help="what it speaks")
    _add_common(parser)
    parser.add_argument(
        "command", metavar="-- CMD", nargs="+", help="starts it; {host} and {port} stand for where the server is"
    )
    return Options(**vars(parser.parse_args(argv)))


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rubric", metavar="TOML", type=Path, help="what is asked for, instead of what is shipped")
    parser.add_argument("--junit", metavar="XML", type=Path, help="writes the report for a CI as well")
    parser.add_argument("--html", metavar="HTML", type=Path, help="writes the report for people as well")
    parser.add_argument("--lang", choices=LANGUAGES, default=guess(), help="of the reports (default: the locale's)")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no port")

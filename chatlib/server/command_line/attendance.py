"""Who was here when, as a table for a spreadsheet."""

import csv
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, date, datetime

from chatlib.server.command_line import moments
from chatlib.state.journal import maintenance

HEADER = ("name", "account", "came", "went", "minutes")


def add(p: ArgumentParser) -> None:
    """The options."""
    p.add_argument(
        "--from", dest="since", metavar="TIME", type=_moment, help="2026-11-30T09:00, a day, or 09:00 (today)"
    )
    p.add_argument("--to", dest="until", metavar="TIME", type=_moment, help="the same way")


def attendance(options: Namespace) -> None:
    """Writes a row for each visit that overlaps with the times, oldest first, in the time of this machine."""
    since = moments.begin(options.since, date.today()) if options.since else -1.0
    day = (options.since and options.since.day) or date.today()
    until = moments.end(options.until, day) if options.until else -1.0
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(HEADER)
    for one in maintenance.attendance(options.data, since, until):
        minutes = round(((one.went or time.time()) - one.came) / 60)
        account = "yes" if one.account else "no"
        rows.writerow(
            (_harmless(one.name), account, _written(one.came), (one.went and _written(one.went)) or "", minutes)
        )


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _harmless(name: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _moment(text: str) -> moments.Moment:
    try:
        return moments.read(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a time") from None

"""Tables for a spreadsheet: who is in which group, who was here when. Pure, but for the local time."""

import csv
import io
import time
from collections.abc import Iterable

from chatlib.client.session.classroom import Visit
from chatlib.core.text import clean

MOST = 24 * 1024
"""Bytes of a table of groups: what becomes of it must fit into a line of the protocol (64 KiB), even if some of its
characters are escaped there.
"""

HEADER = ("name", "group")
NAMED = {"name": "name", "nama": "name", "group": "group", "grup": "group", "kelompok": "group"}
"""What the columns may be called, in any order."""

VISITS = ("name", "account", "came", "went", "minutes")
"""As `server.py attendance` has them."""


class WrongTable(Exception):
    """`key` of the text that says what is wrong, and what to fill in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def groups(data: bytes) -> dict[str, list[str]]:
    """Who is in which group, by rows of a name and a group. WrongTable says which line is not one."""
    if len(data) > MOST:
        raise WrongTable("table_too_long", most=f"{MOST // 1024} KiB")
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise WrongTable("table_no_text") from None
    found: dict[str, list[str]] = {}
    columns, known = HEADER, set()
    for number, row in enumerate(rows, 1):
        cells = [clean(cell).strip() for cell in row]
        header = tuple(NAMED.get(cell.lower(), "") for cell in cells)
        if number == 1 and sorted(header) == sorted(HEADER):
            columns = header
        elif any(cells):
            if len(cells) != len(HEADER) or not all(cells):
                raise WrongTable("table_row", line=number)
            name, group = cells[columns.index("name")], cells[columns.index("group")]
            if name.casefold() in known:
                raise WrongTable("table_twice", line=number, name=name)
            known.add(name.casefold())
            found.setdefault(group, []).append(name)
    if not found:
        raise WrongTable("table_empty")
    return found


def attendance(visits: Iterable[Visit], now: float) -> str:
    """A row for each visit, in the time of this machine; of who is still here, the minutes until `now`."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(VISITS)
    for one in visits:
        account, went = "yes" if one.account else "no", _written(one.went) if one.went else ""
        minutes = round(((one.went or now) - one.came) / 60)
        rows.writerow((_harmless(one.who), account, _written(one.came), went, minutes))
    return out.getvalue()


def _delimiter(text: str) -> str:
    """Where a comma is that of decimals, spreadsheets write semicolons."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((one for one in ",;\t" if one in first), ",")


def _written(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def _harmless(name: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name

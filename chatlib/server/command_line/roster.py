"""Preset accounts from a CSV file: name and password in each row, with or without a header."""

import csv
from pathlib import Path

from chatlib.core import names
from chatlib.core.errors import Refusal
from chatlib.server.texts import ServerError
from chatlib.state.manager import StateProxy

HEADER = ("name", "password")


def read(path: Path) -> dict[str, str]:
    """Password by name. ServerError names the line that is wrong."""
    accounts: dict[str, str] = {}
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            for number, row in enumerate(csv.reader(file), 1):
                cells = tuple(cell.strip() for cell in row)
                if not any(cells) or (number == 1 and tuple(cell.lower() for cell in cells) == HEADER):
                    continue
                if len(cells) != 2 or not all(cells):
                    raise ServerError("roster_columns", path=path, line=number)
                try:
                    accounts[names.check(cells[0])] = cells[1]
                except Refusal:
                    raise ServerError("roster_name", path=path, line=number, name=cells[0]) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ServerError("roster_unreadable", path=path, reason=getattr(error, "strerror", None) or error) from None
    return accounts


def enrol(accounts: dict[str, str], service: StateProxy) -> int:
    """Makes the accounts whose names nobody has yet; how many."""
    # Only who has a roster needs them.
    from concurrent.futures import ThreadPoolExecutor

    from chatlib.server.worker.limits.jobs import THREADS
    from chatlib.server.worker.limits.passwords import hash_password

    known = set(service.known(list(accounts)))
    new = {name: password for name, password in accounts.items() if name not in known}
    with ThreadPoolExecutor(THREADS) as pool:
        hashes = list(pool.map(hash_password, new.values()))
    return sum(not service.register(name, secret) for name, secret in zip(new, hashes, strict=True))

"""Whose server it is: accounts that run it."""

import secrets

from chatlib.core import names
from chatlib.core.errors import Refusal
from chatlib.server.console import Console
from chatlib.server.texts import ServerError
from chatlib.state.manager import StateProxy

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of passwords: nobody takes one for another."""


def check(wanted: list[str]) -> list[str]:
    """The names as they are kept; ServerError for one that nobody can have."""
    try:
        return [names.check(name) for name in wanted]
    except Refusal as refusal:
        raise ServerError("admin_name", name=refusal.subject) from None


def appoint(wanted: list[str], service: StateProxy, console: Console) -> None:
    """Makes these accounts the server's. One that nobody has is made, so that nobody else can take the name; its
    password is said once. ServerError if a name is not that of an account.
    """
    known = set(service.known(wanted))
    for name in wanted:
        password = "" if name in known else _enrol(name, service)
        if service.appoint(name):
            raise ServerError("admin_no_account", name=name)
        console.say("admin_made" if password else "admin", name=name, password=password)


def _enrol(name: str, service: StateProxy) -> str:
    from chatlib.server.worker.limits.passwords import hash_password  # only who needs it

    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    service.register(name, hash_password(password))
    return password

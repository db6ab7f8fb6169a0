"""The number of the release grows with what processes hand each other."""

import inspect
from hashlib import sha256

import msgspec

from chatlib.core import commands, entries, events, limits, model, world
from chatlib.core.errors import Reason
from chatlib.server import options
from chatlib.server.ipc import orders, reports
from chatlib.server.worker.takeover import record
from chatlib.state import frames, manager, redo
from chatlib.state.journal import outbox
from chatlib.state.log import segment, turn
from chatlib.state.release import RELEASE
from chatlib.state.view import database

KNOWN = (12, "799aca7a2675b816")
"""The release, and the digest of what its processes hand each other. Where this test fails: if any of that has another
meaning than before, RELEASE grows by one (once between two releases is enough); then put the digest here that it says.
"""


def described() -> str:
    """Every type that one process gives or leaves to another: names, fields and their types."""
    found = []
    for module in (
        commands,
        events,
        entries,
        limits,
        model,
        orders,
        reports,
        record,
        frames,
        redo,
        options,
        world,
        turn,
    ):
        for name, thing in sorted(vars(module).items()):
            if inspect.isclass(thing) and thing.__module__.startswith("chatlib.") and hasattr(thing, "__annotations__"):
                fields = getattr(thing, "__struct_fields__", None) or getattr(thing, "_fields", ())
                kinds = [str(inspect.get_annotations(base).get(f)) for f in fields for base in thing.__mro__[:1]]
                found.append((name, fields, kinds))
    schema = [
        database.VERSION,
        database.SCHEMA,
        outbox.VERSION,
        outbox.SCHEMA,
        manager.StateProxy._exposed_,
        [str(reason) for reason in Reason],
    ]
    formats = [redo._HEADER.format, redo._FRAME.format, segment.HEADER.hex(), segment._HEAD.format]
    told = msgspec.json.encode([found, schema, formats]).decode()
    return told.replace("pathlib._local.", "pathlib.")  # its name in Python 3.13


def test_the_release_grows_with_what_processes_hand_each_other():
    assert (RELEASE, sha256(described().encode()).hexdigest()[:16]) == KNOWN

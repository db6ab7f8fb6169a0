"""What was said in a room is told again: in this terminal, in a room of a server, or in a recording."""

import argparse
import sqlite3
import time
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from chatlib.core.formats.sizes import shown
from chatlib.server.command_line import moments
from chatlib.server.command_line.replay import terminal
from chatlib.server.command_line.replay.cast import cast
from chatlib.server.command_line.replay.said import NotARoom, Said, UnknownRoom, said_in
from chatlib.server.command_line.replay.timeline import Timeline, timeline
from chatlib.server.console import Console
from chatlib.server.texts import ServerError
from chatlib.state.errors import JournalError
from chatlib.state.journal import maintenance

MOST = 64 << 20
"""Bytes of text that are told in one go, for they are in memory meanwhile. A class writes for a whole term without
getting near.
"""


def replay(options: argparse.Namespace, console: Console) -> list[str]:
    """The options are those of arguments.py. Raises ServerError, or what maintenance.export does; where the journal is
    damaged, once all is told that can be read.
    """
    try:
        said, damage = _found(options, console)
        if not said:
            raise damage or ServerError("replay_nothing", room=options.room)
        told = timeline(said, options.speed, options.idle)
        if options.cast:
            _write(options.cast.expanduser(), told, f"{options.room}, {day(told)}", options.cast_version)
            seconds = round(sum(pause for pause, _ in told))
            print(console.text("replay_cast", path=options.cast, count=len(told), seconds=seconds))
        elif options.into:
            from chatlib.server.command_line.replay import room  # with a client, which the others do not need

            room.tell(*options.into, told, options.room, day(told), console)
        else:
            terminal.tell(told)
    except KeyboardInterrupt:
        raise ServerError("replay_interrupted") from None
    if damage:
        raise damage
    return []


def day(told: Timeline) -> str:
    """On which it was begun."""
    return time.strftime("%Y-%m-%d", time.localtime(told[0][1].at))


def _found(options: argparse.Namespace, console: Console) -> tuple[list[Said], Exception | None]:
    """What was said, and why it is not all, if it is not."""
    since, until = _bounds(options)
    said: list[Said] = []
    size = 0
    with closing(maintenance.export(options.data)) as items:
        found = said_in(options.room, items, since, until, lambda name: console.text("replay_file", name=name))
        try:
            for one in found:
                said.append(one)
                size += len(one.text.encode())
                if size > MOST:
                    raise ServerError("replay_long", most=shown(MOST, console.text("point")))
        except NotARoom:
            raise ServerError("replay_user", name=options.room) from None
        except UnknownRoom:
            raise ServerError("no_room", data=options.data, name=options.room) from None
        except (JournalError, sqlite3.Error) as damage:
            return said, damage
    return said, None


def _bounds(options: argparse.Namespace) -> tuple[float, float]:
    """In unix seconds."""
    today = date.today()
    since = moments.begin(options.since, today)
    if options.until is None:
        return since, float("inf")
    until = moments.end(options.until, options.since.day or today)
    if until <= since:
        raise ServerError("replay_backwards", since=_shown(since), until=_shown(until))
    return since, until


def _shown(at: float) -> str:
    return datetime.fromtimestamp(at).isoformat(" ", "seconds")


def _write(path: Path, told: Timeline, title: str, version: int) -> None:
    """Never over a file that is there. OSError; then there is none that was not there before."""
    with open(path, "x", encoding="utf-8") as file:
        try:
            file.writelines(cast(told, title, version))
            file.flush()
        except BaseException:
            path.unlink()
            raise

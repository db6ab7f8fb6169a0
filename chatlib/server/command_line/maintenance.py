"""The commands for whoever looks after a server: backup, restore, export, admin, delete-user …"""

import argparse
import errno
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import msgspec

from chatlib.lang import LANGUAGES, guess
from chatlib.server.command_line import MAINTENANCE, attendance
from chatlib.server.command_line.data_directory import PRIVATE, DataDirectory
from chatlib.server.command_line.pack import platforms
from chatlib.server.command_line.pack.pack import pack
from chatlib.server.command_line.replay import arguments as replay_arguments
from chatlib.server.command_line.replay.replay import replay
from chatlib.server.command_line.usage_errors import Parser
from chatlib.server.console import Console
from chatlib.server.options import default_data
from chatlib.server.texts import ServerError
from chatlib.state.errors import JournalError
from chatlib.state.journal import maintenance
from chatlib.state.layout import CLUSTER, is_there


def main(argv: list[str]) -> int:
    """Does what the first word of the command line says. The exit status is that of the server."""
    options = _parse(argv)
    os.umask(PRIVATE)
    console = Console(options.lang)
    options.data = options.data.expanduser().absolute()
    try:
        if not is_there(options.data) and options.command not in ("restore", "pack"):
            raise ServerError("no_journal", data=options.data)
        if options.command in CHANGES and (options.data / CLUSTER).exists():
            raise ServerError("cluster_changes", data=options.data)
        for line in COMMANDS[options.command](options, console):
            print(line, flush=True)
        return 0
    except ServerError as error:
        complaint = console.text(error.key, **error.values)
    except JournalError as error:
        complaint = console.text("data_bad", data=options.data, reason=error)
    except sqlite3.Error as error:
        complaint = console.text("file_bad", path=options.data, reason=error)
    except BrokenPipeError:
        # Whoever reads has had enough. Python must not find out once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        complaint = console.text("file_bad", path=error.filename or options.data, reason=error.strerror or error)
    except KeyboardInterrupt:
        return 130
    print(f"ruang: {complaint}", file=sys.stderr)
    return 1


CHANGES = ("admin", "delete-user", "delete-room")
"""What no node of a cluster can do to its own copy alone."""

Lines = Iterable[str]
"""What is said about it, as it goes on."""


def _backup(options: argparse.Namespace, console: Console) -> Lines:
    target = options.target.expanduser().absolute()
    if target.is_dir():
        target /= time.strftime("ruang-%Y-%m-%d-%H%M%S.tar")
    elif not target.parent.is_dir():
        raise ServerError("file_bad", path=target.parent, reason=os.strerror(errno.ENOENT))
    maintenance.backup(options.data, target)
    return [console.text("backed_up", path=target, size=f"{target.stat().st_size:,}")]


def _restore(options: argparse.Namespace, console: Console) -> Lines:
    lock = DataDirectory(options.data)
    try:
        aside = options.data / time.strftime("before-restore-%Y-%m-%d-%H%M%S")
        replaced = maintenance.restore(options.file, options.data, aside)
    except maintenance.BadBackup as error:
        raise ServerError("backup_bad", path=options.file, reason=error) from None
    finally:
        lock.release()
    done = console.text("restored", data=options.data, path=options.file)
    return [done, console.text("set_aside", path=aside)] if replaced else [done]


def _export(options: argparse.Namespace, console: Console) -> Lines:
    encode, out = msgspec.json.Encoder().encode, sys.stdout.buffer
    with closing(maintenance.export(options.data)) as items:
        for item in items:
            _say(out.write, encode(item) + b"\n")
    _say(out.flush)
    return []


def _say(write: Callable[..., object], *data: bytes) -> None:
    """OSError with a name for where it could not be written."""
    try:
        write(*data)
    except OSError as error:
        error.filename = error.filename or "stdout"
        raise


def _attendance(options: argparse.Namespace, console: Console) -> Lines:
    attendance.attendance(options)
    return []


def _admin(options: argparse.Namespace, console: Console) -> Lines:
    lock = DataDirectory(options.data)
    try:
        name = maintenance.appoint(options.data, options.name, not options.revoke, time.time())
    except maintenance.UnknownUser:
        raise ServerError("no_account", data=options.data, name=options.name) from None
    finally:
        lock.release()
    return [console.text("admin_revoked" if options.revoke else "admin", name=name)]


def _delete_user(options: argparse.Namespace, console: Console) -> Lines:
    lock = DataDirectory(options.data)
    try:
        gone = maintenance.delete_user(options.data, options.name, time.time())
    except maintenance.UnknownUser:
        raise ServerError("no_account", data=options.data, name=options.name) from None
    finally:
        lock.release()
    done = console.text("user_deleted", name=gone.name, whole=gone.whole, blanked=gone.blanked)
    return [done, console.text("user_remains")]


def _delete_room(options: argparse.Namespace, console: Console) -> Lines:
    lock = DataDirectory(options.data)
    try:
        name, count = maintenance.delete_room(options.data, options.name, time.time())
    except maintenance.UnknownRoom:
        raise ServerError("no_room", data=options.data, name=options.name) from None
    finally:
        lock.release()
    return [console.text("room_deleted", name=name, count=count), console.text("user_remains")]


def _check(options: argparse.Namespace, console: Console) -> Lines:
    try:
        maintenance.check(options.data)
    except JournalError as error:
        raise ServerError("data_damaged", reason=error) from None
    return [console.text("data_sound", data=options.data)]


def _pack(options: argparse.Namespace, console: Console) -> Lines:
    wanted = options.platform or platforms.PLATFORMS, options.python or platforms.PYTHONS
    return pack(options.data, *map(dict.fromkeys, wanted), console)


def _python(text: str) -> str:
    if not re.fullmatch(r"3\.(1[1-9]|[2-9]\d)", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no version of Python from 3.11 on, as 3.12")
    return text


COMMANDS: dict[str, Callable[[argparse.Namespace, Console], Lines]] = dict(
    zip(
        MAINTENANCE,
        (_backup, _restore, _export, _attendance, _admin, _delete_user, _delete_room, _check, _pack, replay),
        strict=True,
    )
)


def _parse(argv: list[str]) -> argparse.Namespace:
    lang = Parser(add_help=False)
    lang.add_argument("--lang", choices=LANGUAGES, default=guess(), help="(default: by locale)")
    common = Parser(add_help=False, parents=[lang])
    common.add_argument("--data", metavar="DIR", type=Path, default=default_data(), help="(default: %(default)s)")
    p = Parser(prog="server.py", description="Ruang: looks after the data directory of a server.")
    words = p.add_subparsers(dest="command", required=True, parser_class=Parser)
    one = words.add_parser("backup", parents=[common], help="everything in one file, also while the server runs")
    one.add_argument("target", metavar="DIR|FILE", type=Path, help="in a directory it gets a name with the time")
    one = words.add_parser("restore", parents=[common], help="puts back what a backup kept; the server must not run")
    one.add_argument("file", metavar="FILE", type=Path)
    words.add_parser("export", parents=[common], help="accounts, rooms and messages as lines of JSON")
    one = words.add_parser("attendance", parents=[common], help="who was here when, as CSV, also while the server runs")
    attendance.add(one)
    one = words.add_parser("admin", parents=[common], help="makes an account run the server; it must not run")
    one.add_argument("name", metavar="NAME")
    one.add_argument("--revoke", action="store_true", help="it does not any more")
    one = words.add_parser("delete-user", parents=[common], help="an account with all it said; the server must not run")
    one.add_argument("name", metavar="NAME")
    one = words.add_parser("delete-room", parents=[common], help="a room with all said in it; the server must not run")
    one.add_argument("name", metavar="NAME")
    words.add_parser("check", parents=[common], help="whether all of the journal can be read, also while it is written")
    one = words.add_parser("pack", parents=[common], help="a client to hand out, also while the server runs")
    one.add_argument("--platform", choices=platforms.PLATFORMS, action="append", help="(default: all of them)")
    one.add_argument("--python", metavar="VERSION", type=_python, action="append",
                     help=f"(default: {', '.join(platforms.PYTHONS)}); both may be repeated")  # fmt: skip
    one = words.add_parser("replay", parents=[lang], help="what was said in a room, told again in its own rhythm")
    replay_arguments.add(one)
    return p.parse_args(argv)

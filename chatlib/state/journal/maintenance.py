"""What is done to a data directory from outside: backup and export while a server runs, the rest while none does.

Whoever calls what must not run beside a server holds the lock of the directory. All of these raise
JournalError, OSError or sqlite3.Error if the files cannot be used.
"""

import errno
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, NamedTuple

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.limits import Limits
from chatlib.core.names import key
from chatlib.core.rules.deletion import DELETED
from chatlib.core.rules.files import living
from chatlib.core.rules.teaching.roll_call import attended
from chatlib.core.visits import Visit
from chatlib.state import sqlite_file
from chatlib.state.errors import JournalError
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.content_store import DIRECTORY as FILES
from chatlib.state.journal.content_store import Store
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.recovery import begin, replayed, write_down
from chatlib.state.layout import CERTIFICATE, CLUSTER, LOG, MARKS, OUTBOX, VIEW, is_there
from chatlib.state.log.log import DAMAGED, segments
from chatlib.state.log.reader import damage_in, held
from chatlib.state.view import database, forgetting
from chatlib.state.view.feeding import feed_all
from chatlib.state.view.history import everything
from chatlib.state.view.inspection import sound

_CONTENT = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}")
_SEGMENT = re.compile(LOG + r"/[0-9]{8}\.log")
_DATABASES = (VIEW, OUTBOX)


class BadBackup(Exception):
    """The archive is none that `backup` made; the text says why."""


class UnknownUser(Exception):
    """There is no such account."""


class UnknownRoom(Exception):
    """There is no such room, of this server's own."""


class Forgotten(NamedTuple):
    """Whom `delete_user` deleted: `whole` private messages are gone, of `blanked` others name and words."""

    name: str
    whole: int
    blanked: int


# ------------------------------------------------------------------------ backup


def backup(data: Path, target: Path, with_files: bool = True) -> None:
    """Makes the file `target`, which must not be there yet: everything as it is at one moment, in one archive. Without
    files it is what another node begins with: neither their contents, nor what belongs to this one.
    """
    half = target.with_name(target.name + ".part")
    if target.exists():
        raise FileExistsError(17, os.strerror(17), str(target))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="backup-") as place:
        try:
            descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
                # Offsets first: too old, they tell somebody something twice; too new, they would keep it from him.
                with suppress(FileNotFoundError):
                    if with_files:
                        archive.add(data / MARKS, MARKS)
                journal = _snapshot(data, Path(place))
                for path in [*(journal / name for name in _DATABASES), *segments(journal / LOG)]:
                    archive.add(path, path.relative_to(journal).as_posix())
                for path in [data / CERTIFICATE, *sorted((data / FILES).glob("??/*"))] if with_files else ():
                    with suppress(FileNotFoundError):  # its time has run out meanwhile
                        archive.add(path, path.relative_to(data).as_posix())
            half.rename(target)
        finally:
            half.unlink(missing_ok=True)


def _snapshot(data: Path, place: Path) -> Path:
    """A copy of the journal as it is now, while others go on writing to it; returns `place`, where it is."""
    if not is_there(data):
        raise JournalError(f"{data / VIEW}: {os.strerror(2)}")
    (place / LOG).mkdir()
    # The view first: what is in the log beyond it belongs to the view, but nothing the other way round.
    with held(data / LOG) if (data / LOG).exists() else nullcontext():
        for name in _DATABASES:
            if (data / name).exists():
                _copy(data / name, place / name)
        for segment in segments(data / LOG):
            shutil.copyfile(segment, place / LOG / segment.name)
    return place


def _copy(database: Path, copy: Path) -> None:
    address = database.as_uri() + "?mode=rw"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)  # in one step: it would begin anew whenever something is written between two


# ----------------------------------------------------------------------- restore


def restore(archive: Path, data: Path, aside: Path, with_files: bool = True) -> bool:
    """Puts back what `backup` kept. What is there is moved to the new directory `aside`; whether there was anything.
    `with_files` as there; else those that are here stay.

    Raises BadBackup before anything is changed. The directory is locked by the caller.
    """
    with tempfile.TemporaryDirectory(dir=data, prefix="restore-") as temporary:
        place = Path(temporary)
        _unpack(archive, place)
        _check(place)
        databases = [name + suffix for name in _DATABASES for suffix in ("", "-wal", "-shm")]
        there = [data / name for name in (*databases, LOG, MARKS, *([FILES, CLUSTER] if with_files else []))]
        if (place / CERTIFICATE).exists():
            there.append(data / CERTIFICATE)
        there = [path for path in there if path.exists()]
        if there:
            aside.mkdir(mode=0o700)
        for path in there:
            path.rename(aside / path.name)
        for path in place.iterdir():
            path.rename(data / path.name)
    return bool(there)


def _unpack(archive: Path, place: Path) -> None:
    """By names that are known, and nothing but files: an archive could hold anything."""
    try:
        with tarfile.open(archive, "r:") as opened:
            for member in opened:
                if not (member.isreg() and _belongs(member.name)):
                    raise BadBackup(f"{member.name!r} does not belong there")
                path = place / member.name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    shutil.copyfileobj(opened.extractfile(member), file)
    except (tarfile.TarError, FileExistsError) as error:
        raise BadBackup(str(error)) from None
    if not (place / VIEW).exists():
        raise BadBackup(f"{VIEW} is not in it")


def _belongs(name: str) -> bool:
    known = name in (*_DATABASES, MARKS, CERTIFICATE)
    return known or any(pattern.fullmatch(name) for pattern in (_CONTENT, _SEGMENT))


def _check(place: Path) -> None:
    """Whether a server could begin with this journal."""
    try:
        check(place)  # first: a journal that is opened sets damage aside
        with closing(Journal(place)) as journal:
            replayed(journal)
            if journal.damage:
                raise JournalError(journal.damage[0])
    except (JournalError, sqlite3.Error, ValueError) as error:
        raise BadBackup(str(error).replace(f"{place}{os.sep}", "")) from None


# ------------------------------------------------------------------------ export


def export(data: Path) -> Iterator[dict[str, Any]]:
    """Accounts without their secrets, rooms, and all messages in their order.

    What has an "event" is no message, but what happened among them.
    """
    with tempfile.TemporaryDirectory(dir=data, prefix="export-") as place:
        journal = _snapshot(data, Path(place))
        with closing(Journal(journal)) as opened:
            state = replayed(opened).state
        feed_all(journal)
        names = {user.uid: user.name for user in state.users.values()}
        for user in state.users.values():
            if user.secret:
                yield {"kind": "account", "name": user.name}
        for room in state.rooms.values():
            yield {
                "kind": "room",
                "name": room.name,
                "open": room.open,
                "creator": names.get(room.creator),
                "members": [names[uid] for uid in room.members],
                "invited": [names[uid] for uid in room.invited],
            }
        with closing(sqlite_file.read(journal / VIEW)) as db:
            yield from map(_message, everything(db))
        if opened.damage:
            raise JournalError(opened.damage[0])


def attendance(data: Path, since: float, until: float) -> list[Visit]:
    """Who was here between two times, as roll_call.attended has it; also while a server runs there."""
    with (
        tempfile.TemporaryDirectory(dir=data, prefix="attendance-") as place,
        closing(Journal(_snapshot(data, Path(place)))) as opened,
    ):
        return attended(replayed(opened).state, since, until)


def _message(message: events.Message) -> dict[str, Any]:
    where = {"to": message.receiver} if message.to else {"room": message.room}
    said = {"kind": "message", "seq": message.seq, "time": message.at, "from": message.sender}
    file = {"file": {"size": message.file.size, "sha256": message.file.sha256}} if message.file else {}
    event = {"event": message.event} if message.event else {}
    reply = {"reply": message.reply.seq} if message.reply else {}
    return {**said, **where, "text": message.text, **file, **event, **reply, **_became(message.revision)}


def _became(revision: events.Revision | None) -> dict[str, Any]:
    if revision is None:
        return {}
    fields = {"edited": revision.edited, "deleted": revision.deleted, "reactions": revision.reactions}
    return {key: value for key, value in fields.items() if value}


# ---------------------------------------------------------------------- deletion


def delete_user(data: Path, name: str, now: float) -> Forgotten:
    """Deletes an account and what it said. Raises UnknownUser. The directory is locked by the caller."""
    with _deleting(data, now) as (chat, journal, view):
        user = chat.names.get(key(name))
        _apply(chat, commands.DeleteUser(name=name), now, UnknownUser(name))
        gone = Forgotten(user.name, *forgetting.forget_user(view, user.uid, user.name, DELETED))
        journal.withdraw(user=user.name)
        return gone


def appoint(data: Path, name: str, admin: bool, now: float) -> str:
    """The account runs the server from now on, or does not any more; its name as it is shown. Raises UnknownUser; as
    delete_user.
    """
    with closing(Journal(data)) as journal, closing(AcknowledgedOffsets(data / MARKS)) as acknowledged:
        chat = begin(journal, acknowledged, Limits(), now)
        _apply(chat, commands.Appoint(name=name, admin=admin), now, UnknownUser(name))
        write_down(chat, journal)
        return chat.user(name).name


def delete_room(data: Path, name: str, now: float) -> tuple[str, int]:
    """Deletes a room and what was said there: its name, and how many messages. Raises UnknownRoom; as delete_user."""
    with _deleting(data, now) as (chat, journal, view):
        room = chat.names.get(key(name))
        _apply(chat, commands.RemoveRoom(room=name), now, UnknownRoom(name))
        count = forgetting.forget_room(view, room.rid)
        journal.withdraw(room=room.name)
        return room.name, count


@contextmanager
def _deleting(data: Path, now: float) -> Iterator[tuple[Chat, Journal, sqlite3.Connection]]:
    """Afterwards nothing is left in any file of what was deleted.

    Interrupted, it has to be done once more, though nobody may be known by that name then. Where there is no room,
    nothing is done.
    """
    with closing(Journal(data)) as journal, closing(AcknowledgedOffsets(data / MARKS)) as acknowledged:
        chat = begin(journal, acknowledged, Limits(), now)
        feed_all(data)
        _begin_anew(data, journal, chat)
        with closing(database.create(data / VIEW)) as view:
            view.execute("BEGIN IMMEDIATE")
            yield chat, journal, view
            view.execute("COMMIT")
            forgetting.compact(view)
        write_down(chat, journal)
        _begin_anew(data, journal, chat)  # all that came before names what was deleted as well
        feed_all(data)
        digests, uploads = living(chat)
        Store(data).sweep(digests, {str(fid) for fid in uploads}, spared=0.0)


def _begin_anew(data: Path, journal: Journal, chat: Chat) -> None:
    """Of the log, whose messages the view has, only the state as it is now is left. JournalError if it has no room."""
    if not journal.save(chat.state):
        raise JournalError(f"{data}: {os.strerror(errno.ENOSPC)}")
    with held(data / LOG):
        for path in [*segments(data / LOG)[:-1], *(data / LOG).glob(f"*{DAMAGED}")]:
            path.unlink()


def _apply(chat: Chat, command: commands.Command, now: float, unknown: Exception) -> None:
    (answer, *_) = chat.apply(command, max(now, chat.state.now))
    if isinstance(answer, events.Refused):
        raise unknown


# ------------------------------------------------------------------------- looks


def check(data: Path) -> None:
    """Reads all of the journal, also while a server writes it. JournalError if it is damaged."""
    for name in _DATABASES:
        if (data / name).exists():
            with closing(sqlite_file.read(data / name)) as db:
                sound(db, data / name)
    for segment in segments(data / LOG):
        with suppress(FileNotFoundError):  # it was not needed any more
            if damage := damage_in(segment):
                raise JournalError(damage)

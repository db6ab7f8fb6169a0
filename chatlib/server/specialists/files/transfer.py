"""One content of a file, on its way to the store or from it. The state decides; here bytes are moved."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from chatlib.core import commands, events
from chatlib.core.errors import Reason, Refusal
from chatlib.core.rules import Outcome, files
from chatlib.dialects.transfers import Request, answer, refused
from chatlib.server.specialists.files.promises import Promises
from chatlib.server.specialists.files.socket_stream import SocketStream
from chatlib.state.journal.content_store import Store, private

T = TypeVar("T")

BUFFER = 256 * 1024
"""Bytes in memory for each upload, however large it is."""

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class State(Protocol):
    """The state's service. Both may raise Refusal."""

    def submit(self, command: commands.Command) -> Outcome: ...
    def look(self, question: Callable[..., T], *arguments: Any) -> T: ...


def download(stream: SocketStream, request: Request, state: State, store: Store) -> None:
    """Gone if the client is, Refusal if it cannot be had."""
    message = state.look(files.to_download, request.token, request.fid)
    size, digest = message.file.size, message.file.sha256
    offset = min(request.offset, size)
    try:
        with open(store.find(digest, size), "rb") as file:
            stream.say(answer("DOWNLOAD_OK", message.text, OFFSET=offset, SIZE=size, SHA256=digest))
            stream.send_file(file, offset, size - offset)
    except FileNotFoundError:
        raise Refusal(Reason.UNKNOWN_FILE, str(request.fid)) from None


def upload(
    stream: SocketStream, request: Request, state: State, store: Store, promises: Promises, alone: Callable[[int], None]
) -> None:
    """Gone if the client is: then what has come is kept for the next try. Refusal if it may not be sent. `alone` is
    called with its number if no other machine has the content yet, and one should.
    """
    message = state.look(files.to_upload, request.token, request.fid)
    size = message.file.size
    if message.seq:
        # It had arrived, and the client has not heard so.
        stream.say(answer("UPLOAD_OK", message.text, OFFSET=size, SIZE=size))
        stream.say(answer("FILE_OK", message.text, FILE=request.fid, SEQ=message.seq))
        return
    partial = store.partial(request.fid)
    try:
        found = _gather(stream, message, partial, promises)
        seq = _arrive(message, partial, found, state, store, alone)
    except OSError as error:
        if error.errno not in FULL:
            raise
        failure = Refusal(Reason.NO_SPACE, message.text)
    except Refusal as refusal:
        failure = refusal
    else:
        stream.say(answer("FILE_OK", message.text, FILE=request.fid, SEQ=seq))
        return
    partial.unlink(missing_ok=True)
    state.submit(commands.Discard(fid=request.fid))
    stream.say(refused("FILE", failure))


def _gather(stream: SocketStream, message: events.Message, partial: Path, promises: Promises) -> str:
    """All that is still to come, from where the last try ended; the SHA-256 of the whole. OSError of the disk."""
    size = message.file.size
    with open(partial, "a+b", opener=private) as out:
        offset = out.seek(0, os.SEEK_END)
        with promises.hold(size - offset) as promise:
            out.seek(0)
            found = hashlib.file_digest(out, "sha256")
            stream.say(answer("UPLOAD_OK", message.text, OFFSET=offset, SIZE=size))
            buffer = memoryview(bytearray(BUFFER))
            while offset < size:
                count = stream.receive_into(buffer[: min(BUFFER, size - offset)])
                found.update(buffer[:count])
                out.write(buffer[:count])
                promise.came(count)
                offset += count
    return found.hexdigest()


def _arrive(
    message: events.Message, partial: Path, found: str, state: State, store: Store, alone: Callable[[int], None]
) -> int:
    """The SEQ of what it became. OSError of the disk, Refusal."""
    if found != message.file.sha256:
        raise Refusal(Reason.WRONG_CONTENT, message.text)
    if not store.keep(partial, message.file.sha256):
        alone(message.file.fid)
    (outcome,) = state.submit(commands.Arrived(fid=message.file.fid))
    if isinstance(outcome, events.Refused):
        raise Refusal(outcome.reason, outcome.subject)
    partial.unlink(missing_ok=True)
    return outcome.seq

"""An upload, with the disk, the state and the client played by the test."""

import json
from hashlib import sha256
from types import SimpleNamespace

import pytest

from chatlib.core import commands, events
from chatlib.dialects.transfers import Request
from chatlib.server.specialists.files.promises import RESERVE, Promises
from chatlib.server.specialists.files.socket_stream import Gone
from chatlib.server.specialists.files.transfer import upload
from chatlib.state.journal.content_store import Store

CONTENT = bytes(range(200)) * 5


class Stream:
    """A client that sends these pieces; between two of them something happens. Then it is gone."""

    def __init__(self, *pieces, between=lambda: None):
        self.said = []
        self._pieces = list(pieces)
        self._between = between

    def say(self, data):
        self.said.append(json.loads(data)["CODE"])

    def receive_into(self, buffer):
        self._between()
        if not self._pieces:
            raise Gone
        piece = self._pieces.pop(0)
        buffer[: len(piece)] = piece
        return len(piece)


class State:
    def __init__(self):
        self.commands = []

    def look(self, question, token, fid):
        message = events.Message(uid=1, sender="ani", text="foto.jpg")
        message.file = events.Attachment(fid, len(CONTENT), sha256(CONTENT).hexdigest())
        return message

    def submit(self, command):
        self.commands.append(type(command))
        return [events.Sent(0, 7, "lobby", True)]


class Place:
    def __init__(self, root):
        self.store, self.state = Store(root), State()
        self.promises = Promises(self.store.root)
        self.alone = []

    def upload(self, stream, fid=1):
        upload(stream, Request("UPLOAD", "", fid, 0), self.state, self.store, self.promises, self.alone.append)
        return stream.said


@pytest.fixture
def disk(monkeypatch):
    disk = SimpleNamespace(free=RESERVE + len(CONTENT))
    monkeypatch.setattr("shutil.disk_usage", lambda _: disk)
    return disk


@pytest.fixture
def place(disk, tmp_path):
    return Place(tmp_path)


def test_what_fits_is_taken_and_one_more_byte_is_refused(place, disk):
    assert place.upload(Stream(CONTENT)) == ["UPLOAD_OK", "FILE_OK"]
    disk.free -= 1
    assert place.upload(Stream(CONTENT), 2) == ["FILE_FAILED"]
    assert place.state.commands == [commands.Arrived, commands.Discard]


def test_two_at_once_are_not_promised_the_same_room(place):
    others = []
    first = Stream(CONTENT[:500], CONTENT[500:], between=lambda: others.append(place.upload(Stream(CONTENT), 2)))
    assert place.upload(first) == ["UPLOAD_OK", "FILE_OK"]
    assert others == [["FILE_FAILED"]] * 2
    assert place.upload(Stream(CONTENT), 3) == ["UPLOAD_OK", "FILE_OK"]


def test_what_came_of_one_that_is_gone_is_kept_and_only_its_rest_needs_room(place, disk):
    with pytest.raises(Gone):
        place.upload(Stream(CONTENT[:600]))
    assert place.store.partial(1).stat().st_size == 600
    disk.free -= 600
    assert place.upload(Stream(CONTENT[600:])) == ["UPLOAD_OK", "FILE_OK"]


def test_a_disk_that_others_fill_meanwhile_is_said_and_nothing_is_kept(place, disk):
    def fill() -> None:
        disk.free = 1000

    assert place.upload(Stream(CONTENT[:500], CONTENT[500:], between=fill)) == ["UPLOAD_OK", "FILE_FAILED"]
    assert (place.store.partial(1).exists(), place.state.commands) == (False, [commands.Discard])


def test_what_no_other_node_has_yet_is_said(place, monkeypatch):
    keep = place.store.keep
    monkeypatch.setattr(place.store, "keep", lambda partial, digest: not keep(partial, digest))
    assert place.upload(Stream(CONTENT)) == ["UPLOAD_OK", "FILE_OK"]
    assert place.alone == [1]

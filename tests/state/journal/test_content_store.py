"""The store of contents: once each, for the owner only, and nothing is swept that is needed."""

import os
import time
from hashlib import sha256

import pytest

from chatlib.state.journal.content_store import SPARED, Store, is_digest


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path)


def age(*paths) -> None:
    for path in paths:
        os.utime(path, (time.time() - SPARED - 1,) * 2)


def contents(store: Store) -> list[bytes]:
    return sorted(path.read_bytes() for path in store.root.glob("??/*"))


def partials(store: Store) -> list[str]:
    return sorted(path.name for path in (store.root / "partial").iterdir())


def test_a_content_is_found_under_its_digest_and_kept_once(store):
    first, second = store.put(b"isi"), store.put(b"isi")
    assert first == second == sha256(b"isi").hexdigest()
    assert store.content(first).read_bytes() == b"isi"
    assert contents(store) == [b"isi"]
    assert partials(store) == []


def test_it_belongs_to_its_owner_alone(store):
    content = store.content(store.put(b"isi"))
    assert content.stat().st_mode & 0o777 == 0o600
    for directory in (store.root, content.parent, store.root / "partial"):
        assert directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("digest", ["", "..", "../../etc/passwd", "0" * 63, "0" * 65, "0" * 63 + "G", "0" * 63 + "/"])
def test_what_is_no_digest_is_nowhere(store, digest):
    assert not is_digest(digest)
    with pytest.raises(FileNotFoundError):
        store.content(digest)


def test_a_partial_that_is_kept_stays_until_it_is_removed_and_no_byte_is_there_twice(store):
    partial = store.partial(7)
    partial.write_bytes(b"isi")
    digest = sha256(b"isi").hexdigest()
    for _ in range(2):  # whoever was killed in between does it again
        store.keep(partial, digest)
    assert partial.samefile(store.content(digest))


def test_what_nobody_needs_is_swept_and_the_rest_is_not(store):
    needed, unneeded = store.put(b"perlu"), store.put(b"tidak perlu")
    for number in (7, 8):
        store.partial(number).write_bytes(b"seb")
    age(store.content(needed), store.content(unneeded), store.partial(7), store.partial(8))
    assert store.sweep({needed}, {"7"}) == len(b"tidak perlu") + 3
    assert (contents(store), partials(store)) == ([b"perlu"], ["7"])


def test_what_was_touched_just_now_is_spared_also_if_it_had_been_there_before(store):
    digest = store.put(b"isi")
    age(store.content(digest))
    store.put(b"isi")
    store.partial(7).write_bytes(b"seb")
    assert store.sweep(set(), set()) == 0
    assert (contents(store), partials(store)) == ([b"isi"], ["7"])


def test_a_content_that_cannot_be_written_leaves_nothing(store, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        store.put(b"isi")
    assert (contents(store), partials(store)) == ([], [])

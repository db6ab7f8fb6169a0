"""What a file is, in a word, and what stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.files.received import PREVIEW_LINES, PREVIEW_WIDTH, described, kind, preview
from chatlib.client.session.events import File, Message


@pytest.mark.parametrize(
    ("name", "head", "found"),
    [
        ("foto.jpg", b"", "JPG"),
        ("foto.jpg", b"\x89PNG\r\n\x1a\n...", "PNG"),
        ("foto", b"\xff\xd8\xff\xe0", "JPEG"),
        ("gerak", b"GIF89a", "GIF"),
        ("foto", b"RIFF\x00\x00\x00\x00WEBP", "WEBP"),
        ("catatan.txt", b"halo", "TXT"),
        ("tugas.tar.gz", b"", "GZ"),
        ("berkas", b"halo", ""),
        ("berkas.zzz", b"", ""),
    ],
)
def test_its_first_bytes_tell_its_type_or_its_name_does(name: str, head: bytes, found: str) -> None:
    assert kind(name, head) == found


def test_it_is_described_by_number_name_type_and_size() -> None:
    message = Message(8, 1.0, "budi", "budi", "foto.jpg", True, file=File(7, 1234567, "0f"))
    assert described(message) == "[7] foto.jpg (JPG, 1.2 MiB)"


def test_of_a_text_the_first_lines_are_shown() -> None:
    assert preview(b"satu\ndua\r\ntiga") == ["satu", "dua", "tiga"]
    assert preview(("x" * 500 + "\n" * 50).encode()) == ["x" * PREVIEW_WIDTH, *[""] * (PREVIEW_LINES - 1)]
    assert preview("caf\u00e9".encode()[:-1]) == ["caf"]


@pytest.mark.parametrize("head", [b"", b"\x89PNG\r\n\x1a\n", b"a\0b", b"\xff" * 20])
def test_of_anything_else_nothing_is_shown(head: bytes) -> None:
    assert preview(head) == []


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_no_preview_says_anything_to_the_terminal(head: bytes) -> None:
    assert not [
        char for line in preview(head) for char in line if (char < " " and char != "\t") or "\x7f" <= char < "\xa0"
    ]

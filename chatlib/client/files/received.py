"""Files as a receiver may trust them: what they are called here, what they are, what stands in them. Pure."""

import mimetypes
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from chatlib.client.entries import one_line
from chatlib.client.session.events import Message
from chatlib.core.formats.sizes import shown
from chatlib.core.text import clean

LONGEST = 180
"""Bytes of a name; file systems take 255, and a number or the mark of an unfinished download may come behind it."""

LONGEST_SUFFIX = 16
"""Bytes; what is longer is not there to tell the type."""

HEAD = 4096
"""Bytes of a file from which its type is told, and a preview made."""

PREVIEW_LINES, PREVIEW_WIDTH = 5, 100

UNNAMED = "file"

_SEPARATORS = re.compile(r"[/\\]")
_SPECIAL = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Categories of characters that show nothing, or change how others are shown."""

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "GZIP"),
)


def safe_name(name: str) -> str:
    """What a file is called here, whatever its sender called it: the name of an ordinary file on any system."""
    name = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    name = clean("".join(" " if char.isspace() else char for char in name if _shows(char)))
    name = _trimmed(_SPECIAL.sub("_", name))
    if _DEVICES.fullmatch(name.partition(".")[0].rstrip(" ")) or name.startswith(("-", "~")):
        name = "_" + name
    stem, suffix = _split(name)
    return _trimmed(_cut(stem, LONGEST - len(suffix.encode())) + suffix) or UNNAMED


def names(name: str) -> Iterator[str]:
    """The name, and what to call the file if there is one of that name already: "a (1).txt" …"""
    yield name
    stem, suffix = _split(name)
    number = 0
    while True:
        number += 1
        yield f"{stem} ({number}){suffix}"


def _shows(char: str) -> bool:
    return char in "\t\n\r" or unicodedata.category(char) not in _HIDDEN


def _trimmed(name: str) -> str:
    """Dots and blanks at the end are ignored by some systems; a dot in front hides a file."""
    return name.lstrip(". ").rstrip(". ")


def _split(name: str) -> tuple[str, str]:
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > LONGEST_SUFFIX or suffix == name:
        return name, ""
    return name.removesuffix(suffix), suffix


def _cut(text: str, most: int) -> str:
    """As much of it as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode("utf-8", "ignore")


# ---------------------------------------------------------------- what it is


def kind(name: str, head: bytes = b"") -> str:
    """Its type in a word: by its first bytes if they tell it, else by the suffix of its name; may be empty."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    for signature, found in SIGNATURES:
        if head.startswith(signature):
            return found
    guessed, packed = mimetypes.guess_type(name)
    return one_line(PurePosixPath(name).suffix[1 : LONGEST_SUFFIX + 1].upper()) if guessed or packed else ""


def is_picture(head: bytes) -> bool:
    """Of a type that can be shown (screen/pictures.py)."""
    return kind("", head) in ("PNG", "JPEG", "GIF", "BMP", "WEBP")


def described(message: Message, head: bytes = b"") -> str:
    """A file in one line: its number, name, type and size."""
    about = [part for part in (kind(message.text, head), shown(message.file.size)) if part]
    return f"[{message.file.number}] {message.text} ({', '.join(about)})"


def preview(head: bytes) -> list[str]:
    """The first lines of a text; none of anything else."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return []
        text = head[: error.start].decode()  # the last character is cut
    if "\0" in text:
        return []
    return [one_line(line)[:PREVIEW_WIDTH] for line in text.splitlines()[:PREVIEW_LINES]]

"""What a file is called here, whatever its sender called it: an ordinary name in the folder, and nothing else."""

import itertools
import re
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chatlib.client.files.received import LONGEST, names, safe_name

DEVICES = ["CON", "prn", "Aux", "NUL", "COM1", "lpt9", "COM\u00b9", "CONIN$", "clock$"]
PARTS = st.sampled_from(
    [
        *("..", ".", "/", "\\", ":", "C:", "~", "-rf", " ", "%2e%2e", "<|>", '"', "*?", ".tar.gz", ".txt"),
        *("\0", "\n", "\x1b[2J", "\u202e", "\u200b", "\u2028", "\ud800", "\U0010ffff", "e\u0301", "\U0001f600"),
        *("a" * 300, "\u00e9" * 200),
        *DEVICES,
    ]
)
HOSTILE = st.lists(PARTS | st.text(max_size=5), max_size=8).map("".join)


@given(HOSTILE)
@example("../../../etc/passwd")
@example("C:\\Windows\\System32\\calc.exe")
@example("\\\\server\\share\\file")
@example("file.txt:stream")
@example("a/..")
@example("con .txt")
@example("." * 300)
@example("foto.jpg\u202egpj.exe")
@example("~root/.ssh/authorized_keys")
@settings(max_examples=5 * settings.default.max_examples)
def test_any_name_becomes_an_ordinary_one(name: str) -> None:
    safe = safe_name(name)
    folder = Path("/downloads")
    assert (folder / safe).parent == folder
    assert safe not in (".", "..", "")
    assert PureWindowsPath(safe).parts == (safe,)
    assert not re.search(r'[<>:"|?*/\\]', safe)
    assert not safe.startswith((".", "-", "~", " "))
    assert not safe.endswith((".", " "))
    assert safe.partition(".")[0].strip().upper() not in {one.upper() for one in DEVICES}
    assert {unicodedata.category(char)[0] for char in safe} <= set("LMNPSZ")
    assert all(char == " " or not char.isspace() for char in safe)
    assert len(safe.encode()) <= LONGEST


@given(HOSTILE)
def test_a_safe_name_is_left_as_it_is(name: str) -> None:
    assert safe_name(safe_name(name)) == safe_name(name)


@given(HOSTILE)
def test_the_file_system_takes_it(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / safe_name(name)
    path.touch()
    path.unlink()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("foto.jpg", "foto.jpg"),
        ("foto liburan (2).JPG", "foto liburan (2).JPG"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("\u6771\u4eac.txt", "\u6771\u4eac.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ani\\foto.jpg", "foto.jpg"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        (".bashrc", "bashrc"),
        ("-rf", "_-rf"),
        ("a\tb\nc", "a b c"),
        ("..", "file"),
        ("", "file"),
        ("\u200b", "file"),
        ("a" * 300 + ".jpeg", "a" * (LONGEST - 5) + ".jpeg"),
        ("x." + "y" * 300, "x." + "y" * (LONGEST - 2)),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_if_there_is_one_already_it_gets_a_number_before_its_suffix() -> None:
    assert list(itertools.islice(names("foto.jpg"), 3)) == ["foto.jpg", "foto (1).jpg", "foto (2).jpg"]
    assert list(itertools.islice(names("README"), 2)) == ["README", "README (1)"]

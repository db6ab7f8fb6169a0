"""What Tab offers."""

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from chatlib.client.screen.completion import Words


def offered(line: str) -> list[str]:
    """What the line could become."""
    words = Words(lambda: ["budi", "Berta", "sendfile", "/file", "dewi\n\x1b[2J"])
    found = words.get_completions(Document(line), CompleteEvent(completion_requested=True))
    return [line[: len(line) + one.start_position] + one.text for one in found]


def test_words_are_completed_whatever_their_case() -> None:
    assert offered("pm b") == ["pm budi ", "pm Berta "]
    assert offered("sen") == ["sendfile "]
    assert offered("") == []
    assert offered("pm d") == ["pm dewi [2J "]


@pytest.mark.parametrize("verb", ["sendfile budi ", "/sendfile budi ", "/file ", "SENDFILE budi "])
def test_where_a_file_is_to_be_sent_paths_are_completed(tmp_path: Path, verb: str) -> None:
    (tmp_path / "foto liburan.jpg").touch()
    (tmp_path / "lain").mkdir()
    assert offered(f"{verb}{tmp_path}/fo") == [f"{verb}{tmp_path}/foto liburan.jpg"]
    assert offered(f"{verb}{tmp_path}/foto l") == [f"{verb}{tmp_path}/foto liburan.jpg"]


def test_elsewhere_they_are_not(tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").touch()
    assert offered(f"pm budi {tmp_path}/fo") == []


def test_a_name_is_completed_behind_an_at_too() -> None:
    assert offered("halo @bu") == ["halo @budi "]


def test_short_names_of_emoji() -> None:
    assert "halo 😄 " in offered("halo :smil")
    assert offered("halo :s") == offered("pukul 10:30") == []

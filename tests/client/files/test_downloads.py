"""Where downloads go."""

import sys
from pathlib import Path

import pytest

from chatlib.client.files.downloads import default_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("XDG_DOWNLOAD_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_they_have_a_folder_of_their_own(home: Path) -> None:
    assert default_folder() == home / "Downloads" / "Ruang"


@pytest.mark.parametrize(("written", "found"), [("$HOME/Unduhan", "Unduhan"), ("/srv/unduhan", "/srv/unduhan")])
def test_it_is_where_the_desktop_has_it(home: Path, written: str, found: str) -> None:
    (home / ".config").mkdir()
    (home / ".config" / "user-dirs.dirs").write_text(f'# mine\nXDG_DOWNLOAD_DIR="{written}"\n')
    assert default_folder() == home / found / "Ruang"


def test_or_where_the_environment_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", "/srv/lain")
    assert default_folder() == Path("/srv/lain/Ruang")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_have_one_place(home: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", "/srv/lain")
    assert default_folder() == home / "Downloads" / "Ruang"

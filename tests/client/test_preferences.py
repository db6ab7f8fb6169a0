"""What is remembered on this computer."""

import os
import stat
from pathlib import Path

import pytest

from chatlib.client.commands import Action
from chatlib.client.preferences import BadFile, Preferences, Settings, default_path
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES

EN = Words("en")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ruang" / "client.toml"


def typed(preferences: Preferences, line: str, words: Words = EN) -> tuple[str, str]:
    kind, _, rest = line.removeprefix("/").partition(" ")
    action = Action(kind, rest) if kind == "unignore" else Action(kind, text=rest)
    (entry,) = preferences.do(action, words)
    return entry.kind, entry.text


def test_what_was_set_is_there_the_next_time(path: Path) -> None:
    one = Preferences(path)
    assert one.settings == Settings()
    one.set(server="192.168.1.5 9000", name="ani")
    for line in (
        "/set bell off",
        "/set theme light",
        "/set mouse off",
        "/ignore BUDI",
        "/ignore citra",
        "/unignore Citra",
    ):
        assert typed(one, line)[0] == "info"
    again = Preferences(path).settings
    assert again == Settings("192.168.1.5 9000", name="ani", bell="off", theme="light", mouse=False, ignored=["budi"])
    assert Preferences(path).ignores("Budi")
    assert not Preferences(path).ignores("citra")


def test_after_what_time_one_is_away_is_remembered(path: Path) -> None:
    for seconds, said in ((5400, "when nobody looks here for 1 h 30 min"), (0, "only when you say so")):
        (entry,) = Preferences(path).do(Action("away_after", seconds=seconds), Words("en"))
        assert said in entry.text
        assert Preferences(path).settings.away_after == seconds


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_set_is_shown(path: Path, lang: str) -> None:
    one = Preferences(path)
    kind, shown = typed(one, "/set", Words(lang))
    assert kind == "info"
    assert {line.split()[0] for line in shown.split("\n")} == set(Settings.__struct_fields__) - {
        "ignored",
        "tls",
        "fingerprint",
        "away_after",
    }
    assert typed(one, "/set bell") == ("info", "  bell       mentions")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/set bell loud", "bell can be: off, mentions, all"),
        ("/set mouse maybe", "mouse can be: on, off"),
        ("/set theme any", "theme can be: auto, dark, light"),
        ("/set colour red", "there is no setting colour"),
        ("/set ignored x", "there is no setting ignored"),
        ("/set password rahasia", "there is no setting password"),
    ],
)
def test_what_cannot_be_is_told(path: Path, line: str, says: str) -> None:
    one = Preferences(path)
    kind, shown = typed(one, line)
    assert kind == "error"
    assert says in shown
    assert one.settings == Settings()
    assert not path.exists()


@pytest.mark.parametrize("content", ["bell = ", "bell = 'loud'", "colour = 'red'", "mouse = 'on'", b"\xff\xfe"])
def test_a_file_that_cannot_be_understood_is_one_clear_error_and_is_not_touched(
    path: Path, content: str | bytes
) -> None:
    path.parent.mkdir()
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(data)
    with pytest.raises(BadFile, match=r"client\.toml: ") as error:
        Preferences(path)
    for lang in LANGUAGES:
        said = error.value.said(Words(lang))
        assert str(path) in said
        assert "\n" not in said
        assert any(f": {at}." in said for at in ("bell", "colour", "mouse", "1"))
    assert path.read_bytes() == data


def test_a_file_that_cannot_be_written_counts_as_long_as_the_program(path: Path) -> None:
    path.parent.write_text("a file where a folder should be")
    one = Preferences(path)
    kind, shown = typed(one, "/set bell all")
    assert kind == "error"
    assert "cannot be written" in shown
    assert one.settings.bell == "all"


def test_nothing_is_remembered_in_what_is_no_ordinary_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    one = Preferences(pipe)
    one.set(name="ani")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert one.settings.name == "ani"


def test_it_stands_where_the_platform_keeps_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path() == tmp_path / "ruang" / "client.toml"

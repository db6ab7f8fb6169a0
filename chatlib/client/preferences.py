"""What is remembered on this computer: a TOML file where the platform keeps such things. Never a password."""

import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from chatlib.client.commands import Action
from chatlib.client.entries import Entry
from chatlib.client.view.look import Look, When
from chatlib.client.words import durations, os_errors
from chatlib.client.words.texts import Words
from launcher import UnknownTerminal, choose

MOST_IGNORED = 1000
LATER = ("server", "name", "terminal", "language")
"""Settings that count when the client begins."""

NOTHING = "-"
"""Typed for an empty value, and shown for one."""


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """As they stand in the file. `server`, with `tls` and its `fingerprint`, and `name` are those of the last login.

    `keyring`: the system's keyring has the password of this name there. `away_after`: seconds in which nobody looks, 0:
    never (/away auto).
    """

    server: str = ""
    tls: bool = False
    fingerprint: str = ""
    name: str = ""
    terminal: str = ""
    language: Literal["", "id", "en"] = ""
    theme: Literal["auto", "dark", "light"] = "auto"
    mouse: bool = True
    bell: When = "mentions"
    desktop: When = "mentions"
    keyring: bool = False
    away_after: int = 0
    ignored: list[str] = []


class BadFile(ValueError):
    """The file cannot be understood, at this setting or in this line; or not be read, with the system's `error`."""

    def __init__(self, path: Path, at: str = "", error: OSError | None = None) -> None:
        super().__init__(f"{path}: {at or error}")
        self.path, self.at, self.error = path, at, error

    def said(self, words: Words) -> str:
        if self.error:
            return words("no_settings", path=self.path, why=os_errors.why(self.error, words))
        return words("bad_settings", path=self.path, at=self.at)


def default_path() -> Path:
    from platformdirs import user_config_path  # which nobody needs who names a file

    return user_config_path("ruang", appauthor=False) / "client.toml"


class Preferences:
    """Settings and their file, which is written at each change; without a `path` they last as long as the program, and
    so they do if that is no ordinary file.

    Raises BadFile.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path.resolve() if path and (path.is_file() or not path.exists()) else None
        self.settings = _read(self.path) if self.path else Settings()

    @property
    def look(self) -> Look:
        chosen = self.settings
        return Look(chosen.theme, chosen.mouse, chosen.bell, chosen.desktop)

    def ignores(self, name: str) -> bool:
        return name.casefold() in self.settings.ignored

    def set(self, **values: object) -> None:
        """OSError if the file cannot be written: the values count all the same."""
        changed = msgspec.convert({**msgspec.to_builtins(self.settings), **values}, Settings)
        if changed != self.settings:
            self.settings = changed
            self._write()

    def do(self, action: Action, words: Words) -> list[Entry]:
        """What was typed: /set, /ignore, /unignore, /away auto."""
        try:
            return getattr(self, f"_{action.kind}")(action, words)
        except OSError as error:
            return [Entry("error", words("not_remembered", path=self.path, why=os_errors.why(error, words)))]

    def _set(self, action: Action, words: Words) -> list[Entry]:
        name, _, value = action.text.partition(" ")
        shown = msgspec.to_builtins(self.settings)
        for kept_elsewhere in ("ignored", "tls", "fingerprint", "away_after"):
            del shown[kept_elsewhere]
        if not value:
            found = {key: text for key, text in shown.items() if name in ("", key)}
            lines = [f"  {key:<10} {_text(text)}" for key, text in found.items()]
            return [Entry("info", "\n".join(lines))] if found else _unknown(name, shown, words)
        if name not in shown:
            return _unknown(name, shown, words)
        value = "" if value == NOTHING else value
        switch = {"on": True, "off": False}.get(value) if isinstance(shown[name], bool) else None
        try:
            if name == "terminal" and value:
                choose(value)
            if name == "keyring" and switch and not _has_keyring():
                return [Entry("error", words("keyring_missing"))]
            self.set(**{name: value if switch is None else switch})
        except msgspec.ValidationError:
            return [Entry("error", words("setting_bad", name=name, values=_possible(name)))]
        except UnknownTerminal as error:
            return [Entry("error", words("bad_terminal", names=error))]
        key = "setting_later" if name in LATER else "setting_is"
        return [Entry("info", words(key, name=name, value=value or NOTHING, path=self.path or NOTHING))]

    def _ignore(self, action: Action, words: Words) -> list[Entry]:
        ignored = self.settings.ignored
        if not action.text:
            return [Entry("info", words("ignored", names=", ".join(ignored) or words("none")))]
        name = action.text.split()[0].casefold()
        if len(ignored) >= MOST_IGNORED:
            return [Entry("error", words("too_many_ignored", most=MOST_IGNORED))]
        self.set(ignored=sorted({*ignored, name}))
        return [Entry("info", words("ignores", name=name))]

    def _away_after(self, action: Action, words: Words) -> list[Entry]:
        self.set(away_after=action.seconds)
        if not action.seconds:
            return [Entry("info", words("away_never"))]
        return [Entry("info", words("away_after", time=durations.shown(action.seconds, words)))]

    def _unignore(self, action: Action, words: Words) -> list[Entry]:
        self.set(ignored=[name for name in self.settings.ignored if name != action.name.casefold()])
        return [Entry("info", words("ignores_not", name=action.name))]

    def _write(self) -> None:
        if self.path is None:
            return
        import tomli_w  # which nobody needs who changes nothing

        self.path.parent.mkdir(parents=True, exist_ok=True)
        written = self.path.with_suffix(".new")
        written.write_text(tomli_w.dumps(msgspec.to_builtins(self.settings)), "utf-8")
        written.replace(self.path)


def _read(path: Path) -> Settings:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Settings)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise BadFile(path, error=error) from None
    except ValueError as error:  # of TOML, of UTF-8, or of a value
        at = re.search(r"\$\.(\w+)|field `(\w+)`|line (\d+)", str(error))
        raise BadFile(path, next(filter(None, at.groups())) if at else "1") from None


def _has_keyring() -> bool:
    try:
        from keyring import get_keyring
        from keyring.backends.fail import Keyring
    except ImportError:
        return False
    return not isinstance(get_keyring(), Keyring)


def _unknown(name: str, known: dict[str, object], words: Words) -> list[Entry]:
    return [Entry("error", words("setting_unknown", name=name, names=", ".join(known)))]


def _text(value: object) -> str:
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else str(value or NOTHING)


def _possible(name: str) -> str:
    """The values of a setting that has only some."""
    kind = Settings.__annotations__[name]
    return "on, off" if kind is bool else ", ".join(value for value in kind.__args__ if value)

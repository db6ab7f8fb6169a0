"""The servers whose certificates this user has seen: a file of lines `HOST:PORT FINGERPRINT`, as ssh has one."""

import os
import sys
from pathlib import Path


def config_directory() -> Path:
    """Where programs keep what is the user's own, on this system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "ruang"


def normal(fingerprint: str) -> str:
    """As it is compared; programs also write it in capitals, and with colons. ValueError if it is none."""
    text = fingerprint.replace(":", "").lower()
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        raise ValueError("64 hexadecimal digits are expected")
    return text


class Pins:
    """The file `known_servers`. Lines that are something else are left as they are. Raises OSError."""

    def __init__(self, directory: Path | None = None) -> None:
        self.path = (directory or config_directory()) / "known_servers"

    def find(self, host: str, port: int) -> str:
        """The fingerprint that was remembered; "" if none was."""
        try:
            text = self.path.read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""
        for line in text.splitlines():
            match line.split():
                case [where, fingerprint] if where == _where(host, port):
                    try:
                        return normal(fingerprint)
                    except ValueError:
                        continue
        return ""

    def add(self, host: str, port: int, fingerprint: str) -> None:
        """Remembers it; one that was remembered before stays the one that counts."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.path, "a+b") as file:
            # A last line that somebody left without an end stays a line of its own.
            file.seek(0)
            text = file.read()
            file.write(b"\n" * bool(text and not text.endswith(b"\n")))
            file.write(f"{_where(host, port)} {fingerprint}\n".encode())


def _where(host: str, port: int) -> str:
    return f"{host.lower()}:{port}"

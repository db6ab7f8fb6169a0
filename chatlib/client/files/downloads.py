"""Where downloads go, on this system."""

import os
import re
import sys
from pathlib import Path

OURS = "Ruang"
_XDG = re.compile(r'^\s*XDG_DOWNLOAD_DIR\s*=\s*"(?:\$HOME/)?([^"]+)"', re.MULTILINE)


def default_folder() -> Path:
    """A folder of our own where the user's downloads are; it need not be there yet."""
    return _user_folder() / OURS


def _user_folder() -> Path:
    if sys.platform not in ("win32", "darwin"):
        if named := os.environ.get("XDG_DOWNLOAD_DIR"):
            return Path(named)
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "user-dirs.dirs"
        try:
            found = _XDG.search(config.read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            found = None
        if found:
            return Path.home() / found[1]  # which an absolute path takes the place of
    return Path.home() / "Downloads"

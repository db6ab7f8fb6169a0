"""Which language does the user read? What goes over the wire is not affected."""

import locale
import os

LANGUAGES = ("id", "en")


def guess() -> str:
    """From the locale: Indonesian where it says so, else English."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or locale.getlocale()[0]
    return "id" if (name or "").lower().startswith("id") else "en"

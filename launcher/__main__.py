"""python -m launcher [TERMINAL]: lists the terminals found here, and opens a window to try."""

import math
import sys
import time

from launcher.choice import UnknownTerminal, choose, found

SAY = "print('This window was opened by python -m launcher.'); input('Enter closes it. ')"

SOON = 3.0
"""Seconds within which a terminal that cannot open says so; kitty is the slowest. One that detaches ends as well, and
all is well.
"""


def main() -> int:
    """The exit status: 0 if a window was asked for."""
    names = [terminal.name for terminal in found()]
    print("Terminals found here, the best one first:", ", ".join(names) or "none")
    try:
        opener = choose(sys.argv[1] if len(sys.argv) > 1 else None)
    except UnknownTerminal as error:
        print(f"unknown terminal, or not usable here; {error}", file=sys.stderr)
        return 2
    if opener is None:
        print("No window can be opened here.")
        return 1
    argv = [sys.executable, "-c", SAY]
    window = opener.open("launcher", argv)
    asked, deadline, why = "", math.inf, None
    while why is None and time.monotonic() < deadline:
        if asked != opener.name:
            asked, deadline = opener.name, time.monotonic() + SOON
            print("Opening a window:", " ".join(opener.command("launcher", argv[:1])), "...")
        time.sleep(0.1)
        why = window.failed()
    if why:
        print(why, file=sys.stderr)
    return 1 if why else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ModuleNotFoundError as missing:
        set_up = "python3 -m venv .venv && .venv/bin/pip install -e ."
        sys.exit(f"Ruang needs the package {missing.name}: {set_up} && .venv/bin/python -m launcher")

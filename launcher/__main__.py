"""python -m launcher [TERMINAL]: lists the terminals found here, and opens a window to try."""

import sys
import time

from launcher.choice import UnknownTerminal, choose, found

SAY = "print('This window was opened by: ' + __import__('sys').argv[1]); input('Enter closes it. ')"


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
    argv = [sys.executable, "-c", SAY, opener.name]
    print("Opening a window:", " ".join(opener.command("launcher", argv[:1])), "...")
    window = opener.open("launcher", argv)
    # A terminal that cannot open says so soon; one that detaches ends as well, and all is well.
    for _ in range(20):
        time.sleep(0.1)
        if why := window.failed():
            break
    if why:
        print(why, file=sys.stderr)
    return 1 if why else 0


if __name__ == "__main__":
    sys.exit(main())

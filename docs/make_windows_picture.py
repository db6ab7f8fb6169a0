"""Makes docs/windows.png: the demo on a desktop of its own, a window for every conversation.

Needs Xvfb, openbox, xterm, xdotool and ImageMagick (all Debian packages).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORT, DISPLAY = "9478", ":94"
WIDTH, HEIGHT = 1290, 700
PLACES = {
    "Ruang — ani": (0, 0),
    "budi — ani": (0, 240),
    "kelompok — ani": (0, 480),
    "Ruang — budi": (430, 0),
    "ani — budi": (430, 240),
    "kelompok — budi": (430, 480),
    "Ruang — citra": (860, 0),
    "kelompok — citra": (860, 480),
}


def run(*argv: str) -> str:
    return subprocess.run(argv, check=False, capture_output=True, text=True).stdout


def main() -> None:
    os.environ.update(DISPLAY=DISPLAY, RUANG_TERMINAL="xterm")
    os.environ.pop("TMUX", None)
    started = [subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", f"{WIDTH}x{HEIGHT}x24"])]
    time.sleep(1)
    started.append(subprocess.Popen(["openbox"]))
    with tempfile.TemporaryDirectory() as data:
        server = [sys.executable, "server.py", PORT, "--data", data, "--demo", "--lang", "en"]
        started.append(subprocess.Popen(server, cwd=ROOT))
        for _ in range(60):
            time.sleep(0.5)
            for name, (x, y) in PLACES.items():
                for window in run("xdotool", "search", "--onlyvisible", "--name", f"{name}$").split():
                    run("xdotool", "windowsize", window, "424", "205")
                    run("xdotool", "windowmove", window, str(x), str(y))
        run("import", "-window", "root", str(ROOT / "docs" / "windows.png"))
        for process in reversed(started):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()

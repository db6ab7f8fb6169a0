"""Makes docs/windows.png: the demo on a desktop of its own, a window for every conversation.

Needs Xvfb, openbox, xterm, xrdb, xdotool, ImageMagick and the fonts DejaVu (all Debian packages).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORT, DISPLAY = "9478", ":94"
WIDTH, HEIGHT = 1440, 840
PLACES = {
    "Ruang — ani": (0, 0),
    "budi — ani": (0, 280),
    "kelompok — ani": (0, 560),
    "Ruang — budi": (480, 0),
    "ani — budi": (480, 280),
    "kelompok — budi": (480, 560),
    "Ruang — citra": (960, 0),
    "kelompok — citra": (960, 560),
}
"""Where each window stands, by its title."""

RESOURCES = """
XTerm*faceName: DejaVu Sans Mono
XTerm*faceSize: 9
XTerm*background: #101418
XTerm*foreground: #e6e6e6
XTerm*directColor: true
"""


def run(*argv: str) -> str:
    return subprocess.run(argv, check=False, capture_output=True, text=True).stdout


def main() -> None:
    os.environ.update(DISPLAY=DISPLAY, RUANG_TERMINAL="xterm", COLORTERM="truecolor")
    os.environ.pop("TMUX", None)
    started = [subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", f"{WIDTH}x{HEIGHT}x24"])]
    time.sleep(1)
    started.append(subprocess.Popen(["openbox"]))
    subprocess.run(["xrdb", "-merge", "-"], input=RESOURCES, text=True, check=True)
    with tempfile.TemporaryDirectory() as data:
        server = [sys.executable, "server.py", PORT, "--data", data, "--demo", "--lang", "en"]
        started.append(subprocess.Popen(server, cwd=ROOT))
        for _ in range(60):
            time.sleep(0.5)
            for name, (x, y) in PLACES.items():
                for window in run("xdotool", "search", "--onlyvisible", "--name", f"{name}$").split():
                    run("xdotool", "windowsize", window, "474", "250")
                    run("xdotool", "windowmove", window, str(x), str(y))
        run("import", "-window", "root", str(ROOT / "docs" / "windows.png"))
        for process in reversed(started):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()

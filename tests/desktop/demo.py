"""The demo in tmux, ended at many moments by Ctrl-C: nothing of it may be left."""

import os
import subprocess
import sys
import tempfile
import time

from tests.desktop.processes import ROOT, until, with_words

PORT = 9511
SOCKET = "ruang-desktop"
SIZE = ("190", "55")


def tmux(*words: str) -> str:
    return subprocess.run(["tmux", "-L", SOCKET, *words], capture_output=True, text=True, check=False).stdout


def left() -> list[str]:
    programs = ("chatlib/client/demo.py", "windows/window.py", f"server.py {PORT}")
    return [" ".join(one.info["cmdline"]) for program in programs for one in with_words(str(ROOT), program)]


def once(seconds: float) -> str:
    """Ends it after so many. Returns what the panes showed then; Failed if anything is left."""
    with tempfile.TemporaryDirectory() as data:
        server = [sys.executable, str(ROOT / "server.py"), str(PORT), "--data", data, "--demo", "--lang", "en"]
        session = ["new-session", "-d", "-s", "ruang", "-x", SIZE[0], "-y", SIZE[1], *server]
        tmux(*session, ";", "set", "-g", "pane-border-status", "top")
        until(lambda: "Ctrl-C" in tmux("capture-pane", "-p", "-t", "ruang:0.0"), "the console")
        time.sleep(seconds)
        panes = tmux("list-panes", "-s", "-t", "ruang", "-F", "#{pane_id}").split()
        shown = "\n".join(tmux("capture-pane", "-p", "-t", pane) for pane in panes)
        tmux("send-keys", "-t", "ruang:0.0", "C-c")
        until(lambda: not left(), f"something is left after {seconds:.1f} s: {left()}")
        until(lambda: not tmux("list-sessions"), "the session is left")
        return shown


def main(times: int) -> None:
    os.environ.pop("TMUX", None)
    for number in range(times):
        seconds = 0.3 + number * 27.0 / max(times - 1, 1)
        shown = once(seconds)
        print(f"{number + 1}: ended after {seconds:.1f} s, nothing is left", flush=True)
    for said in ("I will bring coffee", "thank you, what time?"):
        if said not in shown:
            print(f"not seen in the last one: {said}")
            sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)

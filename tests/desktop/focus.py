"""A window comes up while somebody types in another one: under Xvfb, with a window manager that gives it the keyboard.

Needs Xvfb, openbox, xterm and xdotool (all Debian packages).
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from chatlib.client import Message, connect
from tests.desktop.processes import ROOT, Failed, running, server, until

PORT, DISPLAY = 9512, ":95"
SENTENCE = "satu kalimat yang panjang sekali dan tidak terbelah dua"
PAUSE = "60"
"""Milliseconds between two keys: a person who types quickly."""


def xdotool(*words: str) -> str:
    return subprocess.run(["xdotool", *words], capture_output=True, text=True, check=False).stdout.strip()


def window(name: str) -> str:
    return xdotool("search", "--onlyvisible", "--name", name).split("\n")[0]


async def scene() -> None:
    """Ani types in her lobby; in the middle of it Budi writes to her, and his window takes the keyboard."""
    budi = await connect("127.0.0.1", PORT, "budi")
    heard: list[Message] = []

    async def listen() -> None:
        async for event in budi:
            if isinstance(event, Message) and not event.mine:
                heard.append(event)

    listening = asyncio.create_task(listen())
    # Return: no password.
    await asyncio.to_thread(until, lambda: xdotool("key", "Return") or window("Ruang — ani"), "the lobby's window")
    xdotool("windowfocus", "--sync", window("Ruang — ani"))
    await asyncio.sleep(1.5)
    keys = subprocess.Popen(["xdotool", "type", "--delay", PAUSE, SENTENCE])
    await asyncio.sleep(0.8)
    await budi.send("ani", "psst")
    await asyncio.to_thread(keys.wait)
    await asyncio.to_thread(until, lambda: window("budi — ani"), "the new window")
    if xdotool("getactivewindow") != window("budi — ani"):
        raise Failed("the window manager did not give the new window the keyboard: nothing was tried")
    await asyncio.sleep(1.5)
    xdotool("windowfocus", "--sync", window("Ruang — ani"))
    xdotool("key", "Return")
    await asyncio.sleep(1.0)
    listening.cancel()
    await budi.close()
    said = [(message.where, message.text) for message in heard]
    if said != [("lobby", SENTENCE)]:
        raise Failed(f"said was {said}")


def main(times: int) -> None:
    os.environ["DISPLAY"] = DISPLAY
    for name in ("TMUX", "STY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    client = (sys.executable, str(ROOT / "client.py"), "127.0.0.1", str(PORT), "--user", "ani", "--terminal", "xterm")
    for number in range(times):
        with (
            tempfile.TemporaryDirectory() as data,
            running("Xvfb", DISPLAY, "-screen", "0", "1200x800x24"),
            server(PORT, Path(data) / "data"),
        ):
            time.sleep(1.0)
            with running("openbox"):
                time.sleep(1.0)  # a window that comes at the same moment is never shown
                with running("xterm", "-e", *client, "--settings", f"{data}/s.toml"):
                    asyncio.run(scene())
                print(f"{number + 1}: the sentence is whole", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)

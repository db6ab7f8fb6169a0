"""A window of the client alone: python -m tests.benchmarks.window [--lines 5000] [--rest 10]

How soon it can be typed into, what it takes at rest, and what a flood of a thousand lines a second costs.
"""

import argparse
import sys
import time
from pathlib import Path

import psutil

from chatlib.client.entries import Entry
from chatlib.client.view.look import Look
from chatlib.client.windows.link import Link, Meeting
from tests.integration.terminal import ROOT, Terminal

A_SECOND, AT_ONCE = 1000, 20
PROGRAM = ROOT / "chatlib" / "client" / "windows" / "window.py"
TYPED = "abcdefghijklmnopqrstuvwxyz"


class Window:
    """A hub's end of the link, and the terminal at the other one."""

    def __init__(self) -> None:
        self.heard: list[dict | None] = []
        came: list = []
        meeting = Meeting(came.append)
        begin = time.monotonic()
        self.terminal = Terminal([sys.executable, str(PROGRAM), str(meeting.place), "1"], COLORTERM="truecolor")
        self.process = psutil.Process(self.terminal.process.pid)
        _until(lambda: came)
        self.link = Link(came[0], self.heard.append)
        about = {"lang": "en", "where": "budi", "title": "budi", "folder": str(Path.cwd()), "me": "ani"}
        self.link.send(asked=True, names=[], look=Look(), **about)
        self.terminal.type("x")
        _until(lambda: any(row.startswith("budi> x") for row in self.terminal.rows))
        self.ready = time.monotonic() - begin

    def cpu(self) -> float:
        return sum(self.process.cpu_times()[:2])

    def megabytes(self) -> float:
        """Its own, and its share of what it shares (PSS)."""
        return self.process.memory_full_info().pss / 1e6

    def flood(self, lines: int) -> None:
        begin, keys = time.monotonic(), iter(TYPED)
        for first in range(0, lines, AT_ONCE):
            numbers = range(first, first + AT_ONCE)
            entries = [Entry("message", f"line {n} and some words more", time.time(), "budi", seq=n) for n in numbers]
            self.link.send(entries=entries, earlier=False)
            if first % (AT_ONCE * 9) == 0:
                self.terminal.type(next(keys, ""))
            time.sleep(max(0.0, begin + (first + AT_ONCE) / A_SECOND - time.monotonic()))
        self.terminal.type("".join(keys) + "\r")
        _until(lambda: any(one and one.get("typed") == "x" + TYPED for one in self.heard))


def _until(check) -> None:
    while not check():
        time.sleep(0.002)


def main() -> None:
    p = argparse.ArgumentParser(description="A window of the client alone.")
    p.add_argument("--lines", type=int, default=5000)
    p.add_argument("--rest", type=float, default=10.0, help="seconds")
    a = p.parse_args()
    window = Window()
    print(f"ready to type after {window.ready:.2f} s, {window.cpu():.2f} s of CPU")
    before = window.cpu()
    time.sleep(a.rest)
    print(f"at rest: {window.megabytes():.0f} MB, {window.cpu() - before:.3f} s of CPU in {a.rest:.0f} s")
    before = window.cpu()
    window.flood(a.lines)
    print(f"{a.lines} lines, {A_SECOND} a second: {window.cpu() - before:.2f} s of CPU, {window.megabytes():.0f} MB")
    print("what was typed meanwhile is whole")
    window.link.send(close=True)
    window.terminal.process.wait()


if __name__ == "__main__":
    main()

"""Three people who are not there: real clients with real windows, who chat, write to each other and form a group.

    python -m chatlib.client.demo HOST PORT LANG                opens a terminal for each of them
    python -m chatlib.client.demo HOST PORT LANG WHO NAMES      what runs there

Everything ends with the server.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

if not __package__:
    # Started by its path, because a terminal may begin in any directory.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from chatlib.client.cli import screen
from chatlib.client.files.downloads import default_folder
from chatlib.client.hub import Hub
from chatlib.client.preferences import Preferences
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import LoginFailed, connect
from chatlib.client.words.texts import Words
from launcher import TILED, Opener, choose, found

SAYS_NO_WITHIN = 1.5
"""Seconds in which a terminal says so that opens no window."""


class Step(NamedTuple):
    """After so many seconds `who` types a line in the lobby, or in the window of a conversation.

    Names stand in braces: somebody real may have one of them, and then the actor has another.
    """

    at: float
    who: str
    where: str
    line: dict[str, str]


def _step(at: float, who: str, where: str, indonesian: str, english: str) -> Step:
    return Step(at, who, where, {"id": indonesian, "en": english})


def _command(at: float, who: str, line: str) -> Step:
    return Step(at, who, LOBBY, {"id": line, "en": line})


ACTORS = ("ani", "budi", "citra")
SCRIPT = (
    _step(4.0, "ani", LOBBY, "halo semua, sudah siap ujian?", "hello everybody, ready for the exam?"),
    _step(5.5, "budi", LOBBY, "halo {ani}! belum, soal soket susah", "hi {ani}! not yet, sockets are hard"),
    _step(7.0, "citra", LOBBY, "hai, aku baru masuk", "hi, I have just come in"),
    _step(9.0, "ani", LOBBY, "pm {budi} nanti kubantu, tenang", "pm {budi} I will help you, don't worry"),
    _step(12.5, "budi", "{ani}", "terima kasih, jam berapa?", "thank you, what time?"),
    _command(15.0, "ani", "creategrup kelompok adduser {budi} {citra}"),
    _command(17.0, "budi", "acceptgrup kelompok"),
    _command(18.0, "citra", "acceptgrup kelompok"),
    _step(21.0, "ani", "kelompok", "kita mulai jam tujuh ya", "let us begin at seven"),
    _step(22.5, "citra", "kelompok", "aku bawa kopi", "I will bring coffee"),
    _step(24.0, "budi", "kelompok", "siap!", "great!"),
)


async def act(who: str, names: dict[str, str], host: str, port: int, lang: str) -> None:
    """One of the actors, in the terminal that was opened for it. Ends with the server."""
    session = await connect(host, port, names[who], returns=False)
    hub = Hub(session, Words(lang), _opener(), Preferences(), default_folder())
    shown = screen(hub)

    async def perform() -> None:
        begin = asyncio.get_running_loop().time()
        for step in SCRIPT:
            if step.who == who:
                await asyncio.sleep(begin + step.at - asyncio.get_running_loop().time())
                where, line = step.where.format(**names), step.line[lang].format(**names)
                shown.type(line) if where == LOBBY else hub.conversations.type(where, line)

    async def end() -> None:
        await session.ended.wait()
        shown.end()

    tasks = [asyncio.create_task(perform()), asyncio.create_task(end())]
    await hub.run(shown, "welcome")
    for task in tasks:
        task.cancel()


async def free_names(host: str, port: int) -> dict[str, str]:
    """Under which name each actor can come in: its own, unless that is somebody's."""
    names = {}
    for who in ACTORS:
        for name in (who, f"{who}-demo"):
            try:
                await (await connect(host, port, name, returns=False)).close()
            except LoginFailed:
                continue
            names[who] = name
            break
    return names


def open_all(host: str, port: str, lang: str, names: dict[str, str], opener: Opener) -> None:
    """A terminal for each actor."""
    program, listed = str(Path(__file__).resolve()), ",".join(names.values())
    windows = []
    for who, name in names.items():
        windows.append(opener.open(f"Ruang — {name}", [sys.executable, program, host, port, lang, who, listed]))
    end = time.monotonic() + SAYS_NO_WITHIN
    while time.monotonic() < end:
        for window in windows:
            window.failed()  # which asks the next terminal
        time.sleep(0.1)


def _opener() -> Opener | None:
    """In tmux everything is to be seen at once, as long as there is room."""
    return Opener(TILED, *found()) if os.environ.get("TMUX") else choose()


def main(argv: list[str]) -> int:
    """The exit status: 1, and a line on standard error, if there is no terminal to open, or no name to be had."""
    host, port, lang, *actor = argv
    if actor:
        who, listed = actor
        asyncio.run(act(who, dict(zip(ACTORS, listed.split(","), strict=True)), host, int(port), lang))
        return 0
    opener = _opener()
    names = asyncio.run(free_names(host, int(port)))
    if opener is None or len(names) < len(ACTORS):
        print(Words(lang)("demo_nowhere"), file=sys.stderr)
        return 1
    open_all(host, port, lang, names, opener)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Three people who are not there: real clients with real windows, who chat, write to each other and form a group.

    python -m chatlib.client.demo HOST PORT LANG        opens a terminal for each of them

Everything ends with the server.
"""

import asyncio
import sys
from pathlib import Path
from typing import NamedTuple

if not __package__:
    # Started by its path, because a terminal may begin in any directory.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from chatlib.client.cli import Options
from chatlib.client.files.downloads import default_folder
from chatlib.client.hub import Hub
from chatlib.client.session.protocol import LOBBY
from chatlib.client.session.session import LoginFailed, Session, connect
from chatlib.client.texts import Words
from chatlib.client.windows.screen import Screen
from launcher import Opener, choose


class Step(NamedTuple):
    """After so many seconds `who` types a line in the lobby, or in the window of a conversation."""

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
    _step(5.5, "budi", LOBBY, "halo ani! belum, soal soket susah", "hi ani! not yet, sockets are hard"),
    _step(7.0, "citra", LOBBY, "hai, aku baru masuk", "hi, I have just come in"),
    _step(9.0, "ani", LOBBY, "pm budi nanti kubantu, tenang", "pm budi I will help you, don't worry"),
    _step(12.5, "budi", "ani", "terima kasih, jam berapa?", "thank you, what time?"),
    _command(15.0, "ani", "creategrup kelompok adduser budi citra"),
    _command(17.0, "budi", "acceptgrup kelompok"),
    _command(18.0, "citra", "acceptgrup kelompok"),
    _step(21.0, "ani", "kelompok", "kita mulai jam tujuh ya", "let us begin at seven"),
    _step(22.5, "citra", "kelompok", "aku bawa kopi", "I will bring coffee"),
    _step(24.0, "budi", "kelompok", "siap!", "great!"),
)


async def act(who: str, options: Options) -> None:
    """One of the actors, in the terminal that was opened for it. Ends with the server."""
    session = await _connect(who, options)
    words = Words(options.lang)
    opener = choose()
    hub = Hub(session, words, opener, opener is None, options.downloads)
    screen = Screen(hub.title, hub.prompt, hub.completions, hub.keys(), hub.toolbar if opener is None else None)

    async def perform() -> None:
        begin = asyncio.get_running_loop().time()
        for step in SCRIPT:
            if step.who == who:
                await asyncio.sleep(begin + step.at - asyncio.get_running_loop().time())
                if step.where == LOBBY:
                    screen.type(step.line[options.lang])
                else:
                    hub.conversations.type(step.where, step.line[options.lang])
        await session.ended.wait()
        screen.end()

    performing = asyncio.create_task(perform())
    await hub.run(screen, "welcome")
    performing.cancel()


async def _connect(who: str, options: Options) -> Session:
    try:
        return await connect(options.host, options.port, who, returns=False)
    except LoginFailed:
        # Somebody real has this name.
        return await connect(options.host, options.port, f"{who}-demo", returns=False)


def open_all(host: str, port: str, lang: str, opener: Opener) -> None:
    """A terminal for each actor."""
    for who in ACTORS:
        opener.open(f"Ruang — {who}", [sys.executable, str(Path(__file__).resolve()), host, port, lang, who])


def main(argv: list[str]) -> int:
    """The exit status: 1 if there is no terminal to open."""
    host, port, lang, *who = argv
    if who:
        asyncio.run(act(who[0], Options(host, int(port), who[0], None, False, lang, default_folder())))
        return 0
    opener = choose()
    if opener is None:
        return 1
    open_all(host, port, lang, opener)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

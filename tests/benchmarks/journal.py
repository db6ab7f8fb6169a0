"""How the cost of the journal grows with what was said.

    python -m tests.benchmarks.journal [--messages 10000,100000,1000000] [--keep DIR]

Writes that many messages of a hundred people (half of them private, the others in the lobby and twenty rooms), as the
state does, and measures: bringing the view up to the log, a start after an orderly end and after a kill, a page of
history, an inbox, searches by one of them, what it takes on the disk, export, backup. Milliseconds of CPU, but for the
starts, which are of the wall clock, of a real server from its command to its first answered line.
"""

import argparse
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

from chatlib.core import commands, searching
from chatlib.core.limits import Limits
from chatlib.core.rules import Conversation, Letters, Matches
from chatlib.state.journal.journal import Journal
from chatlib.state.journal.maintenance import backup, export
from chatlib.state.journal.recovery import replayed, write_down
from chatlib.state.layout import VIEW
from chatlib.state.view.feeding import Feeder
from chatlib.state.view.history import everything

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, ROOMS = 100, 20
VOCABULARY = [f"{a}{b}{c}{n}" for n in range(20) for a in "bdgjklmnprst" for b in "aiueo" for c in "hklmnrst"]
OFTEN = list(accumulate(1 / rank for rank in range(1, len(VOCABULARY) + 1)))
"""What is said: words, few of them often and most of them seldom, as in any language."""
TURN = 50
"""Messages of a turn of the state."""


SEARCHES = {
    "search: a word that all use": VOCABULARY[0],
    "a rare one": VOCABULARY[-7],
    "two rare ones": f"{VOCABULARY[-7]} {VOCABULARY[-9]}",
    "a phrase of three that all use": f'"{VOCABULARY[0]} {VOCABULARY[1]} {VOCABULARY[2]}"',
    "the beginning of many": VOCABULARY[0][:2],
    "one letter": "b",
    "a sign that nobody used": "++",
    "what one of them said of it": f"{VOCABULARY[50]} from:user7",
}


def fill(data: Path, count: int, rng: random.Random) -> None:
    """As a server that was killed leaves it: its log is not written anew at the end."""
    with closing(Journal(data)) as journal, closing(Feeder(data)) as feeder:
        chat = replayed(journal, Limits(rooms_of_user=ROOMS))
        for number in range(1, PEOPLE + 1):
            chat.apply(commands.Register(name=f"user{number}", secret="hash"), 1.0)
            chat.apply(commands.Enter(number, name=f"user{number}", worker=1), 1.0)
        for number in range(1, ROOMS + 1):
            chat.apply(commands.CreateRoom(1, room=f"room{number}"), 1.0)
            for cid in range(2, PEOPLE + 1):
                chat.apply(commands.JoinRoom(cid, room=f"room{number}"), 1.0)
        now, last = 2.0, 0
        for start in range(0, count, TURN):
            now += 0.01
            for command in messages(rng, min(TURN, count - start)):
                chat.apply(command, now)
            write_down(chat, journal)
            if journal.is_full:
                journal.save(chat.state)
            if start - last >= 20_000:
                last = start
                feeder.feed()
                journal.look()


def messages(rng: random.Random, count: int) -> Iterator[commands.Command]:
    for _ in range(count):
        words = rng.choices(VOCABULARY, cum_weights=OFTEN, k=rng.randint(1, 22))
        cid, text = rng.randint(1, PEOPLE), " ".join(words)
        if rng.random() < 0.5:
            yield commands.Send(cid, to=f"user{rng.randint(1, PEOPLE)}", text=text)
        else:
            yield commands.Send(cid, to=rng.choice(["lobby", f"room{rng.randint(1, ROOMS)}"]), text=text)


def cpu_ms(job: Callable[[], object], times: int = 1) -> float:
    """Of one time, and of children."""
    begun = time.process_time()
    for _ in range(times):
        job()
    return (time.process_time() - begun) * 1000 / times


def start(data: Path, end: signal.Signals) -> tuple[float, float]:
    """Seconds from the command to the first answered line, and MiB (PSS) of all processes a moment later."""
    import psutil

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "server.py"), str(port), "--host", "127.0.0.1", "--data", str(data)]
    begun = time.monotonic()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(f"tamu{os.getpid()}\n".encode())
                assert client.recv(100)
                break
        except OSError:
            time.sleep(0.002)
    took = time.monotonic() - begun
    time.sleep(2)
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    memory = sum(process.memory_full_info().pss for process in family) / 2**20
    server.send_signal(end)
    server.wait()
    time.sleep(0.5)
    return took, memory


def measure(data: Path, count: int) -> dict[str, float]:
    begun = time.process_time()
    fill(data, count, random.Random(count))
    found = {"messages": count, "written, µs each": (time.process_time() - begun) / count * 1e6}
    found["start after a kill, s"], _ = start(data, signal.SIGINT)
    found["start after an orderly end, s"], found["memory, MiB"] = start(data, signal.SIGKILL)
    with closing(Feeder(data)) as feeder:
        feeder.feed_all()
    with closing(Journal(data)) as journal:
        replayed(journal)
        history, rng = journal.history, random.Random(1)
        pages = {
            "page of the lobby": lambda: history.conversation(Conversation(0, None, -1, -1, 50)),
            "page in its middle": lambda: history.conversation(Conversation(0, None, rng.randrange(count), -1, 50)),
            "page of a pair": lambda: history.conversation(Conversation(0, (1, rng.randint(2, PEOPLE)), -1, -1, 50)),
            "page at a time": lambda: history.conversation(
                Conversation(0, None, -1, -1, 50, (2.0 + rng.random() * count / TURN / 100, -1.0))
            ),
            "inbox of 200": lambda: history.letters(Letters(1, 0)),
        }
        for name, page in pages.items():
            page()
            found[f"{name}, ms"] = cpu_ms(page, 50)
        for name, typed in SEARCHES.items():
            wanted = Matches(searching.read(typed), [0, *range(1, ROOMS + 1)], 1, None, 1 << 60, 20)
            history.matches(wanted)
            found[f"{name}, ms"] = cpu_ms(lambda wanted=wanted: history.matches(wanted), 20)
    with closing(sqlite3.connect(data / VIEW)) as view:
        (index,) = view.execute("SELECT sum(length(block)) FROM words_data").fetchone()
        found["index, × the text"] = index / sum(len(one.text) for one in everything(view))
    found["on the disk, bytes each"] = sum(path.stat().st_size for path in data.rglob("*") if path.is_file()) / count
    found["export, µs each"] = cpu_ms(lambda: sum(1 for _ in export(data))) * 1000 / count
    target = data / "backup.tar"
    found["backup, µs each"] = cpu_ms(lambda: backup(data, target)) * 1000 / count
    target.unlink()
    return found


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--messages", default="10000,100000,1000000", help="how many (default: %(default)s)")
    p.add_argument("--keep", metavar="DIR", type=Path, help="where the last one is left")
    a = p.parse_args()
    columns = []
    for count in map(int, a.messages.split(",")):
        with tempfile.TemporaryDirectory() as place:
            data = Path(place) / "data"
            data.mkdir()
            columns.append(measure(data, count))
            if a.keep:
                shutil.rmtree(a.keep, ignore_errors=True)
                shutil.copytree(data, a.keep)
        print(f"{count:,} messages:", {name: round(value, 2) for name, value in columns[-1].items()}, flush=True)
    print("|", "messages |", *(f"{column['messages']:,} |" for column in columns))
    print("|", "--- |" * (len(columns) + 1))
    for name in [*columns[0]][1:]:
        print(f"| {name} |", *(f"{column[name]:,.3g} |" for column in columns))


if __name__ == "__main__":
    main()

"""Kills processes of a server at random under load, and counts what everybody got.

    python tests/load/kills.py                  40 times
    python tests/load/kills.py --kills 500 --seed 7

Ten clients of three dialects that hear the lobby, and one that sends by token, talk in pieces that end anywhere. Every
line must come to everybody once and in order, every question must have its one answer, nobody may be
disconnected, and nothing may be on the server's standard error or in its crash log.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.integration.client import Client, eventually
from tests.integration.server import Server

PATIENCE = 30.0
WHOM = ("a worker", "all workers, and then those in their places", "the state", "the state twice", "both", "a spare")


class Talker:
    """Says numbered things, and collects what it hears in a thread."""

    def __init__(
        self, name: str, client: Client, say: Callable[[int], str], answer: str = "", bare: bool = False
    ) -> None:
        self.name, self.client, self.say, self.answer, self.bare = name, client, say, answer, bare
        self.said = 0
        self.next = 0.0  # when it may say something again: without line ends there must be pauses
        self.rest = self.heard = b""
        self.ended = False
        client.sock.settimeout(None)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while data := self.client.sock.recv(1 << 16):
                self.heard += data
        self.ended = True

    def talk(self, chance: random.Random, end: bool = False) -> None:
        if self.bare:
            if time.monotonic() > self.next or end:
                time.sleep(max(0.0, self.next - time.monotonic()))
                self.client.sock.sendall(self.say(self.said).encode())
                self.said, self.next = self.said + 1, time.monotonic() + 0.5
            return
        count = 1 if end else chance.choice((1, 1, 2, 5, 40))
        data = self.rest + "".join(self.say(self.said + n) + "\n" for n in range(count)).encode()
        cut = chance.randrange(len(data)) if chance.random() < 0.3 and not end else len(data)
        self.said, self.rest = self.said + count, data[cut:]
        self.client.sock.sendall(data[:cut])

    def from_(self, name: str) -> list[int]:
        return [int(number) for number in re.findall(rb"#%s\.(\d+)\." % name.encode(), self.heard)]

    def answers(self) -> int:
        return len(re.findall(self.answer.encode(), self.heard, re.MULTILINE)) if self.answer else self.said


def everybody(server: Server) -> list[Talker]:
    talkers = []
    for n in range(3):
        name = f"pm{n}"
        talkers.append(Talker(name, server.pm(name), f"#{name}.{{}}.".format))
        name = f"se{n}"
        talkers.append(Talker(name, server.sendto(name), f"sendall #{name}.{{}}.".format, r"^\[OK\]$"))
        name = f"ma{n}"
        request = f'{{{{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"#{name}.{{0}}.","ID":{{0}}}}}}'
        talkers.append(Talker(name, server.mamushi(name), request.format, '"SEND_OK"'))
    bare = server.connect()
    bare.raw(b"polos")
    bare.exactly(len("true"))
    talkers.append(Talker("polos", bare, "#polos.{}.".format))
    client, token = server.token("to")
    talkers.append(Talker("to", client, f"send {token} pm0 #to.{{}}.".format, "Message Sent"))
    return talkers


def kill(server: Server, whom: str, chance: random.Random) -> None:
    state, workers = server.state().pid, sorted(server.workers())
    one = [chance.choice(workers)] if workers else []
    victims = {"a worker": one, "both": [state, *one]}.get(whom, [])
    if whom.startswith("all workers"):
        victims = workers
    elif whom.startswith("the state"):
        victims = [state]
    elif whom == "a spare":
        busy = {server.process.pid, state, *workers}
        spares = [p for p in server.processes() if p.pid not in busy and "spawn_main" in " ".join(p.cmdline())]
        victims = [chance.choice(spares).pid] if spares else []
    for victim in victims:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    if whom.startswith("all workers") or whom == "the state twice":
        time.sleep(chance.uniform(0, 0.3))
        kill(server, "a worker" if victims == workers else "the state", chance)


def complaints(talkers: list[Talker]) -> list[str]:
    found = [f"{talker.name} was disconnected" for talker in talkers if talker.ended]
    for hearer in talkers:
        if hearer.answers() != hearer.said:
            found.append(f"{hearer.name} got {hearer.answers()} answers to {hearer.said} questions")
        for other in talkers:
            hears = hearer is not other and hearer.name != "to" and (other.name != "to" or hearer.name == "pm0")
            numbers = hearer.from_(other.name)
            if hears and numbers != list(range(other.said)):
                missing = sorted(set(range(other.said)) - set(numbers))
                found.append(f"{hearer.name} heard {len(numbers)} of {other.said} of {other.name}: missing {missing}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(1000))
    a = parser.parse_args()
    print(f"seed {a.seed}", flush=True)
    chance = random.Random(a.seed)
    server = Server(Path(tempfile.mkdtemp()) / "data", "--workers", 2, "--burst", 10**9, "--rate", 10**9)
    talkers = everybody(server)
    go_on = True

    def talk() -> None:
        whims = random.Random(a.seed)
        with suppress(OSError):
            while go_on:
                whims.choice(talkers).talk(whims)
                time.sleep(whims.choice((0.0, 0.0, 0.001, 0.005)))

    talking = threading.Thread(target=talk)
    talking.start()
    problems = []
    try:
        for _ in range(a.kills):
            time.sleep(chance.uniform(0.05, 1.0))
            with suppress(psutil.Error):
                kill(server, chance.choice(WHOM), chance)
        go_on = False
        talking.join()
        for talker in talkers:
            talker.talk(chance, end=True)
        eventually(lambda: not complaints(talkers), "everything", PATIENCE)
    except (AssertionError, OSError) as error:
        go_on = False
        problems = [*complaints(talkers), str(error)]
    try:
        server.stop()
    except (AssertionError, subprocess.TimeoutExpired) as error:
        problems.append(str(error))
    print("\n".join(problems) or f"all exact: {sum(talker.said for talker in talkers)} lines, {a.kills} kills")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()

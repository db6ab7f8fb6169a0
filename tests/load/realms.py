"""Three realms write to each other while each of them is killed at random moments. Run by hand:

    python tests/load/realms.py [--messages 10000] [--kills 15] [--seed N]

Half of the messages are private ones to the next realm, half go to a room that has members in all three. Whatever
was not acknowledged when a server died is sent again by the same ID. In the end every history must hold every message
once, those of each sender in their order.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.integration.client import Mamushi, eventually
from tests.integration.realms import Realms
from tests.integration.server import Server

NAMES = "abc"
PEOPLE = ("satu", "dua", "tiga")
AT_ONCE = 20
LIFE = 2.0
"""Seconds between two kills, on average."""
PATIENCE = 180.0
ROOM = "kelas@a"


class Writer(threading.Thread):
    """One user, who writes `count` messages whatever becomes of his server."""

    def __init__(self, realms: Realms, realm: str, name: str, count: int, kills: int) -> None:
        super().__init__(daemon=True)
        self.realms, self.realm, self.name, self.count = realms, realm, name, count
        self.peer = f"{name}@{NAMES[(NAMES.index(realm) + 1) % len(NAMES)]}"
        self.unsent = list(range(count))
        self.again = 0
        self.pause = kills * LIFE * AT_ONCE / count  # so that there is something to be lost at every kill

    def fields(self, number: int) -> dict[str, str]:
        to = self.peer if number % 2 else ROOM
        return {"RECEIVER": to, "CONTENT": f"{number}", "ID": f"{self.realm}-{self.name}-{number}"}

    def run(self) -> None:
        while self.unsent:
            try:
                self.write()
            except (OSError, AssertionError, ValueError):
                self.again += 1
                time.sleep(0.1)

    def write(self) -> None:
        client = login(self.realms, self.realm, self.name)
        while self.unsent:
            # In order: what comes later is not sent before what came earlier is safe.
            for number in self.unsent[:AT_ONCE]:
                client.request("SEND", **self.fields(number))
            for number in self.unsent[:AT_ONCE]:
                while (got := client.read()).get("ID") != self.fields(number)["ID"]:
                    pass
                assert got["CODE"] == "SEND_OK", got
                self.unsent.remove(number)
            time.sleep(self.pause)
        client.close()


def login(realms: Realms, realm: str, name: str) -> Mamushi:
    client = Mamushi(realms.ports[realm])
    account = {"username": name, "password": "rahasia"}
    assert client.call("LOGIN", CONTENT=account, DEVICE="load")["CODE"] == "LOGIN_OK"
    return client


def kill_some(realms: Realms, kills: int, luck: random.Random, writers: list[Writer]) -> Iterator[str]:
    """Kills a realm at a time, sometimes two, and starts them again; every realm gets its turn."""
    order = [NAMES[number % len(NAMES)] for number in range(kills)]
    luck.shuffle(order)
    while order and any(writer.unsent for writer in writers):
        time.sleep(luck.uniform(0, 2 * LIFE))
        down = {order.pop() for _ in range(min(len(order), luck.choice((1, 1, 2))))}
        for name in down:
            realms[name].kill_all()
            yield name
        time.sleep(luck.uniform(0, 1.5))
        realms.up(*down, wait=False)


def verdict(got: list[int], expected: list[int]) -> Counter[str]:
    """How many of the expected were lost or are there twice; and whether their order is wrong."""
    times = Counter(got)
    lost, doubled = sum(not times[n] for n in expected), sum(times[n] > 1 for n in times)
    return Counter(lost=lost, doubled=doubled, disorder=int(list(dict.fromkeys(got)) != sorted(times)))


def examine(realms: Realms, writers: list[Writer]) -> Counter[str]:
    total: Counter[str] = Counter()
    rooms = {name: login(realms, name, PEOPLE[0]).history(ROOM) for name in NAMES}
    for writer in writers:
        name, _, realm = writer.peer.partition("@")
        address = f"{writer.name}@{writer.realm}"
        history = login(realms, realm, name).history(address)
        got = [int(message["CONTENT"]) for message in history if message["SENDER"] == address]
        total += verdict(got, [n for n in range(writer.count) if n % 2])
        for realm, history in rooms.items():
            sender = writer.name if realm == writer.realm else address
            got = [int(message["CONTENT"]) for message in history if message["SENDER"] == sender]
            total += verdict(got, [n for n in range(writer.count) if n % 2 == 0])
    return total


def main() -> int:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--messages", type=int, default=10_000)
    p.add_argument("--kills", type=int, default=15)
    p.add_argument("--seed", type=int, default=None)
    options = p.parse_args()
    luck = random.Random(options.seed)
    servers: list[Server] = []

    def start(*words: object, data: Path, port: int) -> Server:
        servers.append(Server(data, *words, port=port))
        return servers[-1]

    with tempfile.TemporaryDirectory() as folder:
        limits = ("--burst", 10**6, "--rate", 10**6, "--workers", 1)
        realms = Realms(start, Path(folder), NAMES, *limits)
        try:
            realms.up(*NAMES)
            for realm in NAMES:
                for name in PEOPLE:
                    client = realms[realm].mamushi(name)
                    if (realm, name) == ("a", PEOPLE[0]):
                        client.call("MAKE_ROOM", CONTENT="kelas")
                    assert client.call("JOIN_ROOM", CONTENT=ROOM)["CODE"] == "JOIN_ROOM_OK"
                    client.close()
            count = options.messages // (len(NAMES) * len(PEOPLE)) + 1
            writers = [Writer(realms, realm, name, count, options.kills) for realm in NAMES for name in PEOPLE]
            began = time.monotonic()
            for writer in writers:
                writer.start()
            killed = Counter(kill_some(realms, options.kills, luck, writers))
            for writer in writers:
                writer.join(PATIENCE)
                assert not writer.unsent, f"{writer.name}@{writer.realm} could not send {len(writer.unsent)} messages"
            written = time.monotonic() - began
            found: Counter[str] = Counter()

            def all_is_there() -> bool:
                found.clear()
                found.update(examine(realms, writers))
                return not found["lost"]

            try:
                eventually(all_is_there, "the last message", PATIENCE)
            except AssertionError as error:
                print(error)
            print(f"{len(writers) * count} messages across three realms in {written:.1f} s,", end=" ")
            print(f"all arrived after {time.monotonic() - began:.1f} s")
            print("killed:", ", ".join(f"{name} {times} times" for name, times in sorted(killed.items())), end="; ")
            print(f"sent again after {sum(writer.again for writer in writers)} lost connections")
            print(f"lost {found['lost']}, doubled {found['doubled']}, senders out of order {found['disorder']}")
            return int(bool(sum(found.values())))
        finally:
            for server in servers:
                if not server.stopped:
                    server.kill_all()


if __name__ == "__main__":
    sys.exit(main())

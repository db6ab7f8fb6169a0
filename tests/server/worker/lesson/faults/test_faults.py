"""Whom a fault is on, and what is done to him: real connections, and a turn of the loop whenever a test says so."""

import select
import socket
import struct
import time
from collections.abc import Iterator

import pytest

from chatlib.core import commands
from chatlib.server.ipc.orders import Fault, Handover
from chatlib.server.ipc.timers import Timers
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.connections import Connections
from chatlib.server.worker.lesson.faults.faults import Faults
from chatlib.server.worker.lesson.faults.gate import GatedInlet
from chatlib.server.worker.poller import Poller

NEVER = float("inf")


def fault(number: int, target: str, kind: str = "cut", until: float = NEVER) -> Fault:
    return Fault(number, target, kind, 0.0, 0.0, 0, until, f"begins {number}", f"ends {number}")


class Told(list[tuple[int, str]]):
    """In place of the fan-out: whom it was told what."""

    def answer(self, conn: Connection, data: bytes) -> None:
        self.append((conn.cid, data.decode().strip().removeprefix("server: ")))

    def detach(self, conn: Connection) -> None:
        pass

    def take(self, conn: Connection) -> bytes:
        return b""


class Moves(list[int]):
    """In place of reader and writer: whose turn it was."""

    def readable(self, conn: Connection) -> None:
        self.append(conn.cid)

    writable = readable


class Stage:
    def __init__(self) -> None:
        self.asked: list[commands.Command] = []
        self.told, self.moves, self.timers = Told(), Moves(), Timers()
        self.poller = Poller()
        self.connections = Connections(
            self.poller, self.timers, self.told, self.asked.append, lambda _: None, self.asked.append
        )
        self.clients: list[socket.socket] = []
        self.begin()

    def begin(self, *faults: Fault) -> None:
        """A worker with these in its assignment."""
        self.faults = Faults(self.connections, self.told, self.moves, self.moves, self.timers, lambda: None)
        self.faults.put(faults)

    def enter(self, name: str = "") -> Connection:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.clients.append(socket.create_connection(listening.getsockname(), timeout=10))
            ours, _ = listening.accept()
        conn = self.connections.adopt(Handover(len(self.clients), "127.0.0.1", "pm"), ours, frozenset())
        if name:
            self.log_in(conn, name)
        return conn

    def log_in(self, conn: Connection, name: str) -> None:
        conn.uid, conn.dialect.user = conn.cid, name

    def turn(self) -> None:
        time_of_all = time.monotonic() + 0.05  # those that are to be in a hundredth of a second as well
        now, self.timers = self.timers, Timers()
        self.faults._timers = self.timers
        now.run(time_of_all)

    def on(self) -> list[int]:
        return [self.faults.on(conn) for conn in self.connections]

    def end(self) -> None:
        for conn in [*self.connections]:
            self.connections.forget(conn)
        for client in self.clients:
            client.close()
        self.poller.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.end()


def test_it_is_on_those_who_are_meant(stage: Stage) -> None:
    for name in ("ani", "budi", ""):
        stage.enter(name)
    stage.faults.put([fault(1, "ANI")])
    stage.turn()
    assert stage.on() == [1, 0, 0]
    stage.faults.put([fault(1, "ANI"), fault(2, "all")])
    stage.turn()
    assert stage.on() == [2, 2, 0]
    stage.faults.put([fault(1, "ANI"), fault(2, "all"), fault(3, "#3")])
    stage.turn()
    assert stage.on() == [2, 2, 3]
    stage.faults.put([fault(1, "ANI")])
    stage.turn()
    assert stage.on() == [1, 0, 0]
    stage.faults.put([])
    stage.turn()
    assert stage.on() == [0, 0, 0]
    begun = [(1, "begins 1"), (1, "begins 2"), (2, "begins 2")]
    assert stage.told == [*begun, (1, "begins 1"), (2, "ends 2"), (1, "ends 1")]


def test_it_is_on_those_who_log_in_later_and_ends_by_itself(stage: Stage) -> None:
    conn = stage.enter()
    stage.faults.put([fault(1, "ani")])
    stage.turn()
    assert stage.on() == [0]
    stage.log_in(conn, "ani")
    stage.turn()
    assert stage.on() == [1]
    stage.faults.put([fault(1, "ani", until=time.monotonic())])
    stage.turn()
    assert stage.on() == [0]
    assert stage.told == [(1, "begins 1"), (1, "ends 1")]
    assert stage.moves == [1]  # what waited goes on


def test_what_happens_once_happens_to_who_is_there(stage: Stage) -> None:
    first = stage.enter("ani")
    stage.faults.put([fault(1, "ani", "reset")])
    stage.turn()
    assert first.fd < 0
    with pytest.raises(ConnectionResetError):
        stage.clients[0].recv(1)
    again = stage.enter("ani")
    stage.faults.put([fault(1, "ani", "reset")])  # as it is told again when anything changes
    stage.turn()
    assert again.fd >= 0


def test_before_the_first_turn_nothing_is_hidden(stage: Stage) -> None:
    """Until then a successor recalls what its predecessor had asked, from the bytes that are there."""
    conn = stage.enter("ani")
    stage.faults.put([fault(1, "ani")])
    assert not isinstance(conn.inlet, GatedInlet)
    stage.turn()
    assert isinstance(conn.inlet, GatedInlet)


def test_a_successor_does_not_tell_again_what_was_told(stage: Stage) -> None:
    stage.begin(fault(1, "all"))
    stage.enter("ani")
    stage.turn()
    assert stage.on() == [1]
    assert stage.told == []
    stage.enter("budi")
    stage.turn()
    assert stage.told == [(2, "begins 1")]
    stage.faults.put([])
    stage.turn()
    assert stage.told[1:] == [(1, "ends 1"), (2, "ends 1")]


def test_one_that_is_half_open_is_gone_for_all_and_never_closed(stage: Stage) -> None:
    conn = stage.enter("ani")
    stage.faults.put([fault(1, "ani", "half_open")])
    stage.turn()
    assert [type(one) for one in stage.asked] == [commands.Drop]
    assert (conn.uid, conn.deadline) == (0, NEVER)
    assert stage.told == [(1, "begins 1")]
    stage.faults.put([])
    stage.turn()
    assert conn.fd >= 0
    assert stage.told == [(1, "begins 1")]
    stage.clients[0].sendall(b"halo\n")
    assert select.select([conn.sock], [], [], 10)[0]
    stage.turn()
    assert conn.fd < 0


def test_one_that_is_half_open_may_be_reset_by_the_client(stage: Stage) -> None:
    """And it may be found out here, before the loop hears of it."""
    conn = stage.enter("ani")
    stage.faults.put([fault(1, "ani", "half_open")])
    stage.turn()
    client = stage.clients[0]
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    assert select.select([conn.sock], [], [], 10)[0]
    stage.turn()
    assert conn.fd < 0


def test_who_goes_takes_the_gate_along(stage: Stage) -> None:
    conn = stage.enter("ani")
    stage.faults.put([fault(1, "ani")])
    stage.turn()
    stage.connections.forget(conn)
    stage.turn()
    assert stage.faults.on(conn) == 0

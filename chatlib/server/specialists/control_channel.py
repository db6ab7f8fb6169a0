"""Specialists: processes for connections that are not for chatting.

A worker that sees what such a connection begins with passes it on, unread: it only looks at bytes until
what they ask for is safe. The supervisor hands its duplicate of the descriptor to the process that knows what to do.
"""

import importlib
import os
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler, recv_handle
from typing import NamedTuple

from chatlib.server.ipc import reports
from chatlib.server.ipc.orders import Acted, Counted, Faults, Finish, Handover, Inner, Places, Said, Service, Watch
from chatlib.server.options import Options
from chatlib.state.channel import Channel, Overfull
from chatlib.state.layout import CRASHES
from chatlib.state.processes import ignore_signals, record_crash, set_process_name
from chatlib.state.release import RELEASE

ALIVE_EVERY = 5.0
"""Seconds between two signs of life."""


class ClientConnection(NamedTuple):
    """A connection of a client, with everything that it has sent still unread.

    `address` is the client's; `secure`: it came encrypted.
    """

    cid: int
    sock: socket.socket
    address: str
    secure: bool


class InnerConnection(NamedTuple):
    """What was asked for by `want_inner`; None if it is not to be had."""

    ticket: int
    sock: socket.socket | None


class Watched(NamedTuple):
    """What processes write down while somebody looks on stands on this board, a descriptor."""

    board: int


Order = ClientConnection | InnerConnection | Service | Counted | Watched | Places | Said | Acted | Faults


class ControlChannel:
    """A specialist's end of the pipes to the supervisor. All but `orders` may be called from any thread.

    `at_end` is called before the process ends by itself; most have nothing to do then.
    """

    def __init__(self, orders: Connection, report: Connection) -> None:
        self._orders = orders
        self._report = Channel(report)
        self._room = select.poll()
        self._room.register(self._report, select.POLLOUT)
        self._lock = threading.Lock()
        self.at_end: Callable[[], None] = lambda: None

    def orders(self) -> Iterator[Order]:
        """What comes, first of all a Service. The process ends when it is told so, or its supervisor is gone.

        Who asks for it is ready, and from now on gives signs of life.
        """
        self._tell(reports.Ready(RELEASE))
        threading.Thread(target=self._say_alive, name="alive", daemon=True).start()
        try:
            while not isinstance(order := self._next(), Finish):
                if isinstance(order, Handover):
                    sock = self._receive()
                    self._tell(reports.Adopted(1))
                    order = ClientConnection(order.cid, sock, order.address, "tls" in order.through)
                elif isinstance(order, Inner):
                    order = InnerConnection(order.ticket, self._receive() if order.given else None)
                elif isinstance(order, Watch):
                    order = Watched(recv_handle(self._orders))
                yield order
        except (EOFError, OSError):
            pass
        self.at_end()
        os._exit(0)

    def _next(self) -> Handover | Inner | Service | Counted | Watch | Places | Said | Acted | Faults | Finish:
        while True:
            data = self._orders.recv_bytes()
            with suppress(EOFError, OSError):  # a Service whose state has died meanwhile: another one comes
                return ForkingPickler.loads(data)

    def want_inner(self, ticket: int, cid: int, dialect: str) -> None:
        """Asks for a connection to a worker, see reports.Inner. It comes by the orders."""
        self._tell(reports.Inner(ticket, cid, dialect))

    def count(self) -> None:
        """Asks how many of what there are. A Counted comes by the orders."""
        self._tell(reports.Count())

    def watch(self, on: bool) -> None:
        """Somebody looks on here: a board comes by the orders, and what there is to be seen. Or nobody does now."""
        self._tell(reports.Watches(on))

    def act(self, what: str, place: str, asked: float, before: list[int]) -> None:
        """Asks for it, see reports.Act. An Acted comes by the orders."""
        self._tell(reports.Act(what, place, asked, before))

    def disturb(self, wish: reports.Disturb | reports.Heal) -> None:
        """Asks for a fault, or for its end. What is on then comes by the orders."""
        self._tell(wish)

    def settled(self, number: int) -> None:
        """Nothing more is to be known of that act."""
        self._tell(reports.Settled(number))

    def closed(self, cid: int) -> None:
        """This connection is done with. It must have been shut down: the supervisor has a descriptor of it as well."""
        self._tell(reports.Closed(cid))

    def news(self, text: str) -> None:
        """Something that whoever runs the server may like to know, in one line."""
        self._tell(reports.News(text))

    def trouble(self, text: str) -> None:
        """Something that whoever runs the server should know, in one line."""
        self._tell(reports.Trouble(text))

    def incident(self, kind: reports.IncidentKind, about: str) -> None:
        """Something that the console is told of once a minute, however often it happens."""
        self._tell(reports.Incidents(kind, 1, about))

    def _say_alive(self) -> None:
        while True:
            time.sleep(ALIVE_EVERY)
            self._tell(reports.Alive())

    def _receive(self) -> socket.socket:
        sock = socket.socket(fileno=recv_handle(self._orders))
        sock.set_inheritable(False)
        return sock

    def _tell(self, report: reports.Report) -> None:
        with self._lock:
            try:
                self._report.send(reports.encode(report))
                while self._report.waiting:
                    self._room.poll()
                    self._report.flush()
            except (OSError, Overfull):
                os._exit(0)


def main(orders: Connection, report: Connection, name: str, module: str, options: Options) -> None:
    """The process of a specialist: the `main` of its module gets the ControlChannel and the options."""
    ignore_signals()
    set_process_name(f"ruang-{name}")
    control = ControlChannel(orders, report)
    try:
        importlib.import_module(module).main(control, options)
    except BaseException as error:
        record_crash(options.data / CRASHES)
        control.trouble(f"{type(error).__name__}: {error}")
    os._exit(70)

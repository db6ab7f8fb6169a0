"""Which sockets are ready? Edge-triggered epoll where there is one, `selectors` elsewhere."""

import select
import selectors
from contextlib import suppress

READABLE = 1
WRITABLE = 4
ENDED = 0x2000
"""The other side will send nothing more (EPOLLRDHUP)."""
_AT_ONCE = 128
"""Ready sockets taken in one turn, so that a turn stays short and everybody gets one."""


class EpollPoller:
    """Says once that something new has come; whoever does not read all of it must remember that itself."""

    by_edges = True

    def __init__(self) -> None:
        self._epoll = select.epoll()

    def add(self, fd: int, edge: bool = True) -> None:
        """`edge`: for sockets. Pipes of the program's own are told of as long as there is something."""
        events = select.EPOLLIN
        if edge:
            events |= select.EPOLLOUT | select.EPOLLRDHUP | select.EPOLLET
        self._epoll.register(fd, events)

    def want(self, fd: int, read: bool, write: bool) -> None:
        """What to tell of a descriptor that was not added as `edge`."""
        self._epoll.modify(fd, (select.EPOLLIN if read else 0) | (select.EPOLLOUT if write else 0))

    def want_socket(self, fd: int, read: bool, write: bool) -> None:
        """Nothing to do: an edge is told of only once anyway."""

    def remove(self, fd: int) -> None:
        with suppress(FileNotFoundError):  # inherited, and not yet taken over
            self._epoll.unregister(fd)

    def poll(self, timeout: float) -> list[tuple[int, int]]:
        """(descriptor, mask) pairs; `timeout` in seconds. Whatever else than WRITABLE is in a mask (READABLE, ENDED, or
        that something is wrong) is found out by reading.
        """
        return self._epoll.poll(timeout, _AT_ONCE)

    def close(self) -> None:
        self._epoll.close()


class SelectorPoller:
    """The same with levels: tells again and again, so that interest must be taken away and given back."""

    by_edges = False

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def add(self, fd: int, edge: bool = True) -> None:
        self._selector.register(fd, selectors.EVENT_READ)

    def want(self, fd: int, read: bool, write: bool) -> None:
        events = (selectors.EVENT_READ if read else 0) | (selectors.EVENT_WRITE if write else 0)
        known = fd in self._selector.get_map()
        if events and known:
            self._selector.modify(fd, events)
        elif events:
            self._selector.register(fd, events)
        elif known:
            self._selector.unregister(fd)

    want_socket = want

    def remove(self, fd: int) -> None:
        if fd in self._selector.get_map():
            self._selector.unregister(fd)

    def poll(self, timeout: float) -> list[tuple[int, int]]:
        masks = {selectors.EVENT_READ: READABLE, selectors.EVENT_WRITE: WRITABLE}
        ready = self._selector.select(timeout)[:_AT_ONCE]
        return [(key.fd, masks.get(events, READABLE | WRITABLE)) for key, events in ready]

    def close(self) -> None:
        self._selector.close()


Poller = EpollPoller if hasattr(select, "epoll") else SelectorPoller

"""The state's side of a worker: what it is told, kept until it has processed it, whatever becomes of either process."""

from collections import deque

from chatlib.core import events
from chatlib.core.cluster import numbers
from chatlib.state import redo
from chatlib.state.channel import Channel
from chatlib.state.frames import Resumed, Told, decode_told, encode
from chatlib.state.redo import Files, RedoLog

MOST_KEPT = 64 << 20
"""Bytes of tells that nobody has processed. A worker is replaced long before; beyond, its connections are given up."""

BEFORE = -1
"""Instead of a SEQ, in the log: all up to that number was told, and is kept no more."""


class WorkerLine:
    """Belongs to a worker's number, not to one process. `worker`: that number, as all nodes of a cluster know it.
    `channel` is None between a worker's death and its successor.

    `live` once the worker has said what it knows; until then everything is only kept.
    """

    def __init__(self, number: int, worker: int, log: Files, records: list[bytes]) -> None:
        self.number = number
        self.worker = worker
        self.channel: Channel | None = None
        self.live = False
        self.news: list[events.Event] = []
        self.answered = True
        self._kept: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self.told = self.done = 0
        for record in records:
            told = decode_told(record)
            self.told, self.done = told.number, told.done
            if told.seq != BEFORE:
                self._keep(record)
        self._log = RedoLog(log)
        self._log.restart(records)

    @property
    def has_news(self) -> bool:
        return bool(self.news) or not self.answered

    @property
    def overfull(self) -> bool:
        return self._size > MOST_KEPT

    def pack(self, seq: int) -> bytes:
        """All news as the next tell, which from now on is kept."""
        self.told += 1
        record = encode(Told(self.told, self.done, seq, self.news))
        self.news, self.answered = [], True
        self._keep(record)
        if self._log.full:
            self._begin_log()
        else:
            self._log.append(record)
        return record

    def heard(self, number: int) -> None:
        """The worker has processed all tells up to this one."""
        while self._kept and self._kept[0][0] <= number:
            self._size -= len(self._kept.popleft()[1])

    def greeting(self, told: int) -> list[bytes]:
        """What a worker must get first that has processed the tells up to number `told`."""
        self.heard(told)
        self._begin_log()  # who dies again and again must not hand down more and more
        self.live = True
        last = self._kept[-1][0] if self._kept else told  # what was given up will not be told
        return [encode(Resumed(self.done, last)), *(record for _, record in self._kept)]

    def hang_up(self) -> None:
        if self.channel:
            self.channel.close()
        self.channel, self.live = None, False

    def _begin_log(self) -> None:
        """It holds what is kept, and the number of what came before: that may not be forgotten, even if all of these
        are, with what was not committed."""
        before = self._kept[0][0] - 1 if self._kept else self.told
        done = 0 if self._kept else self.done
        self._log.restart([encode(Told(before, done, BEFORE, [])), *(record for _, record in self._kept)])

    def _keep(self, record: bytes) -> None:
        self._kept.append((self.told, record))
        self._size += len(record)


Lines = dict[int, WorkerLine]
"""By the worker's number among those of all nodes; their logs are by that of this one."""


def new(logs: dict[int, Files], node: int = 0) -> Lines:
    """Nobody was told anything yet."""
    return _lines(logs, node, {number: [] for number in logs})


def remembered(logs: dict[int, Files], seq: int, node: int = 0) -> Lines:
    """Those of a state process that has died. What it had not committed, beyond `seq`, it has told nobody."""
    told = {number: [one for one in redo.read(log) if decode_told(one).seq <= seq] for number, log in logs.items()}
    return _lines(logs, node, told)


def _lines(logs: dict[int, Files], node: int, told: dict[int, list[bytes]]) -> Lines:
    lines = [WorkerLine(number, numbers.worker(node, number), log, told[number]) for number, log in logs.items()]
    return {line.worker: line for line in lines}

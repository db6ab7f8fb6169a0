"""Several realms in one process: a Chat for each, and a queue for what each sends to each other one."""

import itertools
from collections import defaultdict, deque

from chatlib.core import commands, entries, events
from chatlib.core.chat import Chat
from chatlib.core.world import Kept


class Realm:
    """One of them, with its time, all that its journal would keep, and all that it told anybody."""

    def __init__(self, name: str, peers: list[str]) -> None:
        self.name = name
        self.chat = Chat()
        self.now = 1_700_000_000.0
        self.changes: list[Kept] = []
        self.told: list[events.Event] = []
        self.outbox: dict[str, deque[tuple[int, bytes]]] = {peer: deque() for peer in peers}
        self.acked: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
        self.cids: dict[str, int] = {}
        self._cids, self._numbers = itertools.count(1), itertools.count(1)
        self.do(commands.Federate(realm=name, peers=peers))
        for peer in peers:
            self.do(commands.Linked(realm=peer))

    @property
    def state(self):
        return self.chat.state

    def do(self, command: commands.Command) -> list:
        outcome = self.chat.apply(command, self.now)
        changes = self.chat.take_changes()
        self.changes += changes
        outgoing = self.chat.take_outgoing()
        assert changes or not outgoing, "what is put out stands in the log with a change"
        for realm, lane, entry in outgoing:
            assert lane == (entries.FILES if getattr(entry, "file", None) else entries.TALK)
            self.outbox[realm].append((next(self._numbers), entries.encode(entry)))
        self.told += outcome
        return outcome

    def account(self, *names: str) -> None:
        for name in names:
            self.do(commands.Register(name=name, secret="hash"))
            cid = self.cids[name] = next(self._cids)
            self.do(commands.Enter(cid, name=name, worker=1))

    def guest(self, name: str) -> None:
        cid = self.cids[name] = next(self._cids)
        self.do(commands.Guest(cid, name=name, worker=1))

    def gone(self, name: str) -> None:
        self.do(commands.Drop(self.cids.pop(name)))

    def ask(self, name: str, asked: type[commands.Command], /, **fields) -> events.Event | None:
        """What a user's command is answered with, if it is answered at once."""
        cid = self.cids[name]
        return self.answer(name, self.do(asked(cid, **fields)))

    def answer(self, name: str, outcome: list | None = None) -> events.Event | None:
        """The last answer that this user got."""
        told = self.told if outcome is None else outcome
        return next((event for event in reversed(told) if event.cid == self.cids[name]), None)

    def members(self, room: str) -> list[str]:
        return self.chat.shown(self.chat.room(room).members)

    def heard(self, name: str) -> list[tuple[str, str]]:
        """Private messages to a user: (sender, text)."""
        uid = self.chat.user(name).uid
        return [(m.sender, m.text) for m in self.told if isinstance(m, events.Message) and m.to == uid]

    def said(self, room: str) -> list[tuple[str, str]]:
        """All that was said in a room: (sender, text)."""
        rid = self.chat.room(room).rid
        return [(m.sender, m.text) for m in self.told if isinstance(m, events.Message) and not m.to and m.rid == rid]

    def arrive(self, realm: str, number: int, data: bytes, content: bool = True) -> list:
        return self.do(commands.Arrive(realm=realm, number=number, entry=entries.decode(data), content=content))

    def tick(self, seconds: float) -> None:
        self.now += seconds
        self.do(commands.Tick())

    def replayed(self) -> Chat:
        chat = Chat()
        for change in self.changes:
            chat.replay(change)
        return chat


class Mesh:
    """Realms that all know each other."""

    def __init__(self, names: str) -> None:
        self.realms = {name: Realm(name, [peer for peer in names if peer != name]) for name in names}

    def __getattr__(self, name: str) -> Realm:
        return self.realms[name]

    def deliver(self, source: str, to: str, count: int = 1, repeat: bool = False) -> None:
        """The next entries of one to another; with `repeat` the last ones that it has come once more."""
        queue, done = self.realms[source].outbox[to], self.realms[source].acked[to]
        for number, data in done[-3:] if repeat else ():
            assert self.realms[to].arrive(source, number, data) == []
        for _ in range(min(count, len(queue))):
            number, data = queue.popleft()
            done.append((number, data))
            self.realms[to].arrive(source, number, data)

    def settle(self) -> None:
        """Until nothing is on its way any more."""
        while moves := [(a, b) for a, realm in self.realms.items() for b, queue in realm.outbox.items() if queue]:
            for source, to in moves:
                self.deliver(source, to, 1000)

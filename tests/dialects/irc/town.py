"""A town to test in: the real state and journal, and clients that it is told to as the server tells them."""

import itertools
from collections.abc import Callable

import msgspec

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.limits import Limits
from chatlib.core.rules import Fetch, Original
from chatlib.dialects.detection import Undetected
from chatlib.server.worker.delivery import Delivery
from chatlib.server.worker.fanout import Fanout
from chatlib.state.frames import Told
from chatlib.state.order.replies import complete, with_original
from tests.state.in_memory import InMemory

_pack = msgspec.msgpack.encode
_command = msgspec.msgpack.Decoder(commands.Any).decode
_event = msgspec.msgpack.Decoder(events.Any).decode


class Client:
    """One connection, without a socket. `out`: all that was ever written to it."""

    def __init__(self, town: "Town", cid: int) -> None:
        self.town, self.cid = town, cid
        self.dialect = Undetected(bare=True)
        self.uid, self.fd, self.heard, self.seen = 0, 0, None, 0
        self.behind = self.wants_more = self.waits = self.unsettled = self.holds_token = False
        self.expected: list = []
        self.rest = self.out = b""
        self.forgets = False  # after each answer another process goes on, with what was remembered
        self._terminated = False

    @property
    def ended(self) -> bool:
        return self.dialect.closing and not self.expected

    closing = ended
    answer = settle = lambda self: None

    def feed(self, packet: bytes) -> bytes:
        """What is written to it because of this packet."""
        before = len(self.out)
        self.rest += packet
        while b"\n" in self.rest and not self.ended:
            self.town.ask(self, self._read())
            if self.forgets and not isinstance(self.dialect, Undetected):
                remembered = msgspec.msgpack.decode(_pack(self.dialect.remember()))
                self.dialect = type(self.dialect).recall(remembered)
        return self.out[before:]

    def send(self, *lines: str) -> list[str]:
        """The lines that answer these, in one packet."""
        answer = self.feed("".join([f"{line}\r\n" for line in lines]).encode()).decode()
        assert not answer or answer.endswith("\r\n")
        return answer.split("\r\n")[:-1]

    def lines(self) -> list[str]:
        """What was written since this was asked last, or since it was last sent something: its lines."""
        heard, self.out = self.out, b""
        return heard.decode().replace("\r\n", "\n").split("\n")[:-1]

    def drop(self) -> None:
        self.town.fanout.detach(self)
        self.town.tell(self.town.do(commands.Drop(cid=self.cid, written=self.town.chat.state.seq)))

    def _read(self) -> list:
        """Up to a line whose answer decides how the next one is read."""
        asks: list = []
        while b"\n" in self.rest:
            line, _, self.rest = self.rest.partition(b"\n")
            if not self._terminated:
                self._terminated, self.dialect.bare = True, False
                self.dialect.eol = b"\r\n" if line.endswith(b"\r") else b"\n"
            ask = self.dialect.receive(self.dialect.text(line.removesuffix(b"\r")))
            self.dialect = self.dialect.successor or self.dialect
            if ask is None:
                continue
            asks += [ask, *ask.rest]
            decides = any(one.decides for one in [ask, *ask.rest])
            if decides or self.dialect.closing or isinstance(self.dialect, Undetected):
                break
        return asks


class Town:
    """Does what sequencer and translator do, and has a Delivery, all in one process.

    Time stands still unless `now` is moved.
    """

    def __init__(self, **limits: float) -> None:
        self.chat = Chat(limits=Limits(**limits))
        self.journal = InMemory()
        self.now = 1_800_000_000.0
        self.crashes: list[Exception] = []
        self.fanout = Fanout(self.crashes.append)
        self.clients: dict[int, Client] = {}
        around = Around(self.clients)
        self.delivery = Delivery(around, around, around, around, self.fanout, around, around, around, around, _nothing)
        self._cids, self._turns = itertools.count(1), itertools.count(1)

    def close(self) -> None:
        self.journal.close()
        assert not self.crashes

    def connect(self) -> Client:
        client = Client(self, next(self._cids))
        self.clients[client.cid] = client
        return client

    def account(self, name: str, password: str = "rahasia123") -> None:
        (done,) = self.do(commands.Register(name=name, secret=password))
        assert isinstance(done, events.Done)

    def irc(self, nick: str, *join: str, caps: str = "", ident: str = "") -> Client:
        """A guest who speaks IRC, registered and in these channels; what came of that is forgotten."""
        client = self.connect()
        client.send(
            *([f"CAP REQ :{caps}"] if caps else []), f"NICK {nick}", f"USER {ident or nick} 0 * :{nick.title()}"
        )
        client.send("CAP END")
        assert client.dialect.user == nick
        for channel in join:
            assert client.send(f"JOIN {channel}")
        client.lines()
        return client

    def pm(self, name: str) -> Client:
        """Somebody who types."""
        client = self.connect()
        client.feed(f"{name}\n".encode())
        client.lines()
        return client

    # -------------------------------------------------------------- the state

    def do(self, command: commands.Command) -> list[events.Event]:
        """All that comes of it, as it comes out of the pipes, and what the journal answers."""
        outcome = self.chat.apply(_command(_pack(command)), self.now)
        out = []
        for item in outcome:
            if isinstance(item, Fetch):
                self.journal.append(self.chat.take_changes())
                if isinstance(item.wanted, Original):
                    out += self.do(with_original(self.journal.history, item.wanted))
                    continue
                item, _ = complete(self.journal.history, item, self.chat.state.seq)
            out.append(_event(_pack(item)))
        self.journal.append(self.chat.take_changes())
        return out

    def ask(self, client: Client, asks: list) -> None:
        told: list[events.Event] = []
        for ask in asks:
            client.expected.append(ask.context)
            told += self._proved(client, ask)
        self.tell(told)

    def _proved(self, client: Client, ask) -> list[events.Event]:
        command, name = ask.command, ask.account or getattr(ask.command, "name", "")
        if ask.password is not None:
            registers = isinstance(command, commands.Register)
            (found,) = self.do(commands.Lookup(client.cid, name=name, register=registers))
            if isinstance(found, events.Refused):
                return [found]
            if registers:
                command.secret = ask.password
            elif found.secret != ask.password:
                command = commands.Pass(reason=Reason.WRONG_PASSWORD, subject=name)
        if isinstance(command, commands.Enter | commands.Guest):
            command.dialect, command.worker = client.dialect.name, 1
            command.session = f"s{client.cid}" if client.dialect.gives_token else ""
        command.cid = client.cid
        return self.do(command)

    # --------------------------------------------------------------- who hears

    def tell(self, told: list[events.Event]) -> None:
        """All of one turn; and what comes of it because somebody has not got everything yet."""
        while told:
            turn = next(self._turns)
            self.delivery.told(Told(turn, turn, self.chat.state.seq, told))
            self.delivery.announce()
            told, wanting = [], [one for one in self.clients.values() if one.wants_more]
            for client in wanting:
                client.wants_more = False
                told += self.do(commands.More(client.cid, after=client.seen))


class Around:
    """All that is around a Delivery, and of no matter here; of connections and of the writer what is."""

    def __init__(self, clients: dict[int, Client]) -> None:
        self.by_cid = clients.get
        self.seq = 0

    def __getattr__(self, name: str) -> Callable[..., None]:
        return _nothing

    def fail(self, client: Client, error: Exception) -> None:
        raise error

    def begins(self, client: Client) -> None:
        client.behind = True

    def write(self, data: bytes, members: list[Client], seq: int) -> None:
        for client in members:
            client.out += data


def _nothing(*_: object) -> None:
    pass

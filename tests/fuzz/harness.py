"""A connection without a socket, and a state without a journal: what bytes bring about, and what must hold for it."""

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import msgspec

from chatlib.core import commands, events
from chatlib.core.chat import Chat
from chatlib.core.errors import Reason
from chatlib.core.rules import Backlog, Correspondence, Entry, Fetch, Missed, Original
from chatlib.core.tokens import digest
from chatlib.dialects import LONGEST_LINE
from chatlib.dialects.base import Ask, Question
from chatlib.dialects.detection import DIALECTS
from chatlib.dialects.irc import Irc
from chatlib.server.worker.connection import Connection

PASSWORD = "rahasia"
"""Of the accounts `ani` and `budi`, which exist, as does the open room `kelas`."""

FACTOR = 24
"""The longest answer to a byte: a name of one letter, in a list of them, becomes the words for why it is refused."""

AT_LEAST = 6144
"""Bytes that any answer may have: names that are there already, a message, a file, what can be asked of IRC."""

NOW = 1_000_000.0


class Exchange(NamedTuple):
    """Everything that was asked, and everything that was answered."""

    asked: list[commands.Command]
    answered: bytes


class Inlet:
    """As those of the server, but in memory."""

    def __init__(self) -> None:
        self._data = b""
        self.ended = False

    def arrive(self, data: bytes) -> None:
        self._data += data

    def look(self) -> bytes | None:
        return self._data[: LONGEST_LINE + 1] or (b"" if self.ended else None)

    def consume(self, count: int) -> None:
        assert count <= len(self._data), "what never came was consumed"
        self._data = self._data[count:]


class NoSocket:
    """What is answered is looked at here, and never written."""

    def setblocking(self, _: bool) -> None: ...

    def fileno(self) -> int:
        return 0

    def send(self, data: bytes) -> int:
        raise AssertionError(f"written: {data!r}")


SAID = events.Message(0, 5, NOW, 0, "lobby", 2, "budi", 0, "", "halo")


class House:
    """One connection, and all that it talks to. The state is a real one, and its clock stands still."""

    def __init__(self, pinned: str) -> None:
        self.chat = Chat()
        for name in ("ani", "budi"):
            self.chat.apply(commands.Register(name=name, secret=PASSWORD), NOW)
        self.chat.apply(commands.Enter(2, name="budi", dialect="pm", worker=1), NOW)
        self.chat.apply(commands.CreateRoom(2, room="kelas"), NOW)
        (offered,) = self.chat.apply(commands.Offer(2, to="ani", name="isi.txt", size=4, sha256="0f"), NOW)
        self.chat.apply(commands.Arrived(fid=offered.fid), NOW)
        self.conn = Connection(1, NoSocket(), "127.0.0.1", pinned)
        self.inlet = self.conn.inlet = Inlet()
        self.asked: list[commands.Command] = []
        self.answered = bytearray()
        self._arrived = 0

    def arrive(self, data: bytes) -> None:
        """Everything that can be understood by now is answered."""
        self.inlet.arrive(data)
        self._arrived += len(data)
        self._read()

    def end(self) -> None:
        """The client sends no more."""
        self.inlet.ended = True
        self._read()

    def _read(self) -> None:
        conn = self.conn
        while not conn.dialect.closing:
            data = conn.inlet.look()
            if data and (messages := conn.messages(data)):
                for command, context in messages:
                    self._serve(Ask(command, context))
            else:
                for ask in conn.read(0.0, data) or ():
                    self._serve(ask)
            conn.waits = False
            if not conn.taken:
                return
            conn.commit()

    def _serve(self, ask: Ask) -> None:
        before = len(self.answered)
        command = self._command(ask)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(command), type=commands.Any) == command
        self.asked.append(command)
        answers = 0
        for item in self._outcome(command, ask):
            event = self._complete(item) if isinstance(item, Fetch) else item
            if isinstance(event, events.Admitted):
                continue  # a step on the way
            if isinstance(event, events.CatchUp):
                self.answered += self.conn.dialect.catch_up(event)
            elif event.cid:
                answers += 1
                self.answered += self.conn.dialect.reply(event, ask.context)
            if isinstance(event, events.Message | events.Push | events.Invitation):
                check_push(event)
        assert answers == 1, f"{answers} answers to {command}"
        assert len(self.answered) - before <= AT_LEAST + FACTOR * self._arrived, "an answer without bound"

    def _outcome(self, command: commands.Command, ask: Ask) -> list[events.Event | Fetch]:
        """What comes of it; contents of files are kept and found at once."""
        outcome = self.chat.apply(command, NOW)
        match outcome[-1] if outcome else None:
            case Fetch(wanted=Original() as wanted):
                wanted.command.original = SAID if wanted.seq % 2 else events.Message()
                return self.chat.apply(wanted.command, NOW)
            case events.Admitted() if isinstance(ask.command, Question):
                asked = commands.Unsigned(room=ask.command.room, text=ask.command.text)
                return [*self.chat.apply(asked, NOW), events.Done(1)]
            case events.Offered() as offered if ask.content is not None:
                return [*outcome[:-1], *self.chat.apply(commands.Arrived(1, fid=offered.fid), NOW)]
            case events.Files() as found:
                found.contents = [b"halo"] * len(found.files)
        return outcome

    def _command(self, ask: Ask) -> commands.Command:
        """What the server makes of it: it proves passwords, and gives tokens that here are always the same."""
        command, dialect = ask.command, self.conn.dialect
        if ask.password is not None and isinstance(command, commands.Register):
            command.secret = str(len(ask.password.encode()))
        elif ask.password is not None and ask.password != PASSWORD:
            command = commands.Pass(reason=Reason.WRONG_PASSWORD, subject=ask.account or command.name)
        begins = getattr(command, "enter", None) or command
        if isinstance(begins, commands.Enter | commands.Guest | commands.Resume):
            begins.dialect, begins.worker = dialect.name, 1
            if dialect.gives_token and not begins.session:
                dialect.token = f"7a592c0e-2cb5-4de6-866b-{len(self.asked):012x}"
                begins.session = digest(dialect.token)
        if isinstance(command, Question):
            command = begins = commands.MayAsk(room=command.room)
        command.cid = begins.cid = 1
        return command

    def _complete(self, fetch: Fetch) -> events.Event:
        """As if the journal held one thing of each kind."""
        message = SAID
        if isinstance(fetch.wanted, Missed):
            return events.CatchUp(fetch.cid, [message], fetch.wanted.invitations, False, 5, [0])
        if isinstance(fetch.wanted, Entry):
            fetch.wanted.entered.missed = [message]
            return fetch.wanted.entered
        if isinstance(fetch.wanted, Correspondence):
            return events.Correspondents(fetch.cid, [("budi", False, NOW)])
        if isinstance(fetch.wanted, Backlog):
            return events.Unread(fetch.cid, [("budi", False, 1, 1, "")])
        return events.Page(fetch.cid, fetch.about, [message])


def talk(pinned: str, data: bytes) -> None:
    """Whatever a client sends, only documented errors come of it, however it arrives; AssertionError if not."""
    whole = _exchange(pinned, [data])
    whole.answered.decode()
    for pieces in _splits(data):
        assert _exchange(pinned, pieces) == whole, "it matters where the bytes were split"


def check_push(event: events.Event) -> None:
    """As many lines as were said, and one that quotes, or nothing, for the clients of every dialect."""
    most = getattr(event, "text", "").count("\n") + (getattr(event, "reply", None) is not None)
    for dialect in DIALECTS.values():
        for manner in (0, 2**30 - 1) if dialect is Irc else (0,):
            lines = dialect.push(event, manner)
            lines.decode()
            assert not {b"\r", b"\x1b"} & {bytes([byte]) for byte in lines}
            if dialect is Irc:  # which makes several of one that is too long, and says what somebody is who comes
                assert all(len(line.partition(b" :")[0]) <= 510 for line in lines.split(b"\n"))
            else:
                assert lines.count(b"\n") <= most


def _exchange(pinned: str, pieces: list[bytes]) -> Exchange:
    house = House(pinned)
    for piece in pieces:
        house.arrive(piece)
    house.end()
    return Exchange(house.asked, bytes(house.answered))


def _splits(data: bytes) -> Iterator[list[bytes]]:
    """Byte by byte if that is not too slow, and in pieces that follow from the data: a finding must come again."""
    if len(data) <= 128:
        yield [data[place : place + 1] for place in range(len(data))]
    chance = random.Random(crc32(data))
    ends = [0, *sorted(chance.randrange(len(data) + 1) for _ in range(4)), len(data)]
    yield [data[start:end] for start, end in pairwise(ends)]


def fill(text: str) -> str:
    """The text again and again, up to the longest line: what takes more than linear time for it does not end."""
    return (text * (LONGEST_LINE // len(text) + 1))[:LONGEST_LINE] if text else ""

"""What a worker counts and writes down while somebody looks on, and what it does not write down."""

import os
import time
import weakref

import pytest

from chatlib.core import commands, events
from chatlib.server.options import Allowance
from chatlib.server.worker.inlet import PEEKS, Inlet
from chatlib.server.worker.lesson.faults.gate import Gate
from chatlib.server.worker.lesson.faults.schedules import Open
from chatlib.server.worker.limits.rate_limits import Purse
from chatlib.server.worker.takeover.restore import restore
from chatlib.state.tracing import records
from chatlib.state.tracing.board import Board, make_board
from chatlib.state.tracing.records import Came, Spread
from chatlib.state.tracing.ring import RingReader
from tests.server.worker.bench import ORDER

pytestmark = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")

WORKERS = 2
ANI, EKO, BUDI = 0x5A5A0001, 0x5A5A0002, 0x5A5A0003
"""Their connections, by numbers that would be found in the memory."""
NAMES = {ANI: b"ani", EKO: b"eko", BUDI: b"budi"}
GUEST = b'{"FLAG": "GUEST", "ID": "1", "CONTENT": "budi"}\n'


class Killed(BaseException):
    """Instead of SIGKILL."""


class Looking:
    """Somebody who looks on."""

    def __init__(self):
        self.file = make_board(WORKERS)
        self.board = Board(self.file, WORKERS)
        self.board.every = 1
        self.board.count_from(1, 1)
        self.reader = RingReader(self.board.rings[1])

    def another(self):
        """The board, as another process gets it."""
        return Board(self.file, WORKERS)

    @property
    def memory(self):
        return os.pread(self.file, os.fstat(self.file).st_size, 0)

    @property
    def counts(self):
        """Accepted, heard, delivered."""
        return self.board.tallies[1].read().counts

    def traced(self):
        """What was written down of messages since the last time, as bytes and as records."""
        found = [(data, records.decode(data)) for data in self.reader.take()]
        found = [one for one in found if isinstance(one[1], Spread | Came)]
        return b"".join(data for data, _ in found), [record for _, record in found]


@pytest.fixture
def look():
    looking = []

    def look():
        looking.append(Looking())
        return looking[-1]

    yield look
    for one in looking:
        os.close(one.file)


@pytest.fixture
def lines(connect):
    return {cid: connect() for cid in NAMES}


@pytest.fixture
def worker(make, lines):
    """Ani and eko speak pm, she with CRLF; budi speaks mamushi. All of them hear the lobby and a room (3), kelas."""
    worker = make()
    worker.begin()
    logins = {ANI: b"ani\r\n", EKO: b"eko\n", BUDI: GUEST}
    told = []
    for uid, (cid, line) in enumerate(lines.items(), 7):
        worker.connections.adopt(ORDER._replace(cid=cid), line.server.dup(), frozenset())
        line.client.sendall(logins[cid])
        worker.read(cid)
        told += [events.Welcome(cid, uid, NAMES[cid].decode(), True), events.CatchUp(cid, [], [], False, 5, [0, 3])]
    worker.told(1, 5, *told)
    for cid, line in lines.items():
        worker.reader.committed(worker.connections.by_cid(cid))
        line.got = 0
        drain(worker, cid, line)
    return worker


def drain(worker, cid, line):
    """All that it was given and has not read yet."""
    given = worker.connections.by_cid(cid).outlet.given
    found = line.heard(given - line.got)
    line.got = given
    return found


def tell(worker, number, *told, done=0, batch=()):
    """As the worker's loop does it."""
    seq = max((one.seq for one in told), default=0) or worker.recorder.seq
    worker.told(number, seq, *told)
    for cid in batch:
        worker.reader.committed(worker.connections.by_cid(cid))
    worker.observer.consumed(done)


def said(seq, text="halo semua", cid=0, uid=99, name="tini", rid=0, room="lobby", **more):
    """By somebody at another worker, unless a cid is given."""
    return events.Message(cid, seq, 1.5, rid, room, uid, name, text=text, **more)


def asks(worker, line, cid, data, number=1):
    """The client sends this, and the worker understands it."""
    worker.observer.woke = time.monotonic_ns()
    line.client.sendall(data)
    asked = worker.read(cid)
    worker.observer.asks(number)
    return asked


# ------------------------------------------------------------------------- counts


def test_a_message_is_delivered_to_each_who_is_written_to(worker, look):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(6), said(7))
    assert seen.counts == (0, 2, 6)


def test_the_answer_to_its_sender_is_no_delivery(worker, look, lines):
    seen = look()
    worker.observe(seen.another())
    assert asks(worker, lines[ANI], ANI, b"halo semua\r\n") == [commands.Send(ANI, to="lobby", text="halo semua")]
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), done=1, batch=[ANI])
    assert seen.counts == (1, 1, 2)


def test_of_what_is_said_in_one_breath_each_message_is_counted_and_may_be_traced(worker, look, lines):
    seen = look()
    worker.observe(seen.another())
    worker.connections.by_cid(ANI).purse = Purse(Allowance(), 0.0)
    (asked,) = asks(worker, lines[ANI], ANI, b"halo\r\nsemua\r\nsampai nanti\r\n")
    assert asked.more == ["semua", "sampai nanti"]
    seen.board.every = 7
    run = events.Run(ANI, 6, 1.5, 0, "lobby", 7, "ani", text="halo", more=["semua", "sampai nanti"])
    worker.told(2, 8, run)
    worker.observer.consumed(1)
    assert seen.counts == (3, 3, 6)
    _, (spread, came) = seen.traced()
    assert (spread.seq, came.seq, came.line) == (7, 7, b"semua\r\n")
    assert drain(worker, EKO, lines[EKO]) == b"ani: halo\nani: semua\nani: sampai nanti\n"


def test_other_devices_of_the_sender_count_as_little_as_they_are_told(worker, look, lines, connect):
    device = connect()
    cid, device.got = BUDI + 1, 0
    worker.connections.adopt(ORDER._replace(cid=cid), device.server.dup(), frozenset())
    device.client.sendall(GUEST)
    worker.read(cid)
    worker.told(2, 5, events.Welcome(cid, 9, "budi", True), events.CatchUp(cid, [], [], False, 5, [0]))
    worker.reader.committed(worker.connections.by_cid(cid))
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[BUDI], BUDI, b'{"FLAG": "SEND", "ID": "2", "RECEIVER": "lobby", "CONTENT": "halo semua"}\n')
    drain(worker, cid, device)
    tell(worker, 3, said(6, cid=BUDI, uid=9, name="budi"), done=1, batch=[BUDI])
    lines[cid] = device
    told = [one for one, line in lines.items() if b"halo semua" in drain(worker, one, line)]
    assert seen.counts == (1, 1, len({*told} - {BUDI}))
    assert told == [ANI, EKO]


def test_what_is_no_message_is_not_counted(worker, look):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, events.Came(0, 6, uid=98, name="fajar"), events.Joined(0, 6, 4, "kantin", 7, "ani"))
    worker.delivery.announce()
    assert seen.counts == (0, 0, 0)
    assert seen.traced() == (b"", [])


def test_what_is_kept_nowhere_is_not_counted(worker, look):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(0))
    assert seen.counts == (0, 0, 0)
    assert seen.traced() == (b"", [])


def test_nothing_is_counted_before_the_state_counts(worker, look):
    seen = look()
    seen.board.count_from(1, 0)
    worker.observe(seen.another())
    tell(worker, 2, said(6))
    assert seen.counts == (0, 0, 0)
    seen.board.count_from(1, 4)
    tell(worker, 3, said(7))
    assert seen.counts == (0, 0, 0)
    tell(worker, 4, said(8))
    assert seen.counts == (0, 1, 3)


def test_who_has_gone_meanwhile_had_been_answered_all_the_same(worker, look, lines):
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"halo\r\n")
    worker.connections.forget(worker.connections.by_cid(ANI))
    tell(worker, 2, said(6, "halo", cid=ANI, uid=7, name="ani"), done=1)
    assert seen.counts == (1, 1, 2)


def test_the_message_of_another_workers_client_is_not_accepted_here(worker, look):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(6, cid=ANI + 1000))
    assert seen.counts == (0, 1, 3)


def test_a_dialect_that_stumbles_delivers_nothing(worker, look, monkeypatch):
    seen = look()
    worker.observe(seen.another())
    monkeypatch.setattr("chatlib.dialects.mamushi.Mamushi.push", lambda *_: 1 / 0)
    tell(worker, 2, said(6))
    assert [type(error) for error in worker.errors] == [ZeroDivisionError]
    assert seen.counts == (0, 1, 2)


# --------------------------------------------------------------------- a successor


def succeed(make, lines, seen):
    """As a process does it: it looks at the board, then at what its predecessor had."""
    worker = make()
    worker.observe(seen.another())
    for cid, line in lines.items():
        known, recorder = worker.recorder.remembered(cid), worker.recorder
        conn = restored(worker, cid, line, known, recorder.seq)
        worker.connections.inherit(conn, known.profile.rooms if known.profile else None)
    worker.connections.seq = worker.recorder.seq
    worker.begin()
    return worker


def restored(worker, cid, line, known, seq):
    return restore(ORDER._replace(cid=cid), line.server.dup(), frozenset(), known, seq, worker.had(cid))


def killed(*_):
    raise Killed


@pytest.mark.parametrize("where", ["fanout.finish", "observer._write", "recorder.tick", "observer.recorded"])
@pytest.mark.parametrize("times", [1, 2])
def test_each_message_is_counted_once_whenever_the_worker_dies(worker, make, look, lines, where, times):
    """What it had on record is not told again, and all else is."""
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(6))
    assert seen.counts == (0, 1, 3)
    for _ in range(times):
        owner, name = where.split(".")
        setattr(getattr(worker, owner), name, killed)
        if worker.recorder.told < 3:
            with pytest.raises(Killed):
                tell(worker, 3, said(7))
        worker = succeed(make, lines, seen)
        assert seen.counts == (0, worker.recorder.told - 1, 3 * (worker.recorder.told - 1))
    worker.writer.take_over()
    for number in range(worker.recorder.told + 1, 5):
        tell(worker, number, said(number + 4))
    assert seen.counts == (0, 3, 9)
    for cid, line in lines.items():
        assert drain(worker, cid, line).count(b"halo semua") == 3


def test_what_is_told_again_is_heard_once(worker, make, look, lines):
    """The state has told a predecessor, which had heard nothing of it yet."""
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"halo semua\r\n")
    worker = succeed(make, lines, seen)
    worker.delivery.recalling = True
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), done=1)
    worker.delivery.recalling = False
    worker.writer.take_over()
    assert seen.counts == (1, 1, 2)


# -------------------------------------------------------------------------- traces


def test_what_is_written_down_is_what_the_clients_get(worker, look, lines):
    seen = look()
    worker.observe(seen.another())
    asked = b"halo semua\r\n"
    asks(worker, lines[ANI], ANI, asked, number=4)
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), done=4)
    _, (spread, came) = seen.traced()
    got = {cid: drain(worker, cid, line) for cid, line in lines.items()}
    assert [(one.dialect, one.count, one.cids) for one in spread.receivers] == [
        ("pm", 1, [EKO]),
        ("mamushi", 1, [BUDI]),
    ]
    for one in spread.receivers:
        assert one.line == got[one.cids[0]]
        assert one.length == len(one.line)
    assert (came.seq, came.cid, came.dialect, came.line, came.length) == (6, ANI, "pm", asked, len(asked))
    steps = [
        came.woke, came.asked, spread.heard, spread.rendered, spread.recorded, spread.written, came.consumed,
    ]  # fmt: skip
    assert steps[0] > 0
    assert steps == sorted(steps)


def test_those_who_speak_alike_are_one_line(worker, look, lines, connect):
    more = {cid: connect() for cid in range(BUDI + 1, BUDI + 4)}
    told = []
    for uid, (cid, line) in enumerate(more.items(), 20):
        worker.connections.adopt(ORDER._replace(cid=cid), line.server.dup(), frozenset())
        line.client.sendall(b"orang%d\n" % uid)
        worker.read(cid)
        told += [events.Welcome(cid, uid, f"orang{uid}", True), events.CatchUp(cid, [], [], False, 5, [0])]
    worker.told(2, 5, *told)
    seen = look()
    worker.observe(seen.another())
    tell(worker, 3, said(6))
    _, (spread,) = seen.traced()
    found = {(one.dialect, one.line): sorted(one.cids) for one in spread.receivers}
    assert found[("pm", b"tini: halo semua\n")] == sorted([EKO, *more])
    assert found[("pm", b"tini: halo semua\r\n")] == [ANI]
    assert sum(one.count for one in spread.receivers) == 6
    assert seen.counts == (0, 1, 6)


def test_of_two_in_one_chunk_the_last_has_its_own_line(worker, look, lines):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(6, "satu"), said(7, "dua"))
    _, spreads = seen.traced()
    assert [one.seq for one in spreads] == [7]
    assert [one.line for spread in spreads for one in spread.receivers if one.cids == [EKO]] == [b"tini: dua\n"]
    assert drain(worker, EKO, lines[EKO]) == b"tini: satu\ntini: dua\n"


def test_a_message_that_nobody_here_hears_leaves_no_trace(worker, look):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(6, rid=8, room="kosong"))
    assert seen.traced() == (b"", [])
    assert seen.counts == (0, 1, 0)


def test_some_are_chosen_by_their_seq_and_of_one_tell_the_last_of_these(worker, look):
    seen = look()
    seen.board.every = 3
    worker.observe(seen.another())
    tell(worker, 2, *[said(seq) for seq in range(6, 14)])
    assert [one.seq for one in seen.traced()[1]] == [12]
    seen.board.every = 0
    tell(worker, 3, *[said(seq) for seq in range(14, 20)])
    assert seen.traced() == (b"", [])
    assert seen.counts == (0, 14, 42)


def test_a_long_line_is_cut_and_its_length_is_not(worker, look, lines):
    seen = look()
    worker.observe(seen.another())
    tell(worker, 2, said(6, "x" * 2000))
    _, (spread,) = seen.traced()
    for one in spread.receivers:
        got = drain(worker, one.cids[0], lines[one.cids[0]])
        assert (one.line, one.length) == (got[: records.LONGEST], len(got))


def test_a_line_that_a_predecessor_had_asked_with_has_no_times_of_it(worker, make, look, lines):
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"halo semua\r\n")
    worker = succeed(make, lines, seen)
    worker.delivery.recalling = True
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), done=1)
    _, (spread, came) = seen.traced()
    assert (came.woke, came.asked) == (0, 0)
    assert came.consumed >= spread.written > 0


def lines_of(found):
    """What each message was asked with, by its SEQ."""
    return {one.seq: one.line for one in found if isinstance(one, Came)}


def test_one_whose_words_another_one_has_as_well_has_its_own_line(worker, look, lines):
    """They have come in one go, and are told in one."""
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"halo semua\r\nhalo\r\n", number=4)
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), said(7, "halo", cid=ANI, uid=7, name="ani"), done=4)
    assert lines_of(seen.traced()[1]) == {7: b"halo\r\n"}


def test_those_that_are_told_one_after_the_other_have_their_own_lines(worker, look, lines):
    """Of what has come in one go, and empty lines in between."""
    seen = look()
    worker.observe(seen.another())
    assert len(asks(worker, lines[ANI], ANI, b"\r\nhalo\r\n\r\nhalo semua\r\nhalo\r\n", number=4)) == 3
    for number, (seq, text) in enumerate([(6, "halo"), (7, "halo semua"), (8, "halo")], 2):
        tell(worker, number, said(seq, text, cid=ANI, uid=7, name="ani"), done=4)
    assert lines_of(seen.traced()[1]) == {6: b"halo\r\n", 7: b"halo semua\r\n", 8: b"halo\r\n"}


def test_only_those_that_are_traced_have_one_and_it_is_the_right_one(worker, look, lines):
    seen = look()
    seen.board.every = 3
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"satu\r\ndua\r\ntiga\r\n", number=4)
    told = [said(seq, text, cid=ANI, uid=7, name="ani") for seq, text in ((8, "satu"), (9, "dua"), (10, "tiga"))]
    tell(worker, 2, *told, done=4)
    assert lines_of(seen.traced()[1]) == {9: b"dua\r\n"}


class Gradual(Open):
    """Lets so many bytes pass."""

    def __init__(self, left):
        self.left = left

    def allowed(self, now):
        return self.left

    def passed(self, count):
        self.left -= count


def test_what_a_fault_holds_back_does_not_pass_because_somebody_looks_on(worker, look, lines):
    """It would wait in vain for who reads, and who has not been told of it."""
    seen = look()
    worker.observe(seen.another())
    conn, incoming = worker.connections.by_cid(ANI), Gradual(len(b"halo semua\r\n"))
    gate = Gate(1, conn, incoming, Open(), lambda: 0.0)
    assert asks(worker, lines[ANI], ANI, b"halo semua\r\nhalo\r\n", number=4)
    incoming.left = 100
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), done=4, batch=[ANI])
    assert lines_of(seen.traced()[1]) == {6: b"halo semua\r\n"}
    assert gate.may_read
    assert [one.text for one in worker.read(ANI)] == ["halo"]


def test_of_one_that_is_broken_there_is_no_line_and_the_others_go_on(worker, look, lines, monkeypatch):
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"halo semua\r\n", number=4)
    monkeypatch.setattr(Inlet, "look_again", broken)
    tell(worker, 2, said(6, cid=ANI, uid=7, name="ani"), done=4)
    assert lines_of(seen.traced()[1]) == {6: b""}
    assert b"halo semua" in drain(worker, EKO, lines[EKO])


def broken(*_):
    raise ConnectionResetError


def test_it_lets_go_of_the_board_when_nobody_looks_on_any_more(worker, look):
    """Whatever still knows the observer, as what waits for its time does."""
    seen = look()
    board = seen.another()
    memory = weakref.ref(board)
    worker.observe(board)
    tell(worker, 2, said(6))
    worker.observer.end()
    del board
    assert memory() is None


# ---------------------------------------------------------------- what is not for all

PRIVATE = b"sangat rahasia"


def in_private(seq, cid=0):
    return said(seq, PRIVATE.decode(), cid=cid, uid=7, name="ani", room="", to=9, receiver="budi")


def in_a_room(seq, cid=0):
    return said(seq, PRIVATE.decode(), cid=cid, uid=7, name="ani", rid=3, room="kelas")


@pytest.mark.parametrize(
    ("message", "asked", "members"),
    [(in_private, b"pm budi sangat rahasia\r\n", 1), (in_a_room, b"sangat rahasia\r\n", 2)],
    ids=["to one", "to a room"],
)
def test_what_is_not_for_all_stands_nowhere_but_for_its_length(worker, look, lines, message, asked, members):
    """All of the memory is searched for the words; for names and numbers only what is written down of the message,
    since connections are described elsewhere."""
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, asked, number=4)
    tell(worker, 2, message(6, ANI), done=4)
    data, (spread, came) = seen.traced()
    assert seen.counts == (1, 1, members)
    got = {one: drain(worker, one, line) for one, line in lines.items()}
    assert [(one.line, one.cids) for one in spread.receivers] == [(b"", [])] * members
    assert sorted(one.length for one in spread.receivers) == sorted(
        len(told) for one, told in got.items() if one != ANI and told
    )
    assert (came.cid, came.line, came.length) == (0, b"", len(asked))
    for word in (PRIVATE, b"rahasia", b"kelas"):
        assert word not in seen.memory
    for word in (*NAMES.values(), b"kelas", *[cid.to_bytes(4, order) for cid in NAMES for order in ("big", "little")]):
        assert word not in data


def test_a_private_line_is_not_taken_for_that_of_a_public_one(worker, look, lines):
    """They have come in one go, and the words of the one are in the other."""
    seen = look()
    worker.observe(seen.another())
    asked = b"pm budi halo, sangat rahasia\r\n"
    assert len(asks(worker, lines[ANI], ANI, asked + b"halo\r\n", number=4)) == 2
    private = said(6, "halo, sangat rahasia", cid=ANI, uid=7, name="ani", room="", to=9, receiver="budi")
    tell(worker, 2, private, said(7, "halo", cid=ANI, uid=7, name="ani"), done=4)
    _, found = seen.traced()
    assert lines_of(found) == {7: b"halo\r\n"}
    assert b"rahasia" not in seen.memory


def test_what_is_for_all_stands_there(worker, look, lines):
    """Else the test above would find nothing, wherever it looked."""
    seen = look()
    worker.observe(seen.another())
    asks(worker, lines[ANI], ANI, b"sangat rahasia\r\n", number=4)
    tell(worker, 2, said(6, PRIVATE.decode(), cid=ANI, uid=7, name="ani"), done=4)
    assert PRIVATE in seen.memory
    assert BUDI.to_bytes(4, "big") in seen.traced()[0]

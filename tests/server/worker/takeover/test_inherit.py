"""A successor goes on with the connections of a worker that died in the middle of a tell."""

import select
import socket
import struct
import time

import pytest

from chatlib.core import commands, events
from chatlib.server.ipc import reports
from chatlib.server.options import Allowance
from chatlib.server.worker.delivery import LONGEST_MOMENT, MOMENT
from chatlib.server.worker.inlet import PEEKS
from chatlib.server.worker.limits.rate_limits import Purse
from tests.server.worker.bench import ORDER

pytestmark = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")

WELCOME = b"[Sukses] username: ani\n"


@pytest.fixture
def first(make, line):
    """Has one connection, of a client that has just sent its name."""
    worker = make()
    worker.begin()
    worker.connections.adopt(ORDER, line.server.dup(), frozenset())
    line.client.sendall(b"ani\n")
    assert worker.read() == [commands.Guest(1, name="ani", dialect="pm", worker=1)]
    return worker


def welcome(number=1, seq=5, more=False):
    rooms = [] if more else [0]
    return number, seq, events.Welcome(1, 7, "ani", True), events.CatchUp(1, [], [], more, seq, rooms)


@pytest.fixture
def entered(first, line):
    """Has told it so, and hears the lobby for it."""
    first.told(*welcome())
    first.reader.committed(first.connections.by_cid(1))
    assert line.heard(len(WELCOME)) == WELCOME
    return first


def said(text, seq=6):
    return events.Message(0, seq, 1.5, 0, "lobby", 9, "budi", text=text)


def write_only(worker, count):
    """From now on its process dies after so many bytes."""
    outlet = worker.connections.by_cid(1).outlet
    send = outlet.send
    left = [count]

    def until_death(data):
        taken = send(data[: left[0]]) if left[0] else 0
        left[0] -= taken
        return taken

    outlet.send = until_death


@pytest.mark.parametrize("count", [0, 1, 10, len(WELCOME)])
@pytest.mark.parametrize("consumed", [False, True])
def test_what_was_written_down_is_written_once_and_what_was_answered_is_asked_no_more(
    first, make, line, count, consumed
):
    write_only(first, count)
    first.told(*welcome())
    if consumed:
        first.connections.by_cid(1).commit()
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    line.client.sendall(b"whoami\n")
    assert second.read() == [commands.WhoAmI(1)]
    second.told(2, 6, events.Done(1, "ani"), said("halo"))
    rest = b"[Whoami] ani\nbudi: halo\n"
    assert line.heard(len(WELCOME + rest)) == WELCOME + rest


def test_an_answer_that_was_not_processed_is_recalled_with_what_came_with_it(first, make, line):
    second = make()
    second.inherit(line.server, recalling=True)
    second.told(*welcome())
    second.told(2, 6, said("halo"))
    assert second.put == []
    assert select.select([line.client], [], [], 0)[0] == [], "nothing is written before all is recalled"
    second.delivery.recalling = False
    second.writer.take_over()
    assert line.heard(len(WELCOME) + 11) == WELCOME + b"budi: halo\n"
    line.client.sendall(b"whoami\n")
    assert second.read() == [commands.WhoAmI(1)]


@pytest.mark.parametrize("asked_before", [False, True])
def test_what_was_said_in_one_breath_is_answered_line_by_line(entered, make, line, asked_before):
    """Whether its sender's worker lives on, or another one has to find out what was asked."""
    worker = entered
    worker.connections.by_cid(1).purse = Purse(Allowance(), 0.0)
    line.client.sendall(b"pm budi satu\npm budi dua\nhai\nsemua\n")
    letters, aloud = worker.read()
    assert (letters.text, letters.more, aloud.text, aloud.more) == ("satu", ["dua"], "hai", ["semua"])
    if asked_before:
        worker = make()
        worker.inherit(line.server, recalling=True)
    worker.told(
        2,
        9,
        events.Run(1, 6, 1.5, 0, "", 7, "ani", 9, "budi", "satu", more=["dua"]),
        events.Run(1, 8, 1.5, 0, "lobby", 7, "ani", 0, "", "hai", more=["semua"]),
    )
    conn = worker.connections.by_cid(1)
    if asked_before:
        worker.delivery.recalling = False
        worker.writer.take_over()
    else:
        worker.reader.committed(conn)
    answers = 2 * b"[OK] pesan untuk budi terkirim\n"
    assert line.heard(len(answers)) == answers
    assert (conn.ends, conn.expected) == ([], [])
    line.client.sendall(b"whoami\n")
    assert worker.read() == [commands.WhoAmI(1)]


def test_who_dies_while_recalling_has_a_successor_as_well(first, make, line):
    second = make()
    second.inherit(line.server, recalling=True)
    second.told(*welcome())
    third = make()
    third.inherit(line.server, recalling=True)
    assert third.recorder.told == 1
    third.told(2, 6, said("halo"))
    third.delivery.recalling = False
    third.writer.take_over()
    assert line.heard(len(WELCOME) + 11) == WELCOME + b"budi: halo\n"
    line.client.sendall(b"whoami\n")
    assert third.read() == [commands.WhoAmI(1)]


def test_credentials_that_were_not_used_are_asked_for_again(make, line):
    first = make()
    first.begin()
    first.connections.adopt(ORDER, line.server.dup(), frozenset())
    line.client.sendall(b"login ani r4hasia\n")
    lookup = commands.Lookup(1, name="ani")
    assert first.read() == [lookup]
    second = make()
    second.inherit(line.server, recalling=True)
    second.told(1, 0, events.Credentials(1, "ani", "hash"))
    second.delivery.recalling = False
    second.writer.take_over()
    assert second.read() == [lookup]


def test_what_was_heard_is_heard_and_what_was_left_is_not(entered, make, line):
    entered.told(2, 6, events.Joined(0, 6, 3, "kelas", 7, "ani"), events.Joined(0, 6, 4, "kantin", 7, "ani"))
    entered.told(3, 7, events.Left(0, 7, 4, "kantin", 7, "ani"))
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    there = [
        events.Message(0, 8, 1.5, rid, room, 9, "budi", text="halo") for rid, room in ((3, "kelas"), (4, "kantin"))
    ]
    second.told(4, 8, *there, said("halo"))
    told = b"[Grupchat] budi@kelas : halo\nbudi: halo\n"
    assert line.heard(len(told)) == told


def test_who_has_left_is_expected_to_come_again(entered, make, line):
    line.client.sendall(b"exit\n")
    assert entered.read() == [commands.Exit(1)]
    entered.told(2, 6, events.Parted(1, "ani", 1, 1))
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    assert line.client.recv(1) == b"", "as the predecessor would have done it"


def test_who_has_not_come_in_yet_has_a_minute(first, make, line):
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    now = time.monotonic()
    assert 50 < second.timers.wait(now, 1000.0) <= 60


@pytest.mark.parametrize("count", [0, 10, len(WELCOME)])
def test_more_of_what_was_missed_is_asked_for_once_all_is_written(first, make, line, count):
    write_only(first, count)
    first.told(*welcome(more=True))
    first.told(2, 9)  # others heard something
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    assert second.asked == [commands.More(1, after=5)]
    assert second.had(1) == 5
    assert line.heard(len(WELCOME)) == WELCOME


def test_how_far_a_slow_reader_is_stays_known(entered, make, line):
    write_only(entered, 0)
    entered.told(2, 6, said("x" * 1000))
    assert entered.had(1) == 5
    second = make()
    second.inherit(line.server)
    conn = second.connections.by_cid(1)
    assert (conn.outlet.written, second.had(1)) == (5, 5)
    second.writer.take_over()
    assert line.heard(1007) == b"budi: %s\n" % (b"x" * 1000)
    assert second.had(1) == 6


def test_a_connection_that_broke_meanwhile_is_dropped(entered, make, line):
    line.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.client.close()
    assert select.select([line.server], [], [], 10)[0]
    entered.told(2, 6, said("halo"))
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    if conn := second.connections.by_cid(1):
        second.reader.readable(conn)
    assert [command.cid for command in second.asked] == [1]
    assert reports.Closed(1) in second.reports
    assert len(second.connections) == 0


def test_each_client_has_its_own(make, connect):
    lines = [connect() for _ in range(5)]
    first = make()
    first.begin()
    for cid, line in enumerate(lines, 1):
        first.connections.adopt(ORDER._replace(cid=cid), line.server.dup(), frozenset())
        line.client.sendall(b"orang%d\n" % cid)
        first.read(cid)
    told = [
        event
        for cid in range(1, 6)
        for event in (events.Welcome(cid, cid, f"orang{cid}", True), events.CatchUp(cid, [], [], False, cid, [0]))
    ]
    second = make()
    second.inherit(*(line.server for line in lines), recalling=True)
    second.told(1, 5, *told)
    second.delivery.recalling = False
    second.writer.take_over()
    second.told(2, 6, said("halo"))
    for cid, line in enumerate(lines, 1):
        expected = f"[Sukses] username: orang{cid}\nbudi: halo\n".encode()
        assert line.heard(len(expected)) == expected


def test_who_got_everything_does_not_lag_even_if_nobody_came_to_note_it(first, make, line):
    """The predecessor died between the last byte and its mark."""
    first.told(*welcome())
    first.acknowledged.lags(1, 0)
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    assert second.had(1) == 5


def test_a_dialect_that_stumbles_over_what_is_recalled_costs_that_connection(first, make, line, connect):
    """Not the worker, whose successor would stumble as well."""
    other = connect()
    first.connections.adopt(ORDER._replace(cid=2), other.server.dup(), frozenset())
    second = make()
    second.inherit(line.server, other.server, recalling=True)
    second.told(1, 5, events.Sent(1, 3, "no answer to a name"), events.Done(2, "to no question"))
    second.delivery.recalling = False
    second.writer.take_over()
    assert len(second.errors) == 2
    assert len(second.connections) == 0
    assert {report.cid for report in second.reports if isinstance(report, reports.Closed)} == {1, 2}


@pytest.fixture
def bare(make, line):
    """Has one connection, of a client that has just sent its name and no line end."""
    worker = make()
    worker.begin()
    worker.connections.adopt(ORDER, line.server.dup(), frozenset())
    line.client.sendall(b"ani")
    while not worker.put:
        worker.read()
    return worker


def test_a_line_end_that_came_late_is_remembered(bare, make, line):
    """From then on half a line is no message, however long it rests."""
    bare.told(*welcome())
    bare.reader.committed(bare.connections.by_cid(1))
    assert line.heard(4) == b"true"
    line.client.sendall(b"halo\r\n")
    (asked,) = bare.read()
    bare.told(2, 6, events.Message(1, 6, 1.5, 0, "lobby", 7, "ani", text=asked.text))
    second = make()
    second.inherit(line.server)
    conn = second.connections.by_cid(1)
    assert (conn.terminated, conn.dialect.bare, conn.dialect.eol) == (True, False, b"\r\n")


@pytest.mark.parametrize("deaths", [1, 2])
def test_where_a_question_without_an_end_ended_is_known_until_it_is_answered(bare, make, line, deaths):
    """Whoever begins the log anew begins it with that, be it a worker or the successor of one."""
    bare.begin()
    line.client.sendall(b"halo")
    for _ in range(deaths):
        worker = make()
        worker.inherit(line.server, recalling=True)
    worker.told(*welcome())
    worker.delivery.recalling = False
    worker.writer.take_over()
    assert line.heard(4) == b"true"
    assert worker.connections.by_cid(1).consumed == 3


@pytest.mark.parametrize("typed", [b"\r\n", b"halo\r\n"])
def test_who_is_told_otherwise_from_now_on_is_told_what_was_still_to_come(bare, make, line, typed):
    """An empty line asks for nothing, and a question may be open: what is written down is how it was before."""
    bare.told(*welcome())
    bare.reader.committed(bare.connections.by_cid(1))
    assert line.heard(4) == b"true"
    line.client.sendall(typed)
    bare.read()
    bare.told(2, 6, came("eko"))
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    assert line.heard(11) == b"[Masuk] eko"


# ----------------------------------------------------------- what may come a little later


def came(name):
    return events.Came(0, 1, uid=9, name=name)


def test_announcements_come_together_within_a_moment(entered, line):
    entered.told(2, 6, came("eko"))
    entered.told(3, 7, came("fajar"))
    assert not select.select([line.client], [], [], 0)[0]
    entered.timers.run(time.monotonic() + 1)
    assert line.heard(26) == b"[Masuk] eko\n[Masuk] fajar\n"


def test_who_is_announced_is_so_before_his_first_line(entered, line):
    entered.told(2, 6, came("eko"))
    entered.told(3, 7, said("halo"))
    told = b"[Masuk] eko\n"
    assert line.heard(len(told)) == told
    entered.timers.run(time.monotonic() + 1)


def test_a_successor_tells_what_was_still_to_come(entered, make, line):
    entered.told(2, 6, came("eko"))
    second = make()
    second.inherit(line.server)
    second.writer.take_over()
    assert line.heard(12) == b"[Masuk] eko\n"


def test_in_a_storm_they_wait_longer_and_then_no_more(entered, line):
    number = 2
    waits = []
    for _ in range(6):
        for _ in range(3):
            entered.told(number, number + 4, came("eko"))
            number += 1
        now = time.monotonic()
        waits.append(entered.timers.wait(now, 60.0))
        entered.timers.run(now + 1)
    entered.told(number, number + 4, came("eko"))
    entered.timers.run(time.monotonic() + 1)
    assert waits[0] <= MOMENT
    assert MOMENT < waits[-1] <= LONGEST_MOMENT
    line.heard(12 * 19)

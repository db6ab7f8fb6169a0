"""A successor finds the same questions as its predecessor, and the same tokens."""

import json
import socket
from pathlib import Path

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.tokens import digest
from chatlib.dialects.token import Token
from chatlib.server.ipc.orders import Assignment
from chatlib.server.ipc.timers import Timers
from chatlib.server.options import Allowance, Irc
from chatlib.server.worker.connection import Connection
from chatlib.server.worker.incidents import IncidentCounts
from chatlib.server.worker.inlet import PEEKS
from chatlib.server.worker.limits.passwords import check_password, hash_password
from chatlib.server.worker.limits.rate_limits import Allowances
from chatlib.server.worker.translator import Translator, Underway
from chatlib.server.worker.unsigned import SOONEST

pytestmark = pytest.mark.skipif(not PEEKS, reason="bytes that were read are gone with who read them")

LOGINS = {
    "auth": b"auth ani r4hasia\n",
    "LOGIN": b'{"FLAG":"LOGIN","CONTENT":{"username":"ani","password":"r4hasia"}}\n',
    "GUEST": b'{"FLAG":"GUEST","CONTENT":"ani"}\n',
}


SECRET = hash_password("r4hasia")


class Jobs:
    """Does everything at once."""

    def run(self, job, done, key):
        done(job())

    def waiting(self, key):
        return 0


class Process:
    """What looks after one connection; another one may do so after it."""

    def __init__(self, sock, cid=1, key=b"k" * 32, answered=0):
        self.put, self.unasked, self.timers = [], [], Timers()
        self.conn = Connection(cid, sock, "192.0.2.7")
        self.conn.consumed = self.conn.answered = answered
        incidents, assignment = IncidentCounts(), Assignment(3, 3, Path(), frozenset(), Allowance(), key, 0, Irc())
        put = lambda _, asked: self.put.extend(asked)  # noqa: E731
        clock = lambda: 0.0  # noqa: E731
        allowances = Allowances(Allowance(), 1, incidents, clock)
        self.translator = Translator(
            assignment, put, self.unasked.append, Jobs(), None, self.timers, clock, allowances, incidents
        )

    def read(self):
        """What the last of the lines that have come asks for, once its password is proved."""
        for ask in self.conn.read(0.0, self.conn.inlet.look()):
            self.translator.ask(self.conn, ask)
        while isinstance(command := self.put[-1], commands.Lookup):
            proving = self.conn.expected.pop()
            assert isinstance(proving, Underway)
            found = events.Credentials(1, command.name, "" if command.register else SECRET)
            assert self.translator.go_on(self.conn, proving.ask, found)
        return command

    def welcome(self, context):
        """The token in the answer."""
        answer = json.loads(self.conn.dialect.reply(events.Welcome(1, uid=7, name="ani"), context))
        return answer.get("tokenid") or answer["TOKEN"]


@pytest.fixture
def wire():
    ours, client = socket.socketpair()
    with ours, client:
        yield ours, client


@pytest.mark.parametrize("line", LOGINS.values(), ids=LOGINS)
def test_a_login_in_flight_gets_the_token_that_the_state_knows(wire, line):
    ours, client = wire
    client.sendall(line)
    asked = Process(ours).read()
    successor = Process(ours)
    token = successor.welcome(successor.translator.recall(successor.conn))
    assert digest(token) == asked.session
    assert successor.put == []


@pytest.mark.parametrize("line", LOGINS.values(), ids=LOGINS)
def test_a_login_that_is_asked_for_again_is_the_same(wire, line):
    ours, client = wire
    client.sendall(line)
    first, second = Process(ours).read(), Process(ours).read()
    assert first == second
    assert first.worker == 3
    assert first.session


def test_two_logins_of_one_connection_have_two_tokens_whoever_reads_them(wire):
    ours, client = wire
    line = LOGINS["auth"]
    client.sendall(line + line)
    one = Process(ours)
    first = one.read()
    one.conn.answer()
    one.conn.waits = False
    one.conn.commit()
    second = one.read()
    assert first.session != second.session
    successor = Process(ours, answered=len(line))
    assert digest(successor.welcome(successor.translator.recall(successor.conn))) == second.session


def test_a_login_behind_another_question_has_its_own_place(wire):
    ours, client = wire
    client.sendall(b'{"FLAG":"PING"}\n' + LOGINS["GUEST"])
    asked = Process(ours).read()
    successor = Process(ours)
    successor.translator.recall(successor.conn)
    successor.conn.answer()
    assert digest(successor.welcome(successor.translator.recall(successor.conn))) == asked.session


@pytest.mark.parametrize("other", [{"cid": 2}, {"key": b"K" * 32}])
def test_other_connections_and_other_runs_of_the_server_have_other_tokens(wire, other):
    ours, client = wire
    client.sendall(LOGINS["auth"])
    assert Process(ours).read().session != Process(ours, **other).read().session


def test_a_token_to_resume_with_stays_the_clients_own(wire):
    ours, client = wire
    token = "00000000-0000-4000-8000-000000000000"
    client.sendall(b'{"FLAG":"RESUME","TOKEN":"%s","SEQ":3}\n' % token.encode())
    asked = Process(ours).read()
    assert (asked.session, asked.worker, asked.seq) == (digest(token), 3, 3)
    successor = Process(ours)
    assert successor.welcome(successor.translator.recall(successor.conn)) == token


def test_a_refusal_in_flight_is_an_answer_like_others(wire):
    ours, client = wire
    client.sendall(b"auth ani salah\n")
    assert Process(ours).read() == commands.Pass(1, reason=Reason.WRONG_PASSWORD, subject="ani")
    successor = Process(ours)
    context = successor.translator.recall(successor.conn)
    refused = events.Refused(1, Reason.WRONG_PASSWORD, "ani")
    assert b"Password Salah" in successor.conn.dialect.reply(refused, context)


def test_a_registration_in_flight_logs_in_as_well(wire):
    ours, client = wire
    client.sendall(b"regist ani r4hasia\n")
    asked = Process(ours).read()
    assert isinstance(asked, commands.Register)
    assert check_password(asked.secret, "r4hasia")
    assert (asked.enter.worker, asked.enter.dialect) == (3, "sendto")
    successor = Process(ours)
    context = successor.translator.recall(successor.conn)
    welcome = events.Welcome(1, uid=7, name="ani")
    assert successor.conn.dialect.reply(welcome, context) == b"[OK] selamat datang ani\n"


def test_an_answer_whose_question_is_gone_is_an_error_of_that_connection(wire):
    process = Process(wire[0])
    process.conn.speaks("token", True, Token().remember())
    with pytest.raises(LookupError):
        process.translator.recall(process.conn)


def test_a_question_is_asked_by_nobody_and_neither_in_the_turn_that_allows_it_nor_in_that_of_the_answer(wire):
    ours, client = wire
    process = Process(ours)
    process.conn.speaks("mamushi", True, [b"\n", False, "ani", False])
    client.sendall(b'{"FLAG":"ASK","RECEIVER":"kelas","CONTENT":"kapan?"}\n')
    assert process.read() == commands.MayAsk(1, room="kelas", size=6)
    context = process.conn.expected.pop()
    assert process.translator.is_step(process.conn, events.Admitted(1, "kelas"))
    process.put.clear()
    assert process.translator.go_on(process.conn, context.ask, events.Admitted(1, "kelas"))
    turns = []
    while not process.put:
        before = process.timers.wait(0.0, 9.0)
        process.timers.run(before)
        turns.append((before, [*process.unasked, *process.put]))
        process.unasked.clear()
    (asked, first), (told, second) = turns
    assert SOONEST <= asked <= told - SOONEST
    (once,) = {command.once for command in first}
    assert first == [commands.Unsigned(room="kelas", text="kapan?", once=once)]
    assert once
    assert second == [commands.Pass(1)]

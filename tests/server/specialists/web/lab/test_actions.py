"""A button: what it does is asked for, measured, and told with its verdict once the books are even."""

import time

import pytest

from chatlib.server.ipc.orders import Acted, Place, Places
from chatlib.server.specialists.web.lab import actions
from chatlib.server.specialists.web.lab.actions import Actions
from chatlib.server.specialists.web.lab.ledger import Ledger
from chatlib.state.tracing.records import Audited
from chatlib.state.tracing.tally import Counted

MS = 1_000_000


class Control:
    """The supervisor, as far as it is asked."""

    def __init__(self):
        self.asked = []
        self.done = []

    def act(self, what, place, asked, before):
        self.asked.append((what, place, asked, before))

    def settled(self, number):
        self.done.append(number)


class Lesson:
    """Two workers, the books of both, and what viewers are told. Time goes on when it is told to."""

    def __init__(self):
        self.now = 1000 * MS
        self.served = {1: (0, 0), 2: (0, 0)}
        self.ledger, self.control, self.told = Ledger(), Control(), []
        self.actions = Actions(self.ledger, 2, self.served.__getitem__, self.control, self.told.append)
        self.count()
        self.places()

    def places(self, reloading=False, disconnected=4, **changed):
        """`changed`: pid, status, and when a predecessor died, by place."""
        usual = {"worker_1": (11, "serves", 0), "worker_2": (12, "serves", 0), "state": (13, "serves", 0),
                 "spare": (14, "waits", 0), "view": (15, "serves", 0)}  # fmt: skip
        found = []
        for name, (pid, status, gone_at) in (usual | changed).items():
            name = name.replace("_", " ")
            found.append(Place(name, name.split()[0], pid, status, {11: 30, 12: 20}.get(pid, 0), gone_at))
        self.actions.placed(Places(found, 5.0, 0, disconnected, reloading))

    def count(self, told=10, heard=10, mark=6, last=5):
        """What both workers were told, and have heard."""
        counted = Counted(mark, (heard, heard, heard * 10))
        self.ledger.note(Counted(9, (2 * told, 0, 0, *(last, told) * 2)), {1: counted, 2: counted})

    def audit(self, short=0, beyond=0):
        self.now += MS
        for worker in (1, 2):
            self.ledger.audited(worker, Audited(self.now, 0, 0, 0, short if worker == 1 else 0, beyond))

    def begin(self, what, place, number=1):
        self.actions.ask(what, place)
        what, place, asked, before = self.control.asked[-1]
        self.acted = Acted(number, what, place, asked, before, self.now, "")
        self.actions.acted(self.acted, "")

    def look(self):
        self.actions.look()
        return self.told.pop() if len(self.told) > 1 else None


@pytest.fixture
def lesson(monkeypatch):
    lesson = Lesson()
    monkeypatch.setattr(actions.time, "monotonic_ns", lambda: lesson.now)
    return lesson


def test_it_is_asked_for_with_how_things_stand(lesson):
    lesson.actions.ask("kill", "worker 1")
    ((what, place, asked, before),) = lesson.control.asked
    assert (what, place, before) == ("kill", "worker 1", [20, 0, 0, 4, 30, 11])
    assert abs(asked - time.time()) < 60
    assert lesson.told == []


@pytest.mark.parametrize(("place", "connections"), [("worker 2", 20), ("state", 50), ("spare", 0), ("nobody", 50)])
def test_whom_it_concerns(lesson, place, connections):
    lesson.actions.ask("kill", place)
    assert lesson.control.asked[0][3][4] == connections


def test_what_is_refused_is_over(lesson):
    lesson.actions.acted(Acted(3, "kill", "forker", 5.5, [0, 0, 0, 0, 0, 0], 1, "lab_nobody"), "nobody is there")
    (frame,) = lesson.told
    assert (frame["number"], frame["phase"], frame["reason"], frame["at"]) == (3, "refused", "nobody is there", 5.5)
    assert lesson.look() is None


def test_a_worker_is_missing_until_its_successor_works(lesson):
    lesson.begin("kill", "worker 1")
    assert (lesson.told[0]["phase"], lesson.told[0]["connections"], lesson.told[0]["balanced"]) == ("begun", 30, False)
    assert lesson.look() is None
    lesson.served[2] = (lesson.now + MS, 0)
    assert lesson.look() is None, "that is another one"
    lesson.now += 50 * MS
    lesson.served[1] = (lesson.acted.at + 37 * MS, 0)
    assert lesson.look() is None, "the connections are still to be compared"
    lesson.audit()
    lesson.count(told=16, heard=14, mark=4, last=5)
    assert lesson.look() is None, "the books are not even"
    lesson.count(told=16, heard=16)
    frame = lesson.look()
    assert frame == {
        "type": "action", "number": 1, "what": "kill", "place": "worker 1", "at": lesson.acted.asked, "phase": "over",
        "reason": "", "pause": 37.0, "connections": 30, "lost": 0, "doubled": 0, "disconnected": 0, "accepted": 12,
        "balanced": True,
    }  # fmt: skip
    assert lesson.control.done == [1]
    assert lesson.look() is None, "it is told once"


def test_the_state_is_missing_until_the_last_worker_has_met_its_successor(lesson):
    lesson.begin("kill", "state")
    lesson.served[1] = (0, lesson.now + 8 * MS)
    assert lesson.look() is None
    lesson.served[2] = (0, lesson.now + 12 * MS)
    lesson.now += 20 * MS
    assert lesson.look() is None, "the connections are still to be compared"
    lesson.audit()
    assert lesson.look()["pause"] == 12.0


def test_others_are_missing_until_somebody_else_has_their_place(lesson):
    lesson.begin("kill", "view")
    lesson.now += 5 * MS
    lesson.places(view=(15, "gone", lesson.now))
    assert lesson.look() is None
    lesson.places(view=(25, "begins", lesson.now))
    assert lesson.look() is None
    lesson.now += 5 * MS
    lesson.places(view=(25, "serves", lesson.now))
    lesson.look()
    lesson.audit()
    assert lesson.look()["pause"] == 10.0


def test_of_a_reload_the_longest_pause_is_told(lesson):
    lesson.begin("reload", "")
    at = lesson.now
    lesson.served.update({1: (at + 30 * MS, at + 70 * MS), 2: (at + 45 * MS, at + 70 * MS)})
    gone = {"worker_1": (21, "serves", at + 10 * MS), "worker_2": (22, "serves", at + 20 * MS),
            "state": (23, "serves", at + 60 * MS)}  # fmt: skip
    lesson.places(reloading=True, **gone)
    assert lesson.look() is None
    lesson.places(**gone)
    lesson.now += 100 * MS
    lesson.look()
    lesson.audit()
    assert lesson.look()["pause"] == 25.0


def test_what_was_lost_meanwhile_is_told(lesson):
    lesson.begin("kill", "worker 1")
    lesson.served[1] = (lesson.now + MS, 0)
    lesson.now += 2 * MS
    lesson.look()
    lesson.count(told=12, heard=11)
    lesson.places(disconnected=7)
    lesson.audit(short=1)
    frame = lesson.look()
    assert (frame["lost"], frame["doubled"], frame["disconnected"], frame["balanced"]) == (5, 0, 3, False)


def test_what_does_not_settle_is_told_after_a_while(lesson):
    lesson.begin("kill", "worker 1")
    lesson.served[1] = (lesson.now + MS, 0)
    lesson.count(told=12, heard=11, mark=4)
    lesson.look()
    assert lesson.look() is None
    lesson.now += int(actions.SETTLE * 1000 + 2) * MS
    frame = lesson.look()
    assert (frame["phase"], frame["balanced"]) == ("over", False)


def test_who_was_stopped_and_goes_on_was_missing_until_then(lesson):
    lesson.begin("stop", "worker 1")
    lesson.now += 400 * MS
    goes_on = Acted(2, "continue", "worker 1", 6.5, [20, 0, 0, 4, 30, 11], lesson.now, "")
    lesson.actions.acted(goes_on, "")
    begun, over = lesson.told
    assert (begun["phase"], over["number"], over["phase"]) == ("begun", 2, "over")
    lesson.audit()
    frame = lesson.look()
    assert (frame["number"], frame["what"], frame["phase"], frame["pause"]) == (1, "stop", "over", 400.0)
    assert lesson.control.done == [2, 1]


def test_several_at_once_have_their_own_ends(lesson):
    lesson.begin("kill", "worker 1", number=1)
    lesson.begin("kill", "worker 2", number=2)
    lesson.served[2] = (lesson.now + MS, 0)
    lesson.now += 2 * MS
    lesson.look()
    lesson.audit()
    assert lesson.look()["number"] == 2
    lesson.served[1] = (lesson.now + MS, 0)
    lesson.now += 2 * MS
    lesson.look()
    lesson.audit()
    assert lesson.look()["number"] == 1

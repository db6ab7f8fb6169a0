"""What the console is told of once a minute."""

from types import SimpleNamespace

from chatlib.server.ipc.reports import Departed, Entered, Incidents, Trouble
from chatlib.server.ipc.reports import News as Tidings
from chatlib.server.supervisor.news import EVERY, News

WORKER = SimpleNamespace(name="worker", pid=17)


class FakeConsole:
    def __init__(self):
        self.said = []

    def say(self, key, level="info", **values):
        self.said.append((key, level, values))


class Later:
    """What is to be done at the end of a minute; one kind has one of these at a time."""

    def __init__(self):
        self.calls = []

    def __call__(self, seconds, call):
        assert seconds == EVERY
        self.calls.append(call)

    def minute(self):
        calls, self.calls = self.calls, []
        for call in calls:
            call()


def test_what_processes_report():
    console = FakeConsole()
    news = News(console, Later())
    for report in (Entered("ani", "pm"), Departed("ani"), Tidings("so"), Trouble("oh")):
        news.tell(WORKER, report)
    assert [key for key, _, _ in console.said] == ["entered", "departed", "trouble", "trouble"]


def test_incidents_are_one_line_a_minute_each_and_all_of_them_are_counted():
    later, console = Later(), FakeConsole()
    news = News(console, later)
    for _ in range(19):
        news.tell(WORKER, Incidents("passwords", 1, "ani, 10.0.0.1"))
    assert console.said == []
    news.tell(WORKER, Incidents("passwords", 5, "budi, 10.0.0.1"))
    assert console.said == [("many_passwords", "warning", {"count": 24, "about": "budi, 10.0.0.1"})]
    news.tell(WORKER, Incidents("passwords", 100, "citra, 10.0.0.1"))
    news.tell(WORKER, Incidents("queue", 1, "10.0.0.2"))
    assert [key for key, _, _ in console.said] == ["many_passwords", "many_queue"]
    later.minute()
    assert console.said[2:] == [("many_passwords", "warning", {"count": 100, "about": "citra, 10.0.0.1"})]
    news.tell(WORKER, Incidents("passwords", 50, "dodi, 10.0.0.1"))
    assert len(console.said) == 3
    for _ in range(3):
        later.minute()
    assert [values["count"] for _, _, values in console.said] == [24, 1, 100, 50]
    assert later.calls == []
    news.tell(WORKER, Incidents("passwords", 20, "eko, 10.0.0.1"))
    assert console.said[-1][2] == {"count": 20, "about": "eko, 10.0.0.1"}


def test_a_few_wrong_passwords_now_and_then_are_nothing_to_tell():
    later, console = Later(), FakeConsole()
    news = News(console, later)
    for _ in range(10):
        news.tell(WORKER, Incidents("passwords", 10, "ani, 10.0.0.1"))
        later.minute()
    assert console.said == []

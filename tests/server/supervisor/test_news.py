"""What the console is told of once a minute."""

from types import SimpleNamespace

from chatlib.server.ipc.reports import Burst, Departed, Entered, Trouble
from chatlib.server.ipc.reports import News as Tidings
from chatlib.server.supervisor.news import EVERY, News

WORKER = SimpleNamespace(name="worker", pid=17)


class FakeConsole:
    def __init__(self):
        self.said = []

    def say(self, key, level="info", **values):
        self.said.append((key, level, values))


def test_what_processes_report():
    console = FakeConsole()
    news = News(console)
    for report in (Entered("ani", "pm"), Departed("ani"), Tidings("so"), Trouble("oh")):
        news.tell(WORKER, report)
    assert [key for key, _, _ in console.said] == ["entered", "departed", "trouble", "trouble"]


def test_bursts_are_one_line_a_minute_each():
    now, console = [0.0], FakeConsole()
    news = News(console, lambda: now[0])
    for _ in range(19):
        news.tell(WORKER, Burst("passwords", 1, "ani, 10.0.0.1"))
    assert console.said == []
    news.tell(WORKER, Burst("passwords", 5, "budi, 10.0.0.1"))
    assert console.said == [("burst_passwords", "warning", {"count": 24, "about": "budi, 10.0.0.1"})]
    news.tell(WORKER, Burst("passwords", 100, "budi, 10.0.0.1"))
    news.tell(WORKER, Burst("queue", 1, "10.0.0.2"))
    assert [key for key, _, _ in console.said] == ["burst_passwords", "burst_queue"]
    now[0] = EVERY
    news.tell(WORKER, Burst("passwords", 20, "citra, 10.0.0.1"))
    assert [key for key, _, _ in console.said][2:] == ["burst_passwords"]


def test_a_few_wrong_passwords_now_and_then_are_nothing_to_tell():
    now, console = [0.0], FakeConsole()
    news = News(console, lambda: now[0])
    for _ in range(10):
        news.tell(WORKER, Burst("passwords", 10, "ani, 10.0.0.1"))
        now[0] += EVERY
    assert console.said == []

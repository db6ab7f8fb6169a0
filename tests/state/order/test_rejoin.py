"""The state process is killed and another one goes on: the workers live, and with them the sessions."""

import pytest

from chatlib.core import commands, events
from chatlib.core.rules import Conversation
from chatlib.state import redo


def texts(told: list[events.Event]) -> list[str]:
    return [event.text for event in told if isinstance(event, events.Message)]


def history(house) -> list[str]:
    return texts(house.call(lambda: house.journal.history.conversation(Conversation(0, None, -1, -1, 200))))


@pytest.fixture
def replaced(open_house):
    """Another process takes over what one that is killed in this moment leaves."""
    return lambda house: open_house(house.killed(), goes_on=True)


@pytest.fixture
def killed_over_commit(open_house):
    """Another process takes over from one that is killed when what `act` brings is written down, and not committed."""

    def killed(house, act):
        copies = []
        commit = house.journal.commit

        def about_to_commit(*standing) -> bool:
            if house.journal._kept and not copies:
                copies.append(house.copy())
            return commit(*standing)

        house.call(lambda: setattr(house.journal, "commit", about_to_commit))
        act()
        return open_house(copies[0], goes_on=True)

    return killed


@pytest.fixture
def ana(house, worker):
    """The worker of her connection, and another one."""
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    other = house.worker(2)
    other.enter(2, "Budi")
    worker.ask(commands.Pass(1))
    return worker, other


def rejoined(house, worker):
    """The same worker, as the other process gets to know it."""
    return house.worker(worker.number, worker.told, [worker.number])


def test_the_sessions_live_on(house, ana, replaced):
    state = house.call(lambda: house.chat.state)
    again = replaced(house)
    assert again.chat.state == state
    assert list(again.chat.state.sessions) == [1, 2]


def test_numbers_of_batches_and_tells_go_on_where_they_were(house, ana, replaced):
    first, second = ana
    again = replaced(house)
    one, two = rejoined(again, first), rejoined(again, second)
    assert (one.resumed.done, two.resumed.done) == (first.batches, second.batches)
    assert (one.resumed.last, two.resumed.last) == (first.told, second.told)
    message = one.reply(commands.Send(1, to="Budi", text="hi"))
    assert (one.told, one.batches) == (first.told + 1, first.batches + 1)
    assert message.seq > house.chat.state.seq
    assert texts(two.hear().events) == ["hi"]
    assert two.told == second.told + 1


def test_what_was_committed_and_not_heard_is_told_again(house, ana, replaced):
    worker, other = ana
    before = worker.told
    worker.ask(commands.Send(1, to="lobby", text="hi"), commands.WhoAmI(1))
    other.hear()
    again = replaced(house)
    worker.told = before
    successor = rejoined(again, worker)
    assert successor.resumed.done == worker.batches
    (told,) = [successor.hear() for _ in range(successor.resumed.last - before)]
    assert [type(event) for event in told.events] == [events.Message, events.Done]
    assert rejoined(again, other).resumed.last == other.told
    assert history(again) == ["hi"]


def test_an_answer_that_changed_nothing_is_told_again_as_well(house, ana, replaced):
    worker, _ = ana
    before = worker.told
    worker.ask(commands.WhoAmI(1))
    worker.told = before
    successor = rejoined(replaced(house), worker)
    assert successor.hear().events == [events.Done(1, "Ana")]


def test_a_batch_that_it_does_not_have_can_be_sent_again(house, ana, replaced):
    worker, other = ana
    again = replaced(house)
    worker.send(commands.Send(1, to="lobby", text="hi"))
    one, two = rejoined(again, worker), rejoined(again, other)
    assert one.resumed.done == worker.batches - 1
    assert one.reply(commands.Send(1, to="lobby", text="hi")).text == "hi"
    assert texts(two.hear().events) == ["hi"]
    assert history(again) == ["hi"]


def test_what_it_was_about_to_tell_and_had_not_committed_never_was(house, ana, killed_over_commit):
    worker, other = ana
    before = worker.told
    again = killed_over_commit(house, lambda: worker.ask(commands.Send(1, to="lobby", text="hi")))
    worker.told = before
    one, two = rejoined(again, worker), rejoined(again, other)
    assert (one.resumed.done, one.resumed.last) == (worker.batches - 1, before)
    assert two.resumed.last == other.told
    assert history(again) == []
    one.ask(commands.Send(1, to="lobby", text="hi"))
    assert texts(two.hear().events) == history(again) == ["hi"]


def test_a_worker_that_died_at_the_same_time_has_its_successor_told(house, ana, replaced):
    worker, other = ana
    before = worker.told
    other.ask(commands.Send(2, to="Ana", text="before"))
    again = replaced(house)
    rejoined(again, other).ask(commands.Send(2, to="Ana", text="after"))
    worker.told = before
    successor = rejoined(again, worker)
    assert [text for _ in range(2) for text in texts(successor.hear().events)] == ["before", "after"]


def test_it_may_be_killed_again_and_again(house, ana, replaced):
    worker, other = ana
    for i in range(4):
        house = replaced(house)
        worker, other = rejoined(house, worker), rejoined(house, other)
        worker.ask(commands.Send(1, to="Budi", text=f"m{i}"))
        assert texts(other.hear().events) == [f"m{i}"]
    assert sorted(house.chat.state.sessions) == [1, 2]


def test_a_connection_that_ended_meanwhile_is_dropped(house, ana, replaced):
    worker, other = ana
    again = replaced(house)
    rejoined(again, worker)
    again.worker(2, other.told, [])
    assert list(again.call(lambda: again.chat.state.sessions)) == [1]


def test_a_server_that_starts_knows_nothing_of_workers_that_were(house, ana, open_house):
    again = open_house(house.killed())
    assert not again.chat.state.sessions
    assert again.worker(1).resumed.last == 0


def test_numbers_go_on_even_if_the_log_begins_anew_with_a_tell_that_never_was(
    house, ana, killed_over_commit, monkeypatch
):
    worker, other = ana
    worker.send()
    assert worker.ask(commands.WhoAmI(1))
    worker.send()
    before = worker.told
    monkeypatch.setattr(redo.RedoLog, "full", True)
    again = killed_over_commit(house, lambda: worker.ask(commands.Send(1, to="lobby", text="hi")))
    monkeypatch.undo()
    rejoined(again, other).ask(commands.Send(2, to="Ana", text="before hello"))
    worker.told = before
    one = rejoined(again, worker)
    assert one.resumed.last == before + 1
    assert texts(one.hear().events) == ["before hello"]

"""Workers die and have successors: nothing that concerns their connections is lost, and nothing comes twice."""

import os
from multiprocessing import Pipe

import pytest

from chatlib.core import commands, events
from chatlib.state.frames import Batch, encode
from chatlib.state.order.workers import line


def texts(told: list[events.Event]) -> list[str]:
    return [event.text for event in told if isinstance(event, events.Message)]


def kinds(told: list[events.Event]) -> list[type]:
    return [type(event) for event in told]


@pytest.fixture
def ana(house, worker) -> int:
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    return 1


@pytest.fixture
def second(house, ana):
    """A worker with one connection, Budi's; it has processed all that it was told."""
    second = house.worker(2)
    second.enter(2, "Budi")
    return second


def online(house) -> list[str]:
    return house.call(lambda: house.chat.shown(house.chat.state.online))


def told_until(worker, last: int) -> list[events.Event]:
    found: list[events.Event] = []
    while worker.told < last:
        found += worker.hear().events
    return found


def test_the_first_of_a_number_has_nothing_to_catch_up_with(house):
    resumed = house.worker(3).resumed
    assert (resumed.done, resumed.last) == (0, 0)


def test_when_a_worker_is_gone_its_last_words_count_and_its_connections_stay(house, worker, second):
    second.send(commands.Send(2, to="lobby", text="last words"))
    second.die()
    assert worker.hear_of(events.Message).text == "last words"
    assert kinds(worker.ask(commands.Pass(9))) == [events.Done]
    assert online(house) == ["Ana", "Budi"]


def test_a_successor_gets_the_answers_to_the_last_words(house, worker, second):
    second.send(commands.WhoAmI(2), commands.Send(2, to="lobby", text="last words"))
    second.die()
    worker.hear_of(events.Message)
    successor = house.worker(2, second.told, [2])
    assert successor.resumed.done == second.batches
    name, message = told_until(successor, successor.resumed.last)
    assert name == events.Done(2, "Budi")
    assert (message.cid, message.text) == (2, "last words")


def test_what_is_said_between_two_workers_is_told_to_the_second_in_order_and_once(house, worker, second):
    second.die()
    for i in range(5):
        worker.ask(commands.Send(1, to="Budi", text=f"m{i}"))
    successor = house.worker(2, second.told, [2])
    assert successor.resumed.last == second.told + 5
    assert texts(told_until(successor, successor.resumed.last)) == [f"m{i}" for i in range(5)]
    worker.ask(commands.Send(1, to="Budi", text="later"))
    assert texts(successor.hear().events) == ["later"]
    assert successor.told == second.told + 6


def test_a_successor_hears_again_what_its_predecessor_had_not_processed(house, worker, second):
    for i in range(5):
        worker.ask(commands.Send(1, to="Budi", text=f"m{i}"))
    before = second.told
    second.hear()
    second.hear()
    second.die()
    successor = house.worker(2, before + 2, [2])
    assert texts(told_until(successor, successor.resumed.last)) == ["m2", "m3", "m4"]


def test_what_was_said_to_be_heard_is_kept_no_longer(house, worker, second):
    for i in range(5):
        worker.ask(commands.Send(1, to="Budi", text=f"m{i}"))
    second.hear()
    second.hear()
    heard = second.told
    second.send()
    second.ask(commands.Pass(2))
    second.die()
    successor = house.worker(2)
    successor.told = heard
    assert texts(told_until(successor, successor.resumed.last)) == ["m2", "m3", "m4"]


def test_who_has_not_said_hello_is_told_nothing_yet(house, worker, second):
    second.die()
    successor = house.silent_worker(2)
    worker.ask(commands.Send(1, to="Budi", text="m0"))
    assert not successor.connection.poll()
    successor.join(second.told, [2])
    assert texts(told_until(successor, successor.resumed.last)) == ["m0"]


def test_a_successor_that_dies_as_well_has_one_too(house, worker, second):
    second.die()
    house.silent_worker(2).die()
    worker.ask(commands.Send(1, to="Budi", text="m0"))
    house.worker(2, second.told, [2]).die()
    worker.ask(commands.Send(1, to="Budi", text="m1"))
    last = house.worker(2, second.told, [2])
    assert texts(told_until(last, last.resumed.last)) == ["m0", "m1"]


def test_a_connection_that_hello_does_not_name_is_dropped_with_its_mark(house, worker, second):
    message = worker.reply(commands.Send(1, to="Budi", text="hi"))
    house.acknowledged.worker(2, message.seq)
    second.die()
    house.worker(2, second.told, [])
    assert worker.hear_of(events.Went).name == "Budi"
    assert house.call(lambda: house.chat.state.users[2].pushed) == message.seq
    assert online(house) == ["Ana"]


def test_hello_drops_nobody_of_other_workers_and_names_whom_it_likes(house, worker, second):
    second.die()
    third = house.worker(2, second.told, [2, 77])
    assert online(house) == ["Ana", "Budi"]
    assert third.reply(commands.WhoAmI(77)).cid == 77


def test_a_successor_that_comes_before_the_end_was_noticed(house, worker, second):
    """The old pipe is read to its end first."""
    second.send(commands.Send(2, to="lobby", text="last words"))
    second.die()
    successor = house.worker(2, second.told, [2])
    assert texts(told_until(successor, successor.resumed.last)) == ["last words"]
    assert texts([worker.hear_of(events.Message)]) == ["last words"]


def test_a_batch_that_a_worker_died_over_is_none(house, worker, second):
    worker.hear_of(events.Came)
    second.send(commands.Send(2, to="lobby", text="whole"))
    payload = encode(Batch(second.batches + 1, 0, [commands.Send(2, to="lobby", text="cut off")]))
    os.write(second.connection.fileno(), len(payload).to_bytes(4, "big") + payload[:-3])
    second.die()
    assert texts(worker.hear().events) == ["whole"]
    successor = house.worker(2, second.told, [2])
    assert successor.resumed.done == second.batches
    assert kinds(worker.ask(commands.Pass(1))) == [events.Done]


def test_where_nobody_comes_for_too_long_the_connections_are_given_up(house, worker, second, monkeypatch):
    monkeypatch.setattr(line, "MOST_KEPT", 10_000)
    second.die()
    for _ in range(9):
        worker.ask(commands.Send(1, to="Budi", text="x" * 1000))
    assert online(house) == ["Ana", "Budi"]
    worker.send(*(commands.Send(1, to="Budi", text="x" * 1000) for _ in range(2)))
    worker.hear_of(events.Went)
    assert online(house) == ["Ana"]


def test_a_worker_may_be_gone_before_it_is_attached(house, worker, ana):
    ours, theirs = Pipe(duplex=True)
    ours.close()
    house.call(lambda: house.sequencer.attach(2, theirs))
    assert kinds(worker.ask(commands.Pass(1))) == [events.Done]

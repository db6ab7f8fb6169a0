"""The loop: batches in, one order, one commit, and then what concerns each worker out."""

import threading

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.model import User
from chatlib.core.rules import RULES, Outcome
from chatlib.core.world import Kept, World
from chatlib.state.frames import Told
from chatlib.state.layout import LOG
from chatlib.state.log import turn
from chatlib.state.log.reader import LogReader


def kinds(told: list[events.Event]) -> list[type]:
    return [type(event) for event in told]


def kept(data) -> list[Kept]:
    """What the log has after the state that it began with."""
    reader, found = LogReader(data / LOG, 0), []
    while records := reader.read(1 << 20):
        found += [one for record in records for one in turn.decode(record.payload).kept]
    return found


@pytest.fixture
def ana(house, worker) -> int:
    house.register("Ana", "Budi")
    worker.enter(1, "Ana")
    return 1


def test_a_login_is_answered_with_welcome_and_what_was_missed(house, worker):
    house.register("Ana")
    welcome, missed, came = worker.enter(1, "Ana")
    assert welcome == events.Welcome(1, 1, "Ana", True)
    assert missed == events.CatchUp(1, [], [], False, house.chat.state.seq, [0])
    assert (came.name, came.seq) == ("Ana", house.chat.state.seq)


def test_each_command_of_a_batch_is_answered_in_its_turn(worker, ana):
    told = worker.ask(commands.WhoAmI(1), commands.WhoAmI(99), commands.ListUsers(1))
    assert told == [events.Done(1, "Ana"), events.Refused(99, Reason.NO_SESSION), events.Names(1, "", ["Ana"], 1)]


def stumbling(monkeypatch, stamps: bool) -> None:
    """The rule for WhoAmI raises, before or after it has made a change."""

    def who_am_i(world: World, _: User, command: commands.WhoAmI) -> Outcome:
        if stamps:
            world.stamp(command)
        raise ZeroDivisionError

    monkeypatch.setitem(RULES, commands.WhoAmI, (who_am_i, True))


def test_a_rule_that_stumbles_costs_that_command_and_nothing_else(house, worker, ana, monkeypatch):
    stumbling(monkeypatch, stamps=False)
    told = worker.ask(commands.Send(1, to="lobby", text="hi"), commands.WhoAmI(1), commands.ListUsers(1))
    assert [event.text for event in told if isinstance(event, events.Message)] == ["hi"]
    assert told[1:] == [events.Refused(1, Reason.FAULT), events.Names(1, "", ["Ana"], 1)]
    assert [type(error) for error in house.errors] == [ZeroDivisionError]
    house.errors.clear()


def test_a_change_that_is_half_done_is_the_end_of_the_process(house, ana, monkeypatch):
    stumbling(monkeypatch, stamps=True)
    ended = []
    monkeypatch.setattr("threading.excepthook", lambda died: ended.append(died.exc_type))
    house.workers[0].send(commands.WhoAmI(1))
    house.thread.join(20.0)
    assert ended == [ZeroDivisionError]
    house.broken = True


def test_a_batch_without_news_is_done_as_well(worker):
    assert worker.ask(commands.Drop(99)) == []


def test_a_batch_of_nothing_only_says_what_was_heard(worker, ana):
    worker.send()
    worker.batches -= 1
    assert worker.ask(commands.WhoAmI(1)) == [events.Done(1, "Ana")]


def test_what_was_told_is_committed(house, worker, ana):
    message = worker.reply(commands.Send(1, to="lobby", text="hi"))
    assert [one.text for one in kept(house.data) if isinstance(one, events.Message)] == ["hi"]
    assert message.seq == house.chat.state.seq


def test_batches_of_several_workers_have_one_order_that_all_see(house, worker, ana):
    second = house.worker(2)
    second.enter(2, "Budi")
    for i in range(20):
        worker.ask(commands.Send(1, to="lobby", text=f"a{i}"))
        second.ask(commands.Send(2, to="lobby", text=f"b{i}"))
    worker.ask(commands.Send(1, to="lobby", text="last"))
    second.ask(commands.Pass(2))
    first_saw, second_saw = ([m.seq for m in one.heard if isinstance(m, events.Message)] for one in (worker, second))
    assert first_saw == second_saw
    assert first_saw == sorted(first_saw)


def test_a_told_batch_carries_the_number_of_the_last_change(house, worker, ana):
    second = house.worker(2)
    second.catch_up()
    before = second.told
    worker.ask(commands.Send(1, to="lobby", text="hi"))
    told = second.hear()
    assert told == Told(before + 1, 0, house.chat.state.seq, told.events)


def test_a_message_to_the_lobby_is_told_to_all_workers(house, worker, ana):
    second = house.worker(2)
    worker.ask(commands.Send(1, to="lobby", text="hi"))
    assert second.hear_of(events.Message).text == "hi"


def test_a_private_message_is_told_to_the_workers_of_its_two_ends_only(house, worker, ana):
    second, third = house.worker(2), house.worker(3)
    third.catch_up()
    second.enter(2, "Budi")
    third.hear_of(events.Came)
    own = worker.reply(commands.Send(1, to="Budi", text="hi"))
    assert second.hear_of(events.Message) == own
    assert kinds(third.ask(commands.Pass(9))) == [events.Done]


def test_a_message_to_a_room_is_told_to_the_workers_of_its_members_only(house, worker, ana):
    second, third = house.worker(2), house.worker(3)
    second.enter(2, "Budi")
    worker.ask(commands.CreateRoom(1, room="Kelas"))
    second.ask(commands.JoinRoom(2, room="Kelas"))
    third.ask(commands.Pass(9))
    worker.ask(commands.Send(1, to="Kelas", text="hi"))
    assert second.hear_of(events.Message).text == "hi"
    assert kinds(third.ask(commands.Pass(9))) == [events.Done]


def test_who_left_a_room_hears_of_it_on_all_its_devices(house, worker, ana):
    second = house.worker(2)
    second.enter(2, "Ana")
    worker.ask(commands.CreateRoom(1, room="Kelas"))
    worker.ask(commands.LeaveRoom(1, room="Kelas"))
    assert second.hear_of(events.Left).name == "Ana"


# ------------------------------------------------------------------- fetching


def test_an_inbox_gives_each_message_once(worker, ana):
    worker.ask(commands.Enter(2, name="Budi", session="t", pushes=False, lingers=True, worker=1))
    worker.ask(commands.Send(1, to="Budi", text="one"), commands.Send(1, to="Budi", text="two"))
    (page,) = worker.ask(commands.Inbox(2))
    assert [message.text for message in page.messages] == ["one", "two"]
    (page,) = worker.ask(commands.Inbox(2))
    assert page.messages == []


def test_what_is_sent_and_fetched_in_one_batch_is_there(worker, ana):
    told = worker.ask(commands.Send(1, to="Ana", text="note"), commands.Inbox(1), commands.History(1, peer="Ana"))
    assert [message.text for event in told[1:] for message in event.messages] == ["note", "note"]


def test_a_rooms_inbox_gives_each_message_of_others_once(worker, ana):
    worker.enter(2, "Budi")
    worker.ask(commands.CreateRoom(1, room="Kelas"), commands.JoinRoom(2, room="Kelas"))
    worker.ask(commands.Send(1, to="Kelas", text="hi"), commands.Send(2, to="Kelas", text="own"))
    (page,) = worker.ask(commands.RoomInbox(2, room="kelas"))
    assert (page.subject, [message.text for message in page.messages]) == ("Kelas", ["hi"])
    (page,) = worker.ask(commands.RoomInbox(2, room="kelas"))
    assert page.messages == []


def test_a_file_is_given_once(worker, ana):
    (offered,) = worker.ask(commands.Offer(1, to="Ana", name="f", size=1, sha256="0f"))
    worker.ask(commands.Arrived(1, fid=offered.fid))
    (files,) = worker.ask(commands.ReceiveFiles(1))
    assert [(file.text, file.file.fid) for file in files.files] == [("f", offered.fid)]
    assert worker.ask(commands.ReceiveFiles(1)) == [events.Files(1, [])]


def test_history_keeps_what_was_fetched(worker, ana):
    worker.ask(commands.Send(1, to="Budi", text="hi"))
    worker.ask(commands.Inbox(1))
    (page,) = worker.ask(commands.History(1, peer="budi"))
    assert (page.subject, [message.text for message in page.messages]) == ("Budi", ["hi"])


def test_what_was_missed_comes_at_login_page_by_page(worker, ana):
    for start in (0, 150):
        worker.ask(*(commands.Send(1, to="Budi", text=f"m{i}") for i in range(start, start + 150)))
        worker.ask(commands.Drop(1))
        worker.enter(1, "Ana")
    _, page, _ = worker.enter(2, "Budi")
    assert page.more
    assert page.rooms == []
    (last,) = worker.ask(commands.More(2, after=page.seq))
    assert not last.more
    assert last.rooms == [0]
    assert [message.text for message in page.messages + last.messages] == [f"m{i}" for i in range(300)]


# ------------------------------------------------------------------- its time


def test_time_alone_takes_users_offline_and_kills_tokens(house, worker, clock):
    house.register("Ana")
    worker.ask(commands.Enter(1, name="Ana", session="t", pushes=False, lingers=True, worker=1))
    worker.ask(commands.Drop(1))
    clock[0] += 400
    assert worker.hear_of(events.Went).name == "Ana"
    clock[0] += 13 * 3600
    house.look_around()
    assert house.call(lambda: dict(house.chat.state.tokens)) == {}


# -------------------------------------------------------------- other threads


def test_calls_run_in_the_loop_and_bring_back_what_they_return_or_raise(house):
    assert house.call(threading.current_thread) is house.thread
    with pytest.raises(ZeroDivisionError):
        house.call(lambda: 1 / 0)
    assert house.call(lambda: "still there") == "still there"


def test_commands_of_the_servers_own_are_committed_at_once(house):
    (done,) = house.sequencer.submit(commands.Register(name="Ana", secret="h"))
    assert done == events.Done(0, "Ana")
    assert [one.command for one in kept(house.data)][1:] == [commands.Register(name="Ana", secret="h")]


def test_calls_from_many_threads_are_all_answered(house):
    answered = []

    def call() -> None:
        for i in range(1000):
            answered.append(house.call(lambda i=i: i))

    threads = [threading.Thread(target=call, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    while house.thread.is_alive() and any(thread.is_alive() for thread in threads):
        threads[0].join(0.1)
        threads = [thread for thread in threads if thread.is_alive()]
    assert house.thread.is_alive()
    assert sorted(answered) == sorted(list(range(1000)) * 4)


# ------------------------------------------------------------------ in one breath


def texts(told: list[events.Event]) -> list[object]:
    return [getattr(one, "text", getattr(one, "reason", None)) for one in events.singly(told)]


def test_what_is_said_in_one_breath_is_told_as_one_and_kept_message_by_message(house, worker, ana):
    (run,) = worker.ask(commands.Send(1, to="lobby", text="satu", more=["dua", "tiga"]))
    assert (type(run), run.more) == (events.Run, ["dua", "tiga"])
    assert kept(house.data)[-3:] == run.messages()


def test_where_one_of_them_is_refused_each_is_answered_by_itself(worker, ana):
    told = worker.ask(commands.Send(1, to="lobby", text="satu", more=["", "tiga"]), commands.WhoAmI(1))
    assert texts(told)[:3] == ["satu", Reason.EMPTY, "tiga"]
    assert kinds(told) == [events.Message, events.Refused, events.Message, events.Done]
    told = worker.ask(commands.Send(99, to="lobby", text="satu", more=["dua"]))
    assert texts(told) == [Reason.NO_SESSION] * 2


def test_where_the_rules_stumble_over_one_of_them_each_is_answered_by_itself(house, worker, ana, monkeypatch):
    send, for_users = RULES[commands.Send]

    def stumbling_over_two(world: World, asker: User, command: commands.Send) -> Outcome:
        if "dua" in (command.text, *(command.more or ())):
            raise ZeroDivisionError
        return send(world, asker, command)

    monkeypatch.setitem(RULES, commands.Send, (stumbling_over_two, for_users))
    told = worker.ask(commands.Send(1, to="lobby", text="satu", more=["dua", "tiga"]))
    assert texts(told) == ["satu", Reason.FAULT, "tiga"]
    assert {type(error) for error in house.errors} == {ZeroDivisionError}
    house.errors.clear()

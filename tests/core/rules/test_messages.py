"""Send, and the ids by which a message is known when it comes again."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.model import IDS_KEPT


@pytest.fixture
def ana(house) -> int:
    return house.account("Ana")


@pytest.fixture
def budi(house, ana) -> int:
    return house.account("Budi")


def test_a_message_to_the_lobby_is_answered_kept_and_pushed_as_one_event(house, ana):
    (message,) = house.do(commands.Send(ana, to="LOBBY", text="hi"))
    assert message == events.Message(
        ana, house.state.seq, house.now, 0, "lobby", 1, "Ana", text="hi", tags={"account": "Ana"}
    )
    assert house.changes[-1] == message


def test_a_private_message_names_its_receiver_as_he_is_shown(house, ana, budi):
    message = house.reply(commands.Send(ana, to="bUDI", text="hi", id="m1"))
    assert (message.to, message.receiver, message.sender) == (2, "Budi", "Ana")
    assert (message.room, message.text, message.id) == ("", "hi", "m1")


def test_a_message_to_a_room_is_for_its_members(house, ana, budi):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    message = house.reply(commands.Send(ana, to="kelas", text="hi"))
    assert (message.rid, message.room, message.to) == (1, "Kelas", 0)
    refused = house.refused(commands.Send(budi, to="kelas", text="hi"))
    assert refused == events.Refused(budi, Reason.NOT_MEMBER, "Kelas")


def test_one_may_write_to_oneself(house, ana):
    assert house.reply(commands.Send(ana, to="Ana", text="note")).to == 1


@pytest.mark.parametrize(
    ("kind", "to", "reason"),
    [
        ("any", "nobody", Reason.UNKNOWN_TARGET),
        ("any", "", Reason.UNKNOWN_TARGET),
        ("user", "nobody", Reason.UNKNOWN_USER),
        ("user", "lobby", Reason.UNKNOWN_USER),
        ("user", "Kelas", Reason.UNKNOWN_USER),
        ("room", "nothing", Reason.UNKNOWN_ROOM),
        ("room", "Ana", Reason.UNKNOWN_ROOM),
    ],
)
def test_there_must_be_somebody_to_send_to(house, ana, kind, to, reason):
    house.do(commands.CreateRoom(ana, room="Kelas"))
    assert house.refused(commands.Send(ana, to=to, text="hi", kind=kind)) == events.Refused(ana, reason, to)


@pytest.mark.parametrize("kind", ["any", "user", "room"])
def test_a_name_that_nobody_can_have_is_cut_in_the_refusal(house, ana, kind):
    assert house.refused(commands.Send(ana, to="x" * 1000, text="hi", kind=kind)).subject == "x" * 32


def test_an_account_gets_messages_while_it_is_offline_unless_the_sender_wants_it_online(house, ana, budi):
    house.do(commands.Drop(budi))
    assert house.reply(commands.Send(ana, to="Budi", text="hi")).to == 2
    refused = house.refused(commands.Send(ana, to="Budi", text="hi", online=True))
    assert refused.reason is Reason.USER_OFFLINE
    house.enter("Budi")
    assert house.reply(commands.Send(ana, to="Budi", text="hi", online=True)).to == 2


@pytest.mark.parametrize(
    ("text", "reason"), [("", Reason.EMPTY), (" \t\x00", Reason.EMPTY), ("a" * 4097, Reason.TOO_LONG)]
)
def test_what_cannot_be_delivered_whole_is_refused(house, ana, text, reason):
    assert house.refusal(commands.Send(ana, to="lobby", text=text)) is reason


def test_control_characters_are_not_even_kept(house, ana):
    house.do(commands.Send(ana, to="lobby", text="\x1b[31mred\x07\tx"))
    assert house.changes[-1].text == "[31mred\tx"


def test_messages_have_growing_numbers(house, ana):
    seqs = [house.reply(commands.Send(ana, to="lobby", text="hi")).seq for _ in range(5)]
    assert seqs == list(range(seqs[0], seqs[0] + 5))


# ------------------------------------------------------------------ sent again


def test_the_same_id_is_answered_with_the_first_number_and_not_delivered_again(house, ana, budi):
    first = house.reply(commands.Send(ana, to="Budi", text="hi", id="m1"))
    kept = len(house.changes)
    assert house.do(commands.Send(ana, to="BUDI", text="hi", id="m1")) == [events.Sent(ana, first.seq, "Budi", False)]
    assert len(house.changes) == kept


def test_sent_again_by_another_device_of_the_account_it_is_the_same_message(house, ana):
    first = house.reply(commands.Send(ana, to="lobby", text="hi", id="m1"))
    second = house.enter("Ana")
    assert house.reply(commands.Send(second, to="lobby", text="hi", id="m1")) == events.Sent(
        second, first.seq, "lobby", True
    )


def test_ids_are_each_senders_own(house, ana, budi):
    house.do(commands.Send(ana, to="lobby", text="hi", id="m1"))
    assert isinstance(house.reply(commands.Send(budi, to="lobby", text="hi", id="m1")), events.Message)


def test_without_an_id_the_same_text_is_another_message(house, ana):
    house.do(commands.Send(ana, to="lobby", text="hi"))
    assert isinstance(house.reply(commands.Send(ana, to="lobby", text="hi")), events.Message)


def test_a_refused_message_may_come_again_under_its_id(house, ana):
    assert house.refusal(commands.Send(ana, to="Citra", text="hi", id="m1")) is Reason.UNKNOWN_TARGET
    house.register("Citra")
    assert isinstance(house.reply(commands.Send(ana, to="Citra", text="hi", id="m1")), events.Message)


def test_sent_again_to_a_room_that_is_gone_is_answered_all_the_same(house, ana):
    house.do(commands.CreateRoom(ana, room="Tim", open=False))
    first = house.reply(commands.Send(ana, to="Tim", text="hi", id="m1"))
    assert house.reply(commands.Send(ana, to="tim", text="hi", id="m1")).is_room
    house.do(commands.LeaveRoom(ana, room="Tim"))
    assert house.reply(commands.Send(ana, to="Tim", text="hi", id="m1")).seq == first.seq


def test_a_bounded_number_of_ids_is_known_the_latest(house):
    ana = house.account("Ana")
    for i in range(IDS_KEPT + 1):
        house.do(commands.Send(ana, to="lobby", text="hi", id=f"m{i}"))
    assert isinstance(house.reply(commands.Send(ana, to="lobby", text="hi", id="m1")), events.Sent)
    assert isinstance(house.reply(commands.Send(ana, to="lobby", text="hi", id="m0")), events.Message)


def test_ids_are_known_after_a_replay(house, ana):
    first = house.reply(commands.Send(ana, to="lobby", text="hi", id="m1"))
    again = house.replayed().apply(commands.Send(ana, to="lobby", text="hi", id="m1"), house.now)
    assert again == [events.Sent(ana, first.seq, "lobby", True)]


def test_what_reads_like_a_private_message_is_one_if_somebody_has_that_name(house):
    ani, budi = house.guest("ani"), house.guest("budi")
    (said,) = house.do(commands.Send(ani, to="BUDI", text="rahasia", kind="user", aloud="send BUDI rahasia"))
    assert (said.receiver, said.text) == ("budi", "rahasia")
    (aloud,) = house.do(commands.Send(budi, to="help", text="please", kind="user", aloud="send help please"))
    assert (aloud.to, aloud.room, aloud.text) == (0, "lobby", "send help please")


def test_a_message_to_several_users_says_whom_it_did_not_reach(house):
    ani = house.guest("ani")
    for name in ("budi", "citra"):
        house.guest(name)
    answer, *messages = house.do(commands.Circulate(ani, to=["budi", "hantu", "citra", "budi"], text="halo"))
    assert answer == events.Circulated(ani, ["budi", "citra"], [(Reason.UNKNOWN_USER, "hantu")])
    assert [(m.receiver, m.text, m.cid) for m in messages] == [("budi", "halo", 0), ("citra", "halo", 0)]
    assert house.refusal(commands.Circulate(ani, to=["budi"], text=" ")) is Reason.EMPTY

"""What messages say beside their text, and tags without one."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules.messages import PERSIST


@pytest.fixture
def gita(house, ana) -> int:
    """A guest, in the room."""
    cid = house.guest("gita")
    house.do(commands.JoinRoom(cid, room="Kelas"))
    return cid


def test_a_message_tells_of_which_account_its_sender_is_and_of_nobody_elses(house, ana, gita):
    for cid, tags in ((ana, {"notice": "", "account": "Ana"}), (gita, {"notice": ""})):
        assert house.reply(commands.Send(cid, to="lobby", text="hi", tags={"notice": ""})).tags == tags
    assert house.reply(commands.Send(ana, to="lobby", text="hi", tags={"account": "gita"})).tags == {"account": "Ana"}


def test_a_bot_is_known_by_what_it_says(house, gita):
    house.do(commands.Describe(gita, bot=True))
    assert house.reply(commands.Send(gita, to="Kelas", text="hi")).tags == {"bot": ""}


def test_a_private_message_is_answered_with_why_its_receiver_is_away(house, ana, gita):
    house.do(commands.Describe(gita, away="makan"))
    message = house.reply(commands.Send(ana, to="gita", text="hi"))
    assert message.away == "makan"


def test_tags_are_told_and_not_kept(house, ana, gita):
    kept = len(house.changes)
    first, second = (house.reply(commands.Tag(gita, to="kelas", tags={"+typing": "active"})) for _ in range(2))
    assert (first.rid, first.room, first.name, first.tags, first.at) == (
        1,
        "Kelas",
        "gita",
        {"+typing": "active"},
        house.now,
    )
    assert (first.seq, len(house.changes)) == (0, kept)
    assert first.id != second.id


def test_tags_that_are_to_be_kept_are_a_message_without_a_text(house, ana, gita):
    tagged = house.reply(commands.Tag(gita, to="Ana", tags={PERSIST: "", "+react": "x"}))
    kept = house.changes[-1]
    assert (tagged.to, tagged.receiver, tagged.id) == (1, "Ana", str(house.state.seq))
    assert (kept.to, kept.text, kept.event, kept.tags) == (1, "", "tags", {PERSIST: "", "+react": "x"})


@pytest.mark.parametrize(
    ("to", "reason"), [("hantu", Reason.UNKNOWN_TARGET), ("Tim", Reason.NOT_MEMBER), ("lobby", None), ("Kelas", None)]
)
def test_tags_go_where_messages_may_go(house, ana, gita, to, reason):
    house.do(commands.CreateRoom(ana, room="Tim"))
    answer = house.reply(commands.Tag(gita, to=to, tags={"+typing": "done"}))
    assert getattr(answer, "reason", None) is reason


def test_who_may_not_speak_tells_no_tags(house, ana, gita):
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "m", "")]))
    refused = house.refused(commands.Tag(gita, to="Kelas", tags={"+typing": "active"}))
    assert refused == events.Refused(gita, Reason.MODERATED, "Kelas")


# ------------------------------------------------------------------ in passing


@pytest.mark.parametrize("to", ["lobby", "Kelas", "Ana"])
def test_what_is_said_in_passing_is_told_and_not_kept(house, ana, gita, to):
    kept, seq = len(house.changes), house.state.seq
    message = house.reply(commands.Send(gita, to=to, text="hi", tags={"notice": ""}, id="m1", passing=True))
    assert (message.seq, message.text, message.tags) == (0, "hi", {"notice": ""})
    assert message.receiver or message.room == to
    assert (len(house.changes), house.state.seq, house.chat.user("gita").sent) == (kept, seq, {})


def test_in_passing_nothing_is_said_to_who_is_not_here(house, ana, gita):
    house.do(commands.Drop(ana, written=house.state.seq))
    refused = house.refused(commands.Send(gita, to="Ana", text="hi", passing=True))
    assert refused == events.Refused(gita, Reason.USER_OFFLINE, "Ana")


def test_in_passing_nobody_says_what_he_may_not_say(house, ana, gita):
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "m", "")]))
    assert house.refusal(commands.Send(gita, to="Kelas", text="hi", passing=True)) is Reason.MODERATED

"""Messages are edited, deleted, reacted to, pinned and reported."""

import pytest
from msgspec.structs import replace

from chatlib.core import commands, events
from chatlib.core.deeds import DELETE, REPORT
from chatlib.core.errors import Reason
from chatlib.core.rules import Fetch, Original, Pinned
from chatlib.core.rules.amendments import MOST_PINS, MOST_REACTIONS, OWN_WITHIN


def say(house, cid, to="Kelas", **how) -> events.Message:
    (message,) = house.do(commands.Send(cid, to=to, text="satu", **how))
    return message


def amend(cid, message, what, text="") -> commands.Amend:
    """As it comes the second time: with the message that the journal has."""
    return commands.Amend(cid, seq=message.seq, what=what, text=text, original=replace(message))


def test_first_the_message_is_fetched(house, ana):
    command = commands.Amend(ana, seq=5, what="delete")
    assert house.do(command) == [Fetch(ana, Original(5, command))]
    command.original = events.Message()
    assert house.refusal(command) is Reason.UNKNOWN_MESSAGE


def test_ones_own_is_edited_and_deleted_within_a_quarter_of_an_hour(house, ana, budi):
    message = say(house, budi)
    told = house.reply(amend(budi, message, "edit", "dua"))
    assert (told.about, told.text, told.room, told.author, told.name) == (message.seq, "dua", "Kelas", "Budi", "Budi")
    assert house.refusal(amend(ana, message, "edit", "dua")) is Reason.NOT_YOURS
    house.now += OWN_WITHIN
    house.do(amend(budi, message, "edit", "tiga"))
    house.now += 1
    for what in ("edit", "delete"):
        assert house.refused(amend(budi, message, what, "x")).reason is Reason.TOO_LATE


def test_who_runs_the_room_deletes_anything_there_and_that_is_noted(house, ana, budi):
    message = say(house, budi)
    house.now += 2 * OWN_WITHIN
    assert house.reply(amend(ana, message, "delete", "kasar")).reason == "kasar"
    (deed,) = house.reply(commands.Deeds(ana, room="Kelas")).deeds
    assert (deed.what, deed.by, deed.whom, deed.seq, deed.reason) == (DELETE, "Ana", "Budi", message.seq, "kasar")
    own = say(house, ana)
    house.do(amend(ana, own, "delete"))
    assert len(house.chat.room("Kelas").deeds) == 1


def test_nobody_touches_what_he_may_not_read(house, ana, budi, citra):
    private, message = say(house, ana, "Budi"), say(house, budi)
    for what in ("edit", "delete", "react", "pin"):
        for one in (private, message):
            assert house.refusal(amend(citra, one, what, "x")) is Reason.UNKNOWN_MESSAGE
    assert house.refusal(amend(budi, private, "delete")) is Reason.NOT_YOURS


def test_what_is_gone_is_not_there_any_more(house, ana, budi):
    gone = replace(say(house, budi), revision=events.Revision(deleted="Ana"))
    happened = replace(say(house, budi), event="topic")
    for one in (gone, happened):
        assert house.refusal(amend(budi, one, "react", "x")) is Reason.UNKNOWN_MESSAGE


def test_in_private_both_hear_of_it(house, ana, budi):
    message = say(house, ana, "Budi")
    told = house.reply(amend(budi, message, "react", "👍"))
    assert (told.to, told.receiver, told.uid, told.rid) == (1, "Ana", 2, 0)
    assert house.refusal(amend(budi, message, "pin")) is Reason.NOT_HERE


def test_who_must_not_speak_neither_edits_nor_reacts_but_may_take_back(house, ana, budi):
    message = say(house, budi)
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "q", "Budi")]))
    for what in ("edit", "react"):
        assert house.refusal(amend(budi, message, what, "x")) is Reason.MUTED
    message = replace(message, revision=events.Revision(reactions={"x": ["Budi"]}))
    for what in ("unreact", "delete"):
        assert house.reply(amend(budi, message, what, "x")).what == what


@pytest.mark.parametrize(("text", "reason"), [("", Reason.EMPTY), ("\x1b", Reason.EMPTY), ("x" * 33, Reason.TOO_LONG)])
def test_what_is_no_reaction(house, ana, text, reason):
    assert house.refusal(amend(ana, say(house, ana), "react", text)) is reason


def test_a_message_has_so_many_different_reactions(house, ana, budi):
    there = events.Revision(reactions={str(number): ["Ana"] for number in range(MOST_REACTIONS)})
    message = replace(say(house, ana), revision=there)
    assert house.reply(amend(budi, message, "react", "3")).text == "3"
    assert house.refusal(amend(ana, message, "react", "baru")) is Reason.TOO_LONG


def test_what_is_so_already_is_told_to_nobody(house, ana, budi):
    message = replace(say(house, budi), revision=events.Revision(reactions={"x": ["Ana"]}))
    kept = len(house.changes)
    assert house.do(amend(ana, message, "react", "x")) == [events.Done(ana, str(message.seq))]
    assert house.do(amend(budi, message, "unreact", "x")) == [events.Done(budi, str(message.seq))]
    assert house.do(amend(ana, message, "unpin")) == [events.Done(ana, str(message.seq))]
    assert len(house.changes) == kept


def test_a_message_is_looked_for_where_it_is_said_to_be(house, ana, budi):
    message, private = say(house, ana), say(house, ana, "Budi")
    for one, where in ((message, "lobby"), (private, "Kelas")):
        command = amend(ana, one, "delete")
        command.where = where
        assert house.refusal(command) is Reason.UNKNOWN_MESSAGE
    for one, where in ((message, "KELAS"), (private, "budi")):
        command = amend(ana, one, "delete")
        command.where = where
        assert house.reply(command).about == one.seq


def test_an_edit_has_the_pace_of_a_message(house, ana, budi):
    message = say(house, budi)
    house.do(commands.SetModes(ana, room="Kelas", changes=[(True, "W", "60")]))
    house.do(amend(budi, message, "edit", "dua"))
    assert house.refusal(amend(budi, message, "edit", "tiga")) is Reason.SLOW


def test_nobody_learns_that_there_is_what_he_may_not_read(house, ana, budi, citra):
    refused = house.refused(amend(citra, say(house, ana, "Budi"), "delete"))
    assert refused == house.refused(amend(citra, events.Message(), "delete"))


def test_one_report_of_one_message_is_enough(house, ana, budi):
    message = say(house, budi)
    for _ in range(3):
        outcome = house.do(commands.Report(ana, seq=message.seq, original=replace(message)))
    assert len(outcome) == 1
    assert len(house.reply(commands.Deeds(ana, room="Kelas")).deeds) == 1


def test_pins_are_for_who_runs_the_room_and_where_nobody_does_for_all(house, ana, budi):
    message = say(house, budi)
    assert house.refusal(amend(budi, message, "pin")) is Reason.NOT_OPERATOR
    house.do(amend(ana, message, "pin"))
    assert house.do(commands.Pins(budi, room="kelas")) == [Fetch(budi, Pinned([message.seq]), "Kelas")]
    house.do(commands.CreateRoom(budi, room="Tim", open=False))
    for _ in range(MOST_PINS + 1):
        house.do(amend(budi, say(house, budi, "Tim"), "pin"))
    assert len(house.chat.room("Tim").pins) == MOST_PINS
    house.do(amend(ana, message, "delete"))
    assert house.chat.room("Kelas").pins == []


def test_the_words_are_written_down_with_nothing_but_themselves(house, ana, budi):
    message = say(house, budi)
    house.do(amend(ana, message, "react", "👍"))
    house.do(commands.Report(ana, seq=message.seq, original=replace(message)))
    for change in house.changes[-2:]:
        assert "satu" not in str(change)


def test_a_report_goes_to_who_runs_the_room_and_of_private_things_to_the_admins(house, ana, budi):
    guru = house.account("Guru")
    house.do(commands.Appoint(name="Guru"))
    message, private = say(house, budi), say(house, ana, "Budi")
    done, told = house.do(commands.Report(budi, seq=message.seq, reason="kasar", original=replace(message)))
    assert (done.cid, told.to, told.room, told.text, told.reason) == (budi, 1, "Kelas", "satu", "kasar")
    assert house.reply(commands.Deeds(ana, room="Kelas")).deeds[-1].what == REPORT
    _, told = house.do(commands.Report(budi, seq=private.seq, original=replace(private)))
    assert (told.to, told.room, told.author) == (3, "", "Ana")
    assert house.state.sessions[guru].uid == 3


def test_the_file_of_a_deleted_message_is_gone(house, ana):
    offered = house.reply(commands.Offer(ana, to="lobby", name="f", size=1, sha256="0" * 64))
    (message,) = house.do(commands.Arrived(fid=offered.fid))
    assert house.refusal(amend(ana, message, "edit", "x")) is Reason.UNKNOWN_MESSAGE
    house.do(amend(ana, message, "delete"))
    assert not house.state.files


def test_an_answer_quotes_what_is_not_written_down(house, ana, budi):
    message = say(house, budi)
    command = commands.Send(ana, to="Kelas", text="dua", reply=message.seq)
    assert house.do(command) == [Fetch(ana, Original(message.seq, command))]
    command.original = replace(message, text="satu\n" * 50)
    told = house.reply(command)
    assert (told.reply.seq, told.reply.sender, told.reply.text[:9], len(told.reply.text)) == (
        message.seq, "Budi", "satu satu", 80,
    )  # fmt: skip
    assert house.changes[-1].reply == events.Reply(message.seq, "Budi")


def test_only_what_was_said_there_is_answered(house, ana, budi):
    message, private = say(house, budi), say(house, budi, "Ana")
    for to, original in (("lobby", message), ("Kelas", private), ("Budi", message), ("Kelas", events.Message())):
        told = house.reply(commands.Send(ana, to=to, text="dua", reply=7, original=original))
        assert told.reply is None
    told = house.reply(commands.Send(ana, to="Budi", text="dua", reply=private.seq, original=private))
    assert told.reply.sender == "Budi"


def test_a_replay_comes_to_the_same(house, ana, budi):
    message = say(house, budi)
    for what in ("pin", "react", "delete"):
        house.do(amend(ana, message, what, "x"))
    house.do(commands.Report(ana, seq=message.seq, original=say(house, budi)))
    assert house.replayed().state == house.state

"""Capabilities: what is offered, asked for, agreed on."""

import pytest

from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.capabilities import NAMES, Cap, active, changed, offered
from tests.dialects.irc.talk import answer

ALL = " ".join(NAMES)


def asked(line, irc=None):
    (told,) = answer(irc or Irc(), line)
    return told


@pytest.mark.parametrize("line", ["CAP LS", "CAP LS 301", "CAP LS 302", "CAP LS :302", "cap ls 302", "CAP LS 307"])
def test_requirement_6_all_that_is_offered_stands_in_one_line(line):
    told = asked(line)
    assert told.startswith(":ruang CAP * LS :account-notify ")
    assert len(told.encode()) <= 510
    assert {word.partition("=")[0] for word in told.partition(" :")[2].split()} == set(NAMES) - {
        "cap-notify",
        "chghost",
    }


def test_values_are_for_those_who_know_the_version_302():
    assert "=" not in offered(301)
    assert "sasl=PLAIN " in offered(302)
    assert " draft/multiline=max-bytes=4096,max-lines=100 " in offered(302)
    assert "=" not in asked("CAP LS x")


def test_one_line_is_enough_for_the_longest_nick():
    irc = Irc()
    irc.user = "\U0001e900" * 32
    assert len(asked("CAP LS 302", irc).encode()) <= 510


def test_who_has_a_nick_is_called_by_it():
    irc = Irc()
    irc.user = "ani"
    assert asked("CAP LIST", irc) == ":ruang CAP ani LIST :"
    assert asked("CAP REQ batch", irc) == ":ruang CAP ani ACK :batch"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("CAP REQ sasl", "ACK :sasl "),
        ("CAP REQ :sasl", "ACK :sasl"),
        ("CAP REQ :batch batch", "ACK :batch"),
        ("CAP REQ batch", "ACK :batch"),
        ("CAP REQ :message-tags", "ACK :message-tags"),
        ("CAP REQ : message-tags  batch ", "ACK :message-tags batch"),
        ("CAP REQ :multi-prefix sasl", "ACK :multi-prefix sasl"),
        ("CAP REQ multi-prefix sasl", "ACK :multi-prefix sasl"),
        ("CAP REQ :-batch", "ACK :-batch"),
        ("CAP REQ :message-ids", "NAK :message-ids"),
        ("CAP REQ identify-msg", "NAK :identify-msg"),
        ("CAP REQ :batch message-ids sasl", "NAK :batch message-ids sasl"),
        ("CAP REQ :-tls", "NAK :-tls"),
    ],
)
def test_requirement_7_an_answer_repeats_exactly_the_names_that_were_asked_for(line, told):
    assert asked(line) == f":ruang CAP * {told}"


@pytest.mark.parametrize("wanted", ["x" * 480, "é" * 240, " ".join(f"n{n}" for n in range(120)), f"{ALL} nonsense"])
def test_a_refusal_fits_into_a_line_however_much_was_asked_for(wanted):
    told = asked(f"CAP REQ :{wanted}")
    assert len(told.encode()) <= 510
    assert told == f":ruang CAP * NAK :{wanted[:300]}"


def test_requirement_7_many_requests_in_a_burst_are_answered_one_by_one(town):
    names = ["echo-message", "multi-prefix", "away-notify", "chghost", "message-ids", "cap-notify", "server-time",
             "userhost-in-names", "message-tags", "account-notify", "extended-join"]  # fmt: skip
    told = town.connect().send(*(f"CAP REQ :{name}" for name in names))
    answers = {name: "NAK" if name == "message-ids" else "ACK" for name in names}
    assert told == [f":ruang CAP * {word} :{name}" for name, word in answers.items()]


def test_a_request_with_something_unknown_changes_nothing():
    irc = Irc()
    asked("CAP REQ :batch", irc)
    asked("CAP REQ :sasl -batch nonsense", irc)
    assert asked("CAP LIST", irc) == ":ruang CAP * LIST :batch"


def test_a_request_after_the_end_counts_as_well(town):
    client = town.irc("ani")
    assert client.send("CAP REQ :server-time") == [":ruang CAP ani ACK :server-time"]
    assert client.send("CAP LIST") == [":ruang CAP ani LIST :server-time"]
    assert client.send("CAP END") == []


def test_what_is_active_is_listed_in_the_order_of_the_offer():
    assert active(0) == ""
    assert active(sum(NAMES.values())) == ALL
    assert active(Cap.SASL | Cap.BATCH) == "batch sasl"


def test_whoever_knows_the_version_302_is_told_of_changes():
    irc = Irc()
    asked("CAP LS 302", irc)
    assert asked("CAP LIST", irc) == ":ruang CAP * LIST :cap-notify"


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_asked_for_and_given_up(name):
    assert changed(0, [name]) == NAMES[name]
    assert changed(NAMES[name] | Cap.SASL, [f"-{name}"]) == (0 if name == "sasl" else Cap.SASL)
    assert changed(0, [name, f"-{name}"]) == 0
    assert changed(0, [name.upper()]) is None


def test_no_two_are_the_same():
    assert len(set(NAMES.values())) == len(NAMES)


@pytest.mark.parametrize("line", ["CAP XX", "CAP :", "CAP ACK :batch"])
def test_what_is_no_subcommand_is_said_to_be_none(line):
    told = asked(line)
    assert told.split(" ")[1] in ("410", "461")

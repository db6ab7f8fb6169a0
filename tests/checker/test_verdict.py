"""Each kind of fault, planted into journals of a server without fault, is found; and nothing else is."""

import pytest

from tests.checker.journal import Complaint, Journal
from tests.checker.verdict import (
    BROKEN,
    DISCONNECTED,
    DISORDERED,
    DOUBLED,
    LOBBY,
    LOST,
    STRAYED,
    judge,
)

MESSAGES = 5
STREAM = ("ani1", LOBBY)


def everybody() -> dict[str, Journal]:
    """ani says five things in the lobby, at 10, 11 …, answered half a second later; budi and citra hear them all."""
    journals = {name: Journal(name) for name in ("ani1", "budi2", "citra3")}
    for journal in journals.values():
        journal.stay(LOBBY, 1.0).since = 2.0
    said = journals["ani1"].saying(LOBBY, answered=True)
    for number in range(MESSAGES):
        said.settle(said.begin(10.0 + number), 10.5 + number, accepted=True)
        for name in ("budi2", "citra3"):
            journals[name].heard[STREAM].add(number, 10.6 + number)
    return journals


def forget(journal: Journal, *numbers: int) -> None:
    heard = journal.heard.pop(STREAM)
    for number, at in zip(heard.numbers, heard.at, strict=True):
        if number not in numbers:
            journal.heard[STREAM].add(number, at)


def found(journals: dict[str, Journal]) -> list[tuple[str, str]]:
    return [(finding.kind, finding.what) for finding in judge(list(journals.values()))]


def test_a_server_without_fault() -> None:
    assert found(everybody()) == []


@pytest.mark.parametrize("number", range(MESSAGES))
def test_a_message_that_one_member_did_not_get_is_lost(number: int) -> None:
    journals = everybody()
    forget(journals["citra3"], number)
    assert found(journals) == [(LOST, f"ani1>lobby#{number} at citra3")]


def test_an_answer_that_did_not_come_is_lost() -> None:
    journals = everybody()
    said = journals["ani1"].saying(LOBBY, answered=True)
    said.settled[2] = float("inf")
    assert found(journals) == [(LOST, "the answer to ani1>lobby#2")]


def test_where_messages_are_not_answered_nothing_is_missing() -> None:
    journals = everybody()
    said = journals["ani1"].said[LOBBY]
    said.answered = False
    for number in range(MESSAGES):
        said.settled[number] = float("inf")
    assert found(journals) == []


def test_what_nobody_got_is_lost_to_all_though_it_was_never_answered() -> None:
    journals = everybody()
    journals["ani1"].said[LOBBY].answered = False
    journals["ani1"].said[LOBBY].begin(99.0)
    assert found(journals) == [(LOST, "ani1>lobby#5 at budi2"), (LOST, "ani1>lobby#5 at citra3")]


def test_a_message_that_came_again_is_doubled() -> None:
    journals = everybody()
    journals["budi2"].heard[STREAM].add(1, 20.0)
    assert found(journals) == [(DOUBLED, "ani1>lobby#1 at budi2")]


def test_a_message_that_came_too_late_is_out_of_order() -> None:
    journals = everybody()
    forget(journals["budi2"], 1)
    journals["budi2"].heard[STREAM].add(1, 20.0)
    assert found(journals) == [(DISORDERED, "ani1>lobby#1 after 4 at budi2")]


def test_a_message_that_was_never_said_has_strayed() -> None:
    journals = everybody()
    journals["budi2"].heard[STREAM].add(MESSAGES, 20.0)
    journals["budi2"].heard["dodi4", LOBBY].add(0, 20.0)
    assert found(journals) == [(STRAYED, "ani1>lobby#5 at budi2"), (STRAYED, "dodi4>lobby#0 at budi2")]


def test_a_message_to_somebody_else_has_strayed() -> None:
    journals = everybody()
    said = journals["ani1"].saying("citra3", answered=True)
    said.settle(said.begin(20.0), 21.0, accepted=True)
    journals["citra3"].stay("citra3", 1.0).since = 2.0
    for name in ("budi2", "citra3"):
        journals[name].heard["ani1", "citra3"].add(0, 21.0)
    assert found(journals) == [(STRAYED, "ani1>citra3#0 at budi2")]


def test_what_a_client_saw_for_itself_is_passed_on() -> None:
    journals = everybody()
    journals["budi2"].complaints.append(Complaint(BROKEN, "half a line", 12.0))
    assert found(journals) == [(BROKEN, "budi2: half a line")]


# ------------------------------------------------------------------------ memberships


def test_who_was_not_yet_in_need_not_get_it_and_may() -> None:
    journals = everybody()
    journals["budi2"].stays[LOBBY][0].since = 12.5
    assert found(journals) == []
    forget(journals["budi2"], 0, 1, 2)
    assert found(journals) == []
    forget(journals["budi2"], 3)
    assert found(journals) == [(LOST, "ani1>lobby#3 at budi2")]


def test_who_was_about_to_leave_need_not_get_it_and_may() -> None:
    journals = everybody()
    journals["budi2"].stays[LOBBY][0].leaving = 12.2
    assert found(journals) == []
    forget(journals["budi2"], 2, 3, 4)
    assert found(journals) == []
    forget(journals["budi2"], 1)
    assert found(journals) == [(LOST, "ani1>lobby#1 at budi2")]


def test_what_was_said_after_the_leaving_was_confirmed_has_strayed() -> None:
    journals = everybody()
    stay = journals["budi2"].stays[LOBBY][0]
    stay.leaving, stay.left = 12.2, 13.5
    assert found(journals) == [(STRAYED, "ani1>lobby#4 at budi2")]


def test_a_member_that_came_back_must_get_what_is_said_from_then_on() -> None:
    journals = everybody()
    stay = journals["budi2"].stays[LOBBY][0]
    stay.leaving, stay.left = 10.9, 11.5
    journals["budi2"].stay(LOBBY, 12.1).since = 12.5
    forget(journals["budi2"], 1, 2)
    assert found(journals) == []
    forget(journals["budi2"], 4)
    assert found(journals) == [(LOST, "ani1>lobby#4 at budi2")]


def test_a_later_message_proves_that_an_earlier_one_had_its_place() -> None:
    journals = everybody()
    said = journals["ani1"].said[LOBBY]
    said.answered = False
    said.settled[1] = float("inf")
    forget(journals["budi2"], 1)
    forget(journals["citra3"], 1)
    journals["budi2"].stays[LOBBY][0].leaving = 12.8
    assert found(journals) == [(LOST, "ani1>lobby#1 at budi2"), (LOST, "ani1>lobby#1 at citra3")]


# ------------------------------------------------------------------------ cut off


def test_a_client_that_was_cut_off_is_told_of_once() -> None:
    journals = everybody()
    journals["budi2"].ended = 12.2
    forget(journals["budi2"], 2, 3, 4)
    assert found(journals) == [(DISCONNECTED, "budi2")]


def test_what_a_client_said_before_it_was_cut_off_must_reach_all_if_it_reached_one() -> None:
    journals = everybody()
    journals["ani1"].ended = 20.0
    said = journals["ani1"].said[LOBBY]
    said.settled[4] = float("inf")
    said.begin(19.9)
    assert found(journals) == [(DISCONNECTED, "ani1")]
    forget(journals["citra3"], 4)
    assert found(journals) == [(DISCONNECTED, "ani1"), (LOST, "ani1>lobby#4 at citra3")]


# ------------------------------------------------------------------------ refusals


def refused(journals: dict[str, Journal]) -> dict[str, Journal]:
    """What ani says to budi at 20 is refused at 21."""
    said = journals["ani1"].saying("budi2", answered=True)
    said.settle(said.begin(20.0), 21.0, accepted=False)
    journals["budi2"].stay("budi2", 1.0).since = 2.0
    return journals


def test_a_message_to_somebody_who_was_there_must_not_be_refused() -> None:
    assert found(refused(everybody())) == [(LOST, "ani1>budi2#0 at budi2")]


def test_a_message_to_somebody_who_was_away_may_be_refused() -> None:
    journals = refused(everybody())
    journals["budi2"].stays[LOBBY][0].leaving = 20.5
    assert found(journals) == []


def test_in_a_room_that_somebody_rules_a_message_may_be_refused() -> None:
    journals = refused(everybody())
    assert judge(list(journals.values()), ruled={"budi2"}) == []


def test_a_message_that_was_refused_must_not_come() -> None:
    journals = refused(everybody())
    journals["budi2"].stays[LOBBY][0].leaving = 20.5
    journals["budi2"].heard["ani1", "budi2"].add(0, 21.5)
    assert found(journals) == [(STRAYED, "ani1>budi2#0 at budi2")]

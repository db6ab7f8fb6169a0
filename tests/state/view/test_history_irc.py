"""What IRC asks the journal for, against a simple model."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.core.rules import Conversation, Correspondence, Entry, Letters, Missed, RoomLetters
from chatlib.state.view.forgetting import forget_user
from chatlib.state.view.history import ENTRY, PAGE_BYTES, everything
from tests.state.in_memory import InMemory

ANA, BUDI, CITRA = 1, 2, 3
NAMES = {ANA: "Ana", BUDI: "Budi", CITRA: "Citra"}
ROOMS = {0: "lobby", 7: "Kelas"}


def said(seq: int, at: float, by: int, where: int, to: int = 0, event: str = "") -> events.Message:
    message = events.Message(0, seq, at, uid=by, sender=NAMES[by], text="x", event=event)
    if to:
        message.to, message.receiver = to, NAMES[to]
    else:
        message.rid, message.room = where, ROOMS[where]
    return message


def keep(journal: InMemory, *messages: events.Message) -> None:
    journal.append(messages)


@pytest.fixture(params=[0.0, 0.5, 1.0], ids=["tail", "both", "view"])
def journal(request):
    opened = InMemory(request.param)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def long_journal():
    """For properties: emptied before each example."""
    opened = InMemory()
    yield opened
    opened.close()


def fill(journal: InMemory, messages: list[events.Message]) -> None:
    """In several bulks: the view has all but the last."""
    journal.clear()
    for start in range(0, len(messages), 4):
        journal.feed()
        keep(journal, *messages[start : start + 4])


@st.composite
def talks(draw) -> list[events.Message]:
    """Messages with gaps between their SEQs and with times of which several are the same."""
    people = st.sampled_from(list(NAMES))
    kinds = st.tuples(
        st.integers(1, 2), st.sampled_from([0.0, 0.5, 1.0]), people, st.sampled_from([*ROOMS, None]), people,
        st.sampled_from(["", "", "topic", "tags"]),
    )  # fmt: skip
    messages, seq, at = [], draw(st.integers(0, 2)), 10.0
    for gap, later, by, where, to, event in draw(st.lists(kinds, max_size=12)):
        seq, at = seq + gap, at + later
        messages.append(said(seq, at, by, where or 0, to if where is None else 0, event))
    return messages


places = st.sampled_from([(0, None), (7, None), (0, (ANA, BUDI)), (0, (ANA, ANA))])
limits = st.integers(1, 6)
seqs = st.integers(0, 20)
times = st.sampled_from([0.0, 9.0, 10.0, 10.5, 11.0, 12.0, 13.5, 99.0])
bounds = st.tuples(seqs, st.just(-1.0)) | st.tuples(st.just(-1), times)
"""A SEQ or a time."""

NO_BOUND = (-1, -1.0)


def belongs(message: events.Message, wanted: Conversation) -> bool:
    if message.event and not wanted.events:
        return False
    if wanted.pair:
        return message.to > 0 and tuple(sorted((message.uid, message.to))) == wanted.pair
    return not message.to and message.rid == wanted.rid


def is_before(message: events.Message, bound: tuple[int, float]) -> bool:
    seq, time = bound
    return message.seq < seq if seq >= 0 else message.at < time


def is_after(message: events.Message, bound: tuple[int, float]) -> bool:
    """At a time itself is after it."""
    seq, time = bound
    return message.seq > seq if seq >= 0 else message.at >= time


@given(talks(), places, bounds | st.just(NO_BOUND), bounds | st.just(NO_BOUND), limits, st.booleans(), st.booleans())
@settings(max_examples=50)
def test_between_two_bounds_those_are_given_that_are_nearest_to_one(
    long_journal, kept, place, before, after, limit, forward, with_events
):
    fill(long_journal, kept)
    wanted = Conversation(
        *place, before[0], after[0], limit, (before[1], after[1]), forward=forward, events=with_events
    )
    expected = [
        message
        for message in kept
        if belongs(message, wanted)
        and (before == NO_BOUND or is_before(message, before))
        and (after == NO_BOUND or is_after(message, after))
    ]
    expected = expected[:limit] if forward else expected[-limit:]
    assert long_journal.history.conversation(wanted) == expected


@given(talks(), places, bounds, limits, st.booleans())
@settings(max_examples=50)
def test_around_a_message_or_a_time_there_are_as_many_on_either_side(
    long_journal, kept, place, middle, limit, with_events
):
    fill(long_journal, kept)
    wanted = Conversation(*place, middle[0], -1, limit, (middle[1], -1.0), around=True, events=with_events)
    mine = [message for message in kept if belongs(message, wanted)]
    older = [message for message in mine if is_before(message, middle)]
    older = older[max(0, len(older) - limit // 2) :]
    newer = [message for message in mine if not is_before(message, middle)]
    assert long_journal.history.conversation(wanted) == older + newer[: limit - len(older)]


@given(talks(), st.sampled_from(list(ROOMS)), st.sampled_from(list(NAMES)), st.integers(-1, 20))
@settings(max_examples=50)
def test_who_enters_a_room_is_given_what_others_said_behind_a_seq(long_journal, kept, rid, uid, after):
    fill(long_journal, kept)
    expected = [
        message
        for message in kept
        if belongs(message, Conversation(rid, None, -1, -1, 1)) and message.uid != uid and message.seq > after
    ]
    assert long_journal.history.entry(Entry(rid, uid, after, events.Entered())) == (expected, False)


@given(talks(), st.sampled_from([[], [0], [7], [0, 7]]), st.floats(-1, 20), st.floats(-1, 20), st.integers(1, 6))
@settings(max_examples=50)
def test_correspondents_are_those_whose_last_messages_lie_between_two_times(
    long_journal, kept, rooms, after, before, limit
):
    for message in kept:
        message.at = float(message.seq)  # so that their order is clear
    fill(long_journal, kept)
    last: dict[tuple[str, bool], float] = {}
    for message in kept:
        if message.event:
            continue
        if not message.to:
            if message.rid in rooms:
                last[message.room, True] = message.at
        elif ANA in (message.uid, message.to):
            last[message.receiver if message.uid == ANA else message.sender, False] = message.at
    found = sorted((at, name, is_room) for (name, is_room), at in last.items())
    expected = [(name, is_room, at) for at, name, is_room in found if after <= at and (before < 0 or at < before)]
    wanted = Correspondence(ANA, rooms, after, before, limit)
    assert long_journal.history.correspondents(wanted) == expected[:limit]


# ------------------------------------------------------------------ one by one


def test_of_much_that_was_missed_the_last_comes_and_that_there_is_more(journal):
    keep(journal, *(said(seq, 1.0, BUDI, 7) for seq in range(1, ENTRY + 2)))
    messages, more = journal.history.entry(Entry(7, ANA, 0, events.Entered()))
    assert ([messages[0].seq, messages[-1].seq, len(messages)], more) == ([2, ENTRY + 1, ENTRY], True)
    messages, more = journal.history.entry(Entry(7, ANA, 1, events.Entered()))
    assert (len(messages), more) == (ENTRY, False)


def test_long_messages_make_it_fewer(journal):
    for seq in range(1, 6):
        message = said(seq, 1.0, BUDI, 7)
        message.text = "x" * (PAGE_BYTES // 2)
        keep(journal, message)
    messages, more = journal.history.entry(Entry(7, ANA, 0, events.Entered()))
    assert ([message.seq for message in messages], more) == ([4, 5], True)


def test_a_correspondent_is_called_as_it_was_called_last(journal):
    for seq, name in ((1, "gita"), (2, "gia")):
        message = said(seq, float(seq), BUDI, 0, ANA)
        message.sender = name
        keep(journal, message)
    assert journal.history.correspondents(Correspondence(ANA, [], -1.0, -1.0, 9)) == [("gia", False, 2.0)]


def test_tags_and_what_happened_come_back_as_they_were_kept(journal):
    message = said(1, 1.0, ANA, 7)
    message.tags = {"account": "Ana", "+react": "\u00e9\n"}
    topic, tags = said(2, 1.0, ANA, 7, event="topic"), said(3, 1.0, ANA, 7, event="tags")
    keep(journal, message, topic, tags)
    wanted = Conversation(7, None, -1, -1, 9)
    assert journal.history.conversation(wanted) == [message]
    assert journal.history.conversation(wanted._replace(events=True)) == [message, topic, tags]
    journal.feed()
    assert list(everything(journal.view)) == [message, topic, tags]


def test_what_happened_is_no_message_for_who_fetches_or_comes_back(journal):
    letter, talk = said(1, 1.0, BUDI, 0, ANA), said(2, 1.0, BUDI, 7)
    tags, topic = said(3, 1.0, BUDI, 0, ANA, event="tags"), said(4, 1.0, BUDI, 7, event="topic")
    keep(journal, letter, talk, tags, topic)
    history = journal.history
    assert history.letters(Letters(ANA, 0)) == ([letter], False)
    assert history.room_letters(RoomLetters(7, ANA, 0)) == ([talk], False)
    assert history.missed(Missed(ANA, 0, {7: 0}, [])) == ([letter, talk], False)
    assert history.entry(Entry(7, ANA, 0, events.Entered())) == ([talk], False)


# ----------------------------------------------------------------- forgotten


def test_no_tag_names_who_was_forgotten(journal):
    known, others, own = said(1, 1.0, BUDI, 7), said(2, 1.0, BUDI, 7), said(3, 1.0, ANA, 7)
    known.tags, others.tags, own.tags = {"account": "Ana"}, {"account": "Anak"}, {"account": "Ana", "+react": "x"}
    keep(journal, known, others, own)
    journal.feed()
    forget_user(journal.view, ANA, "Ana", "-")
    assert [(one.sender, one.tags) for one in everything(journal.view)] == [
        ("Budi", None),
        ("Budi", {"account": "Anak"}),
        ("-", None),
    ]


def test_a_name_that_has_to_be_escaped_is_forgotten_as_well(journal):
    message = said(1, 1.0, BUDI, 7)
    message.tags = {"account": "An\u00e9"}
    keep(journal, message)
    journal.feed()
    forget_user(journal.view, ANA, "An\u00e9", "-")
    assert next(everything(journal.view)).tags is None

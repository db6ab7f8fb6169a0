"""What was missed comes in pages, in every part of it."""

import pytest

from chatlib.core import commands, events
from chatlib.core.rules import Fetch, Missed, sessions
from chatlib.state.order.replies import complete


class Shelf:
    """A journal that holds messages with these SEQs, of which a page has two."""

    def __init__(self, *seqs):
        self.seqs = seqs
        self.history = self

    def missed(self, wanted):
        found = [events.Message(seq=seq) for seq in self.seqs if seq > wanted.private]
        return found[:2], len(found) > 2


def invitations(*seqs):
    return [events.Invitation(0, seq) for seq in seqs]


@pytest.mark.parametrize(
    ("messages", "invited", "more_invited", "page"),
    [
        ((1, 4), (2,), False, ([1, 4], [2], 99, False)),
        ((1, 4, 6), (2, 5), False, ([1, 4], [2], 4, True)),
        ((3, 9), (2, 5), True, ([3], [2, 5], 5, True)),
        ((3, 4, 9), (2, 5), True, ([3, 4], [2], 4, True)),
        ((7,), (2, 5), True, ([], [2, 5], 5, True)),
    ],
)
def test_a_page_ends_where_the_first_part_of_it_ends(messages, invited, more_invited, page):
    wanted = Missed(1, 0, {}, invitations(*invited), more_invited)
    event, fetched = complete(Shelf(*messages), Fetch(7, wanted), 99)
    found = ([m.seq for m in event.messages], [i.seq for i in event.invitations], event.seq, event.more)
    assert (found, fetched) == (page, None)


def test_many_invitations_reach_whoever_comes_back(house, worker, monkeypatch):
    monkeypatch.setattr(sessions, "PAGE_BYTES", 10)
    house.register("Ana", "Korban")
    worker.enter(1, "Ana")
    rooms = [f"grup{number:02}" for number in range(20)]
    for room in rooms:
        worker.ask(commands.CreateRoom(1, room=room, open=False, invite=["Korban"]))
        worker.ask(commands.Send(1, to="Korban", text=room))
    told = worker.ask(commands.Enter(2, name="Korban", worker=1))
    invited, heard = [], []
    while True:
        (page,) = [event for event in told if isinstance(event, events.CatchUp)]
        invited += [one.room for one in page.invitations]
        heard += [one.text for one in page.messages]
        assert len(page.invitations) <= 5
        if not page.more:
            break
        told = worker.ask(commands.More(2, after=page.seq))
    assert invited == heard == rooms

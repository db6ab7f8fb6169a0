"""What was not read yet is counted, whether the view has it or not."""

import pytest

from chatlib.core import events
from chatlib.core.formats import timestamps
from chatlib.core.rules import Backlog
from chatlib.state.view.history import UNREAD_COUNTED
from tests.state.in_memory import InMemory

ANI, BUDI, CICI = 1, 2, 3


def said(seq, uid, text="halo", to=0, rid=0):
    names = {0: "server", ANI: "ani", BUDI: "budi", CICI: "cici"}
    return events.Message(0, seq, 1e9 + seq, rid, uid=uid, sender=names[uid], to=to, receiver=names[to], text=text)


def mark(seq: int) -> str:
    return timestamps.written(1e9 + seq)


@pytest.mark.parametrize("fed", [0, 4, 20])
def test_what_others_said_behind_a_mark_is_counted(fed):
    journal = InMemory()
    journal.append([said(1, BUDI), said(2, BUDI, "@ani lihat"), said(3, ANI), said(4, CICI, "ani, ya"), said(5, BUDI)])
    journal.append([said(6, BUDI, to=ANI), said(7, CICI, to=ANI), said(8, ANI, to=CICI), said(9, BUDI, rid=7)])
    journal.append([events.Amendment(0, 10, what="delete", about=5, uid=BUDI, name="budi", author_uid=BUDI)])
    journal.feed(fed)
    wanted = Backlog(ANI, "ani", {0: "lobby", 7: "kelas"}, {0: mark(1), 7: mark(9), -CICI: mark(7)})
    found = sorted(journal.history.backlog(wanted))
    assert found == [("budi", False, 1, 1, ""), ("lobby", True, 2, 2, mark(1))]
    journal.close()


def test_no_more_is_counted_than_anybody_reads():
    journal = InMemory()
    journal.append([said(seq, BUDI) for seq in range(1, UNREAD_COUNTED + 50)])
    journal.feed(60)
    assert journal.history.backlog(Backlog(ANI, "ani", {0: "lobby"}, {0: mark(0)})) == [
        ("lobby", True, UNREAD_COUNTED, 0, mark(0))
    ]
    journal.close()

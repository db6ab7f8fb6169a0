"""Who gets which bytes, tried against a model that is too simple to be wrong."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.pm import Pm
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token import Token
from chatlib.server.worker.fanout import Fanout
from chatlib.server.worker.subscribers import ANNOUNCEMENTS

ROOMS = {0: "lobby", 3: "kelas", 4: "kantin"}


class Member:
    """What the fanout knows of a connection."""

    def __init__(self, uid, dialect):
        self.uid = uid
        self.dialect = dialect
        self.behind = False
        self.heard = None
        self.cid = 1000 + uid


def members():
    return [
        Member(1, Pm(b"\n")),
        Member(1, Mamushi(b"\n")),
        Member(2, Pm(b"\n")),
        Member(2, Pm(b"\r\n")),
        Member(3, Pm(b"\n")),
        Member(4, Sendto(b"\n")),
        Member(5, Token(b"\n")),
    ]


class Model:
    """Everything that somebody hears, appended at once to what he must get in this tick."""

    def __init__(self):
        self.fanout = Fanout(pytest.fail)
        self.members = members()
        self.heard = {}
        self.written_down = dict.fromkeys(self.members)
        self.due = defaultdict(bytes)
        self.must = set()  # who is to get what is due at the end of this tick
        self.index = -1
        self.count = 0
        self.announced, self.noted = [], {}

    def next(self):
        self.index += 1
        self.count += 1
        self.fanout.index = self.index
        return self.count

    def tell(self, rid, event, but=0):
        """To all who hear the room now, `but` the user who did it."""
        self.fanout.to_room(rid, event)
        for conn, rids in self.heard.items():
            if rid in rids and conn.uid != but and (line := conn.dialect.push(event)):
                self.due[conn] += line + conn.dialect.eol
                if type(event) not in ANNOUNCEMENTS:
                    self.must.add(conn)

    def about(self, kind, rid, uid, **more):
        return kind(seq=self.count, rid=rid, room=ROOMS[rid], uid=uid, name=f"user{uid}", **more)

    # ------------------------------------------------------------------- sessions

    def enter(self, place, rids):
        """Logs in, and is told what was missed: from then on everything is heard."""
        conn = self.members[place]
        if conn in self.heard:
            return
        self.answer(place, b"welcome\n")
        self.fanout.attach(conn)
        self.heard[conn] = set()
        self.answer(place, b"what was missed\n")
        for rid in rids:
            self.fanout.subscribe(conn, rid)
            self.heard[conn].add(rid)

    def leave(self, place):
        conn = self.members[place]
        self.next()
        self.fanout.detach(conn)
        self.heard.pop(conn, None)

    # ---------------------------------------------------------------------- rooms

    def join(self, uid, rid):
        devices = [conn for conn, rids in self.heard.items() if conn.uid == uid]
        if any(rid in self.heard[conn] for conn in devices):
            return
        self.next()
        self.tell(rid, self.about(events.Joined, rid, uid), uid)
        for conn in devices:
            self.fanout.subscribe(conn, rid)
            self.heard[conn].add(rid)

    def part(self, uid, rid):
        self.next()
        self.tell(rid, self.about(events.Left, rid, uid), uid)
        for conn in self.fanout.devices(uid):
            self.fanout.unsubscribe(conn, rid)
            self.heard[conn].discard(rid)

    def delete(self, uid, rid):
        self.next()
        self.tell(rid, self.about(events.Deleted, rid, uid), uid)
        self.fanout.close_room(rid)
        for rids in self.heard.values():
            rids.discard(rid)

    # ------------------------------------------------------------- what is said

    def say(self, uid, rid):
        text = f"text {self.next()}"
        self.tell(rid, events.Message(1, self.count, 1.5, rid, ROOMS[rid], uid, f"user{uid}", text=text), uid)

    def invite(self, uid, rid):
        self.next()
        self.tell(rid, self.about(events.Invited, rid, uid, whom="somebody"))

    def whisper(self, uid, to):
        text = f"text {self.next()}"
        event = events.Message(1, self.count, 1.5, uid=uid, sender=f"user{uid}", to=to, receiver=f"user{to}", text=text)
        self.fanout.to_user(to, event)
        for conn in self.heard:
            if conn.uid == to and (line := conn.dialect.push(event)):
                self.due[conn] += line + conn.dialect.eol
                self.must.add(conn)

    def answer(self, place, data):
        self.next()
        self.fanout.answer(self.members[place], data)
        self.due[self.members[place]] += data
        if data:
            self.must.add(self.members[place])

    # ---------------------------------------------------------------------- ticks

    def finish(self, line_ends, everything=False):
        """Who gets anything gets all that is due; what others are due are announcements, of which a successor knows."""
        changed = {*self.fanout.changed}
        chunks = self.fanout.finish(changed, everything)
        got = [(conn, data) for data, members in chunks for conn in members]
        assert len({conn for conn, _ in got}) == len(got)
        due = {conn: data for conn, data in self.due.items() if data}
        for conn, data in got:
            assert data == due.pop(conn)
        assert not due.keys() & ({*self.must, *changed} if not everything else due.keys())
        self.note({*dict(got), *changed}, due)
        for uid in range(1, 6):
            assert set(self.fanout.devices(uid)) == {conn for conn in self.heard if conn.uid == uid}
        for conn in self.members:
            assert conn.heard == self.heard.get(conn)
        # Who would hear something else from now on than a successor knows of is told to whoever writes it down.
        assert {conn for conn, rids in self.written_down.items() if rids != conn.heard} <= self.fanout.changed
        for conn in self.fanout.changed:
            self.written_down[conn] = None if conn.heard is None else set(conn.heard)
        self.fanout.changed.clear()
        self.due = defaultdict(bytes, due)
        self.must.clear()
        for place, eol in line_ends.items():
            self.members[place].dialect.eol = eol
            self.fanout.reencode(self.members[place])

    def note(self, told, due):
        """What a successor would tell those who have not been told."""
        self.announced += self.fanout.take_unnoted()
        self.noted |= dict.fromkeys(told, len(self.announced))
        for conn in self.heard:
            encoding = (type(conn.dialect), conn.dialect.eol, 0)
            left = [
                line.data
                for rid, one, line in self.announced[self.noted.get(conn, 0) :]
                if rid in self.heard[conn] and one == encoding and line.uid != conn.uid
            ]
            assert b"".join(left) == due.get(conn, b"")


rooms = st.sampled_from(list(ROOMS))
users = st.integers(1, 5)
places = st.integers(0, 6)
steps = st.one_of(
    st.tuples(st.just(Model.say), users, rooms),
    st.tuples(st.just(Model.join), users, rooms),
    st.tuples(st.just(Model.part), users, rooms),
    st.tuples(st.just(Model.invite), users, rooms),
    st.tuples(st.just(Model.delete), users, rooms),
    st.tuples(st.just(Model.whisper), users, users),
    st.tuples(st.just(Model.answer), places, st.sampled_from([b"", b"[OK]\n"])),
    st.tuples(st.just(Model.enter), places, st.sets(rooms)),
    st.tuples(st.just(Model.leave), places),
)
ticks = st.tuples(st.lists(steps, max_size=8), st.dictionaries(places, st.sampled_from([b"\n", b"\r\n"]), max_size=2))


@given(st.lists(st.sets(rooms), min_size=7, max_size=7), st.lists(ticks, max_size=4))
@settings(max_examples=4 * settings.default.max_examples)
def test_everybody_gets_what_he_hears_and_nothing_else_in_order(heard, told):
    """Of every tick, each connection gets one chunk: its answers and what others did where it listens, in order."""
    model = Model()
    for place, rids in enumerate(heard):
        model.enter(place, rids)
    model.finish({})
    for tick, line_ends in told:
        for step, *what in tick:
            step(model, *what)
        model.finish(line_ends)
    model.finish({}, everything=True)

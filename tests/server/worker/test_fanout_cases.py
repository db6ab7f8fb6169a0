"""Single cases of who gets which bytes."""

from chatlib.core import events
from chatlib.dialects.pm import Pm
from chatlib.server.worker.fanout import Fanout


class Member:
    """What the fanout knows of a connection."""

    def __init__(self, uid, behind=False):
        self.uid = uid
        self.dialect = Pm(b"\n")
        self.behind = behind
        self.heard = None
        self.cid = 1000 + uid


def refuse(error):
    raise error


def chunk(data, members):
    return data, members


def seated(*members, rid=None, crashed=refuse):
    fanout = Fanout(crashed)
    for member in members:
        fanout.attach(member)
        if rid is not None:
            fanout.subscribe(member, rid)
    assert fanout.finish() == []
    return fanout


def said(uid, text, rid=0):
    return events.Message(uid=uid, sender=f"user{uid}", rid=rid, room="kelas" if rid else "lobby", text=text)


def test_the_same_chunk_goes_to_every_member():
    members = [Member(uid) for uid in (1, 2, 3)]
    fanout = seated(*members, rid=0)
    fanout.to_room(0, said(9, "satu"))
    fanout.to_room(0, said(9, "dua"))
    assert fanout.finish() == [chunk(b"user9: satu\nuser9: dua\n", members)]


def test_each_line_of_a_text_ends_as_the_client_ends_its_own():
    members = [Member(1), Member(2)]
    members[1].dialect.eol = b"\r\n"
    fanout = seated(*members, rid=0)
    fanout.to_room(0, said(9, "satu\ndua"))
    assert fanout.finish() == [
        chunk(b"user9: satu\nuser9: dua\n", [members[0]]),
        chunk(b"user9: satu\r\nuser9: dua\r\n", [members[1]]),
    ]


def test_who_gets_other_bytes_gets_a_chunk_of_his_own():
    members = [Member(uid) for uid in (1, 2, 3)]
    fanout = seated(*members, rid=0)
    fanout.index = 0
    fanout.to_room(0, said(2, "satu"))
    fanout.index = 1
    fanout.answer(members[1], b"[OK]\n")
    assert fanout.finish() == [chunk(b"[OK]\n", [members[1]]), chunk(b"user2: satu\n", [members[0], members[2]])]


def test_in_the_order_of_the_events_across_rooms_and_answers():
    member = Member(1)
    fanout = seated(member, rid=0)
    fanout.subscribe(member, 3)
    fanout.finish()
    for index, rid in enumerate((3, 0, 3)):
        fanout.index = index
        fanout.to_room(rid, said(9, str(index), rid))
    fanout.index = 3
    fanout.answer(member, b"[OK]\n")
    fanout.index = 4
    fanout.to_room(0, said(9, "4"))
    told = b"[Grupchat] user9@kelas : 0\nuser9: 1\n[Grupchat] user9@kelas : 2\n[OK]\nuser9: 4\n"
    assert fanout.finish() == [chunk(told, [member])]


def test_who_spoke_in_one_room_gets_one_chunk_with_what_others_said_in_the_other():
    member = Member(1)
    fanout = seated(member, rid=0)
    fanout.subscribe(member, 3)
    fanout.finish()
    for index, message in enumerate([said(2, "satu"), said(1, "dua", 3), said(2, "tiga", 3), said(2, "empat")]):
        fanout.index = index
        fanout.to_room(message.rid, message)
    told = b"user2: satu\n[Grupchat] user2@kelas : tiga\nuser2: empat\n"
    assert fanout.finish() == [chunk(told, [member])]


def test_who_is_still_behind_gets_private_messages_with_what_was_missed():
    late, current = Member(1, behind=True), Member(1)
    fanout = seated(late, current)
    fanout.to_user(1, events.Message(uid=2, sender="budi", to=1, receiver="ani", text="hai"))
    assert fanout.finish() == [chunk(b"[PrivateMessage] from budi : hai\n", [current])]
    fanout.to_user(1, events.Invitation(to=1, sender="budi", room="kelas", members=["budi"]))
    assert {conn for _, members in fanout.finish() for conn in members} == {late, current}


def test_a_session_that_ended_still_gets_what_came_before():
    member = Member(1)
    fanout = seated(member, rid=0)
    fanout.index = 0
    fanout.to_room(0, said(2, "satu"))
    fanout.index = 1
    fanout.detach(member)
    fanout.to_room(0, said(2, "dua"))
    assert fanout.finish() == [chunk(b"user2: satu\n", [member])]
    assert fanout.devices(1) == ()


def test_who_never_had_a_session_may_go_all_the_same():
    fanout = Fanout(refuse)
    fanout.detach(Member(1))
    fanout.reencode(Member(1))
    fanout.close_room(3)
    assert fanout.finish() == []


def test_a_room_that_nobody_hears_is_forgotten():
    """Rooms come and go as long as the server runs: what is left of each would add up."""
    member = Member(1)
    fanout = seated(member)
    for rid in range(3, 13):
        fanout.subscribe(member, rid)
        fanout.to_room(rid, events.Left(rid=rid, room="kelas", uid=1, name="ani"))
        fanout.unsubscribe(member, rid)
        fanout.finish()
    assert len(fanout._rooms) == 0


def test_a_dialect_that_stumbles_costs_that_line_and_nothing_else(monkeypatch):
    def push(event, manner):
        if event.text == "dua":
            raise ZeroDivisionError
        return understand(event, manner)

    understand, members, errors = Pm.push, [Member(1), Member(2)], []
    monkeypatch.setattr(Pm, "push", push)
    fanout = seated(*members, rid=0, crashed=errors.append)
    for text in ("satu", "dua", "tiga"):
        fanout.to_room(0, said(9, text))
    assert fanout.finish() == [chunk(b"user9: satu\nuser9: tiga\n", members)]
    assert [type(error) for error in errors] == [ZeroDivisionError]


def came(uid):
    return events.Came(uid=uid, name=f"user{uid}")


def test_comings_and_goings_wait_until_they_are_told_together_or_with_something_else():
    members = [Member(uid) for uid in (1, 2, 3)]
    fanout = seated(*members, rid=0)
    for uid in (7, 8):
        fanout.index += 1
        fanout.to_room(0, came(uid))
        assert (fanout.finish(), fanout.announced) == ([], uid - 6)
    assert fanout.finish(everything=True) == [chunk(b"[Masuk] user7\n[Masuk] user8\n", members)]
    fanout.to_room(0, came(9))
    assert fanout.finish() == []
    fanout.to_room(0, said(9, "satu"))
    assert (fanout.finish(), fanout.announced) == ([chunk(b"[Masuk] user9\nuser9: satu\n", members)], 0)


def test_who_is_told_something_is_told_first_who_came_before_and_the_others_are_not():
    first, second, third = members = [Member(uid) for uid in (1, 2, 3)]
    fanout = seated(*members, rid=0)
    fanout.subscribe(third, 5)
    fanout.finish()
    fanout.to_room(0, came(9))
    assert fanout.finish() == []
    fanout.index = 5
    fanout.answer(first, b"[OK]\n")
    assert fanout.finish() == [chunk(b"[Masuk] user9\n[OK]\n", [first])]
    fanout.index = 6
    fanout.to_room(5, said(9, "satu", 5))
    assert fanout.finish() == [chunk(b"[Masuk] user9\n[Grupchat] user9@kelas : satu\n", [third])]
    assert fanout.finish([second]) == [chunk(b"[Masuk] user9\n", [second])]
    fanout.index = 7
    fanout.to_room(0, came(8))
    told = {conn: data for data, [conn] in fanout.finish(everything=True)}
    assert told == dict.fromkeys(members, b"[Masuk] user8\n")


def test_what_waits_is_noted_once_by_how_it_will_be_told():
    members = [Member(1), Member(2)]
    members[1].dialect.eol = b"\r\n"
    fanout = seated(*members, rid=0)
    fanout.to_room(0, came(9))
    fanout.finish()
    noted = [(rid, encoding.eol, line.data, line.uid) for rid, encoding, line in fanout.take_unnoted()]
    assert noted == [(0, b"\n", b"[Masuk] user9\n", 9), (0, b"\r\n", b"[Masuk] user9\r\n", 9)]
    assert fanout.take_unnoted() == []

"""Rooms with members of several realms."""

import pytest

from chatlib.core import commands, entries, events
from chatlib.core.errors import Reason


@pytest.fixture
def kelas(mesh):
    """An open room of b, with members of all three realms."""
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.c.ask("citra", commands.JoinRoom, room="Kelas@B")
    mesh.settle()
    mesh.b.account("bono")
    return "kelas@b"


def test_joining_is_answered_when_the_home_has_agreed(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="Kelas")
    assert mesh.a.ask("ani", commands.JoinRoom, room="kelas@b") is None
    mesh.deliver("a", "b")
    assert mesh.b.told[-1].name == "ani@a"
    assert mesh.b.members("kelas") == ["ani@a", "budi"]
    mesh.deliver("b", "a")
    done, joined = mesh.a.told[-2:]
    assert done == events.Done(mesh.a.cids["ani"], "Kelas@b")
    assert (joined.name, joined.room) == ("ani", "Kelas@b")
    assert mesh.a.members("kelas@b") == ["ani", "budi@b"]


def test_everybody_sees_the_same_members(mesh, kelas):
    assert mesh.b.members("kelas") == ["ani@a", "budi", "citra@c"]
    assert mesh.a.members(kelas) == ["ani", "budi@b", "citra@c"]
    assert mesh.c.members(kelas) == ["ani@a", "budi@b", "citra"]
    names = mesh.a.ask("ani", commands.Members, room=kelas)
    assert names.names == ["ani", "budi@b", "citra@c"]


@pytest.mark.parametrize(("realm", "name", "room"), [("a", "ani", "kelas@b"), ("b", "budi", "kelas")])
def test_what_is_said_is_heard_once_by_all(mesh, kelas, realm, name, room):
    mesh.realms[realm].ask(name, commands.Send, to=room, text="halo")
    mesh.settle()
    for other, there in {"a": "kelas@b", "b": "kelas", "c": "kelas@b"}.items():
        sender = name if other == realm else f"{name}@{realm}"
        assert mesh.realms[other].said(there) == [(sender, "halo")]
        assert not any(mesh.realms[other].outbox.values())


def test_a_room_of_ours_may_be_named_with_our_realm(mesh, kelas):
    assert mesh.b.ask("budi", commands.Send, to="kelas@b", text="halo").room == "kelas"
    assert mesh.b.ask("bono", commands.JoinRoom, room="kelas@b").subject == "kelas"


@pytest.mark.parametrize(
    ("asked", "fields", "reason"),
    [
        (commands.JoinRoom, {"room": "mana@b"}, Reason.UNKNOWN_ROOM),
        (commands.JoinRoom, {"room": "tertutup@b"}, Reason.NOT_INVITED),
        (commands.Members, {"room": "mana@b"}, Reason.UNKNOWN_ROOM),
        (commands.Members, {"room": "tertutup@b"}, Reason.NOT_MEMBER),
    ],
)
def test_the_home_refuses(mesh, asked, fields, reason):
    mesh.b.ask("budi", commands.CreateRoom, room="tertutup", open=False)
    mesh.a.ask("ani", asked, **fields)
    mesh.settle()
    assert mesh.a.answer("ani") == events.Refused(mesh.a.cids["ani"], reason, fields["room"])
    assert mesh.a.state.requests == {}
    assert mesh.a.state.rooms == {}


@pytest.mark.parametrize(
    ("asked", "fields", "reason"),
    [
        (commands.JoinRoom, {"room": "kelas@z"}, Reason.UNKNOWN_REALM),
        (commands.JoinRoom, {"room": "ke las@b"}, Reason.BAD_NAME),
        (commands.LeaveRoom, {"room": "mana@b"}, Reason.NOT_MEMBER),
        (commands.RoomInbox, {"room": "mana@b"}, Reason.NOT_MEMBER),
        (commands.Send, {"to": "mana@b", "text": "hai", "kind": "room"}, Reason.NOT_MEMBER),
        (commands.Invite, {"room": "mana@b", "users": ["ani"]}, Reason.NOT_MEMBER),
        (commands.CreateRoom, {"room": "mana@b"}, Reason.BAD_NAME),
        (commands.DeleteRoom, {"room": "mana@b"}, Reason.NOT_MEMBER),
    ],
)
def test_what_need_not_be_asked_over_there(mesh, asked, fields, reason):
    assert mesh.a.ask("ani", asked, **fields).reason is reason
    assert not any(mesh.a.outbox.values())


def test_a_member_does_not_join_again_nor_delete_a_room_of_another_realm(mesh, kelas):
    assert mesh.a.ask("ani", commands.JoinRoom, room=kelas).reason is Reason.ALREADY_MEMBER
    assert mesh.a.ask("ani", commands.DeleteRoom, room=kelas).reason is Reason.NOT_CREATOR


def test_who_is_no_member_asks_the_home_who_is(mesh, kelas):
    mesh.a.account("anton")
    assert mesh.a.ask("anton", commands.Members, room=kelas) is None
    mesh.settle()
    assert mesh.a.answer("anton").names == ["ani", "budi@b", "citra@c"]


def test_a_realm_that_is_not_linked_cannot_be_asked(mesh):
    mesh.a.do(commands.Linked(realm="b", up=False))
    refused = mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    assert refused == events.Refused(mesh.a.cids["ani"], Reason.REALM_AWAY, "b")


def test_a_request_that_is_not_answered_is_refused_and_taken_back(mesh, kelas):
    mesh.a.account("anton")
    mesh.a.ask("anton", commands.JoinRoom, room=kelas)
    mesh.a.tick(9)
    assert mesh.a.answer("anton").cid == mesh.a.cids["anton"]
    assert not isinstance(mesh.a.answer("anton"), events.Refused)
    mesh.a.tick(2)
    assert mesh.a.answer("anton").reason is Reason.REALM_AWAY
    mesh.settle()
    assert mesh.b.members("kelas") == ["ani@a", "budi", "citra@c"]
    assert mesh.a.members(kelas) == ["ani", "budi@b", "citra@c"]


def test_leaving_is_told_to_all(mesh, kelas):
    assert mesh.a.ask("ani", commands.LeaveRoom, room=kelas).subject == "kelas@b"
    assert mesh.a.state.rooms == {}
    mesh.settle()
    assert mesh.b.members("kelas") == ["budi", "citra@c"]
    assert mesh.c.members(kelas) == ["budi@b", "citra"]
    assert mesh.c.told[-1].name == "ani@a"


def test_a_deleted_room_is_gone_everywhere(mesh, kelas):
    mesh.b.ask("budi", commands.DeleteRoom, room="kelas")
    mesh.settle()
    assert not any(realm.state.rooms for realm in mesh.realms.values())
    assert mesh.c.told[-1].members == ["ani@a", "budi@b", "citra"]


def test_what_is_said_in_a_room_that_was_deleted_comes_back(mesh, kelas):
    mesh.b.ask("budi", commands.DeleteRoom, room="kelas")
    mesh.a.ask("ani", commands.Send, to=kelas, text="halo")
    mesh.settle()
    assert mesh.a.heard("ani") == [("server", "kelas@b tidak ada lagi; pesanmu tidak sampai")]


def test_a_guest_who_goes_has_left(mesh, kelas):
    mesh.a.guest("gita")
    mesh.a.ask("gita", commands.JoinRoom, room=kelas)
    mesh.settle()
    assert "gita@a" in mesh.b.members("kelas")
    mesh.a.gone("gita")
    mesh.settle()
    assert "gita@a" not in mesh.b.members("kelas") + mesh.c.members(kelas)


def test_coming_and_going_is_told_once_to_those_who_share_a_room(mesh, kelas):
    mesh.b.ask("budi", commands.CreateRoom, room="kedua")
    mesh.a.ask("ani", commands.JoinRoom, room="kedua@b")
    mesh.settle()
    mesh.b.told.clear()
    mesh.a.gone("ani")
    mesh.settle()
    mesh.a.do(commands.Enter(99, name="ani", worker=1))
    mesh.settle()
    told = [(type(event), event.name, event.to) for event in mesh.b.told]
    budi = mesh.b.chat.user("budi").uid
    assert told == [(events.Went, "ani@a", budi), (events.Came, "ani@a", budi)]


def test_no_news_wait_for_a_realm_that_is_away(mesh, kelas):
    for realm in "bc":
        mesh.a.do(commands.Linked(realm=realm, up=False))
    mesh.a.gone("ani")
    assert not any(mesh.a.outbox.values())


def test_what_is_said_before_the_home_tells_of_the_speaker_waits_for_it(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.c.ask("citra", commands.JoinRoom, room="kelas@b")
    mesh.settle()
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.deliver("a", "b")
    mesh.deliver("b", "a")
    for text in ("satu", "dua"):
        mesh.a.ask("ani", commands.Send, to="kelas@b", text=text)
    mesh.deliver("a", "c", 9)
    assert mesh.c.said("kelas@b") == []
    mesh.settle()
    assert mesh.c.said("kelas@b") == [("ani@a", "satu"), ("ani@a", "dua")]
    assert mesh.c.state.early == {}


def test_what_is_said_before_ones_own_joining_is_answered_waits_for_it(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.settle()
    mesh.c.ask("citra", commands.JoinRoom, room="kelas@b")
    mesh.deliver("c", "b")
    mesh.deliver("b", "a")
    mesh.a.ask("ani", commands.Send, to="kelas@b", text="halo")
    mesh.deliver("a", "c")
    mesh.settle()
    assert mesh.c.said("kelas@b") == [("ani@a", "halo")]


@pytest.mark.parametrize(
    "entry",
    [
        entries.Joined("citra@c", "kelas"),
        entries.Left("budi@b", "kelas"),
        entries.Deleted("", "kelas"),
        entries.Leave("citra@c", "kelas"),
        entries.Talk("ani", 0.0, "palsu", room="kelas", home="b"),
        entries.Roster(1, "budi", "kelas", True, ["x@c"]),
        entries.Join(1, "citra@c", "kelas"),
    ],
)
def test_no_other_realm_speaks_for_a_room_or_its_members(mesh, kelas, entry):
    mesh.c.account("cono")
    mesh.c.ask("cono", commands.CreateRoom, room="x")
    mesh.a.ask("ani", commands.LeaveRoom, room=kelas)
    mesh.settle()
    before = {name: realm.members(room) for name, realm, room in (("b", mesh.b, "kelas"), ("c", mesh.c, kelas))}
    said = mesh.b.said("kelas")
    for realm in (mesh.b, mesh.c):
        realm.arrive("a", 900, entries.encode(entry))
    mesh.settle()
    assert {name: realm.members(room) for name, realm, room in (("b", mesh.b, "kelas"), ("c", mesh.c, kelas))} == before
    assert mesh.b.said("kelas") == said


def test_nobody_else_answers_a_request(mesh):
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    (number,) = mesh.a.state.requests
    answers = (
        entries.Roster(number, "ani", "kelas", True, ["ani@a"]),
        entries.Refused(number, Reason.NOT_INVITED, "kelas"),
        entries.Listed(number, []),
    )
    for entry_number, entry in enumerate(answers, 900):
        (refused,) = mesh.a.arrive("c", entry_number, entries.encode(entry))
        assert refused.cid == 0
    assert list(mesh.a.state.requests) == [number]


def test_a_late_answer_is_not_taken_back_from_who_has_asked_again(mesh, kelas):
    mesh.a.account("anton")
    mesh.a.ask("anton", commands.JoinRoom, room=kelas)
    mesh.deliver("a", "b")
    mesh.a.tick(11)
    mesh.a.ask("anton", commands.JoinRoom, room=kelas)
    mesh.settle()
    assert mesh.a.answer("anton") == events.Done(mesh.a.cids["anton"], kelas)
    assert mesh.a.members(kelas) == ["ani", "anton", "budi@b", "citra@c"]
    assert mesh.b.members("kelas") == ["ani@a", "anton@a", "budi", "citra@c"]


def test_what_came_too_early_and_of_whom_has_left_since_is_not_kept(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.a.tick(11)  # its patience ends
    mesh.deliver("a", "b")
    mesh.deliver("b", "a")  # it takes the joining back
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.b.ask("budi", commands.Send, to="kelas", text="satu")
    mesh.b.ask("budi", commands.LeaveRoom, room="kelas")
    mesh.settle()
    assert mesh.a.said("kelas@b") == []
    assert mesh.a.state.early == {}


def test_who_asks_twice_and_leaves_after_the_first_answer_is_out(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.deliver("a", "b")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.deliver("b", "a")
    assert mesh.a.told.count(events.Done(mesh.a.cids["ani"], "kelas@b")) == 2
    mesh.a.ask("ani", commands.LeaveRoom, room="kelas@b")
    mesh.settle()
    assert mesh.b.members("kelas") == ["budi"]
    assert "kelas@b" not in mesh.a.chat.mirrors

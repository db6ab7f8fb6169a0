"""Invitations from realm to realm."""

import pytest

from chatlib.core import commands, events
from chatlib.core.errors import Reason


@pytest.fixture
def tim(mesh):
    """A room of a by invitation: ani is in it, budi@b is invited."""
    answer = mesh.a.ask("ani", commands.CreateRoom, room="tim", open=False, invite=["budi@b", "tono", "x@z"])
    assert answer.invited == ["budi@b"]
    assert answer.refused == [(Reason.UNKNOWN_USER, "tono"), (Reason.UNKNOWN_REALM, "z")]
    mesh.settle()
    return "tim@a"


def test_who_is_invited_is_told(mesh, tim):
    (invitation,) = [event for event in mesh.b.told if isinstance(event, events.Invitation)]
    assert (invitation.to, invitation.sender, invitation.room) == (mesh.b.chat.user("budi").uid, "ani@a", "tim@a")
    assert invitation.members == ["ani@a"]


def test_and_again_if_he_was_away(mesh):
    mesh.b.gone("budi")
    mesh.a.ask("ani", commands.CreateRoom, room="tim", open=False, invite=["budi@b"])
    mesh.settle()
    _, fetch, _ = mesh.b.do(commands.Enter(50, name="budi", worker=1))
    (invitation,) = fetch.wanted.invitations
    assert (invitation.sender, invitation.room, invitation.members) == ("ani@a", "tim@a", ["ani@a"])


@pytest.mark.parametrize("asked", [commands.JoinRoom, commands.Answer])
def test_accepting_asks_the_home(mesh, tim, asked):
    assert mesh.b.ask("budi", asked, room=tim) is None
    mesh.settle()
    assert mesh.b.answer("budi").subject == tim
    assert mesh.b.members(tim) == ["ani@a", "budi"]
    assert mesh.a.members("tim") == ["ani", "budi@b"]
    assert not mesh.a.chat.room("tim").invited
    assert not mesh.b.chat.room(tim).invited


def test_declining_is_told_to_the_members(mesh, tim):
    assert mesh.b.ask("budi", commands.Answer, room=tim, accept=False).subject == tim
    assert mesh.b.state.rooms == {}
    mesh.settle()
    assert (type(mesh.a.told[-1]), mesh.a.told[-1].name) == (events.Declined, "budi@b")
    assert not mesh.a.chat.room("tim").invited


def test_a_guest_who_goes_takes_the_invitation_along(mesh, tim):
    mesh.b.guest("gita")
    mesh.a.ask("ani", commands.Invite, room="tim", users=["gita@b"])
    mesh.settle()
    mesh.b.gone("gita")
    mesh.settle()
    assert not [event for event in mesh.a.told if isinstance(event, events.Declined)]
    assert mesh.a.ask("ani", commands.Invite, room="tim", users=["gita@b"]).invited == ["gita@b"]


def test_who_invites_nobody_is_told(mesh, tim):
    assert mesh.a.ask("ani", commands.Invite, room="tim", users=["tono@b"]).invited == ["tono@b"]
    mesh.settle()
    assert mesh.a.heard("ani") == [("server", "tono@b tidak ada; pesan atau undanganmu tidak sampai")]
    assert len(mesh.a.chat.room("tim").invited) == 1


def test_a_member_of_another_realm_invites_through_the_home(mesh, tim):
    mesh.b.ask("budi", commands.JoinRoom, room=tim)
    mesh.b.account("bono")
    mesh.settle()
    users = ["bono", "citra@c", "ani@a", "tono@a", "a b"]
    assert mesh.b.ask("budi", commands.Invite, room=tim, users=users) is None
    mesh.settle()
    answer = next(event for event in mesh.b.told if isinstance(event, events.Invites))
    assert answer.invited == ["bono", "citra@c"]
    assert answer.refused[:2] == [(Reason.ALREADY_MEMBER, "ani@a"), (Reason.UNKNOWN_USER, "tono@a")]
    assert len(answer.refused) == 3
    for realm, name in ((mesh.b, "bono"), (mesh.c, "citra")):
        (invitation,) = [
            e for e in realm.told if isinstance(e, events.Invitation) and e.to == realm.chat.user(name).uid
        ]
        assert invitation.room == tim
        assert realm.ask(name, commands.Answer, room=tim) is None
        mesh.settle()
    assert mesh.a.members("tim") == ["ani", "bono@b", "budi@b", "citra@c"]
    assert mesh.b.members(tim) == ["ani@a", "bono", "budi", "citra@c"]
    assert mesh.c.members(tim) == ["ani@a", "bono@b", "budi@b", "citra"]
    notices = [(e.name, e.whom) for e in mesh.a.told if isinstance(e, events.Invited)]
    assert notices == [("ani", "budi@b"), ("budi@b", "bono@b"), ("budi@b", "citra@c")]


def test_a_room_without_members_takes_its_invitations_along(mesh, tim):
    mesh.a.ask("ani", commands.LeaveRoom, room="tim")
    mesh.settle()
    assert mesh.a.state.rooms == mesh.b.state.rooms == {}


def test_an_invitation_to_a_room_that_is_no_more(mesh, tim):
    mesh.a.ask("ani", commands.LeaveRoom, room="tim")
    mesh.b.ask("budi", commands.Answer, room=tim)
    mesh.settle()
    assert mesh.b.answer("budi").reason is Reason.UNKNOWN_ROOM
    assert mesh.b.state.rooms == {}


def test_a_room_lives_while_anybody_anywhere_is_in_it(mesh, tim):
    mesh.b.ask("budi", commands.Answer, room=tim)
    mesh.settle()
    mesh.a.ask("ani", commands.LeaveRoom, room="tim")
    mesh.settle()
    assert mesh.a.members("tim") == ["budi@b"]
    mesh.b.ask("budi", commands.LeaveRoom, room=tim)
    mesh.settle()
    assert mesh.a.state.rooms == mesh.b.state.rooms == {}

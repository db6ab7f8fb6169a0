"""Who runs a room, or a server, keeps somebody of another realm out of it as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.errors import Reason

from .mesh import Mesh


@pytest.fixture
def kelas(mesh):
    """An open room of b, which budi runs, with ani and citra of the other realms."""
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.c.ask("citra", commands.JoinRoom, room="kelas@b")
    mesh.settle()
    return "kelas@b"


def sanction(mesh, letter: str, whom: str, room: str = "kelas", on: bool = True) -> events.ModesChanged:
    return mesh.b.ask("budi", commands.SetModes, room=room, changes=[(on, letter, whom)], expel=True)


def bounced(mesh, name: str) -> list[str]:
    return [text for sender, text in mesh.a.heard(name) if sender == "server"]


def test_who_is_banned_is_out_everywhere_and_does_not_come_back(mesh, kelas):
    assert sanction(mesh, "b", "ani@a").changes
    mesh.settle()
    assert mesh.b.members("kelas") == ["budi", "citra@c"]
    assert mesh.c.members(kelas) == ["budi@b", "citra"]
    mesh.a.ask("ani", commands.JoinRoom, room=kelas)
    mesh.settle()
    assert mesh.a.answer("ani").reason is Reason.BANNED
    sanction(mesh, "b", "ani@a", on=False)
    mesh.a.ask("ani", commands.JoinRoom, room=kelas)
    mesh.settle()
    assert mesh.b.members("kelas") == ["ani@a", "budi", "citra@c"]


@pytest.mark.parametrize("letter", ["b", "q"])
def test_what_was_on_its_way_when_it_was_forbidden_is_not_heard_at_home(mesh, kelas, letter):
    mesh.a.ask("ani", commands.Send, to=kelas, text="masih sempat?")
    sanction(mesh, letter, "ani@a")
    mesh.settle()
    assert mesh.b.said("kelas") == []
    assert len(bounced(mesh, "ani")) == 1


@given(st.lists(st.sampled_from(["say", "join", "+b", "-b", "+q", "-q", "a to b", "b to a"]), max_size=30))
def test_however_it_is_raced_nothing_is_heard_at_home_as_long_as_it_is_forbidden(steps):
    mesh, held = Mesh("abc"), set()
    mesh.a.account("ani")
    mesh.b.account("budi")
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.settle()
    for number, step in enumerate(steps):
        before = len(mesh.b.said("kelas"))
        if step == "say":
            mesh.a.ask("ani", commands.Send, to="kelas@b", text=f"pesan {number}")
        elif step == "join":
            mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
        elif step[0] in "+-":
            sanction(mesh, step[1], "ani@a", on=step[0] == "+")
            (held.add if step[0] == "+" else held.discard)(step[1])
        else:
            mesh.deliver(*step.split(" to "))
        assert not held or len(mesh.b.said("kelas")) == before
    before = len(mesh.b.said("kelas"))
    mesh.settle()
    assert not held or len(mesh.b.said("kelas")) == before


def test_who_is_banned_from_the_server_reaches_nobody_there(mesh, kelas):
    mesh.b.do(commands.Appoint(name="budi"))
    assert sanction(mesh, "b", "ani@a", room="lobby").changes
    mesh.a.ask("ani", commands.Send, to="budi@b", text="halo")
    mesh.settle()
    assert mesh.b.heard("budi") == []
    assert len(bounced(mesh, "ani")) == 1
    mesh.c.ask("citra", commands.Send, to="budi@b", text="halo")
    mesh.settle()
    assert mesh.b.heard("budi") == [("citra@c", "halo")]


def test_a_room_for_accounts_takes_nobody_whose_account_nobody_here_knows(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.b.ask("budi", commands.SetModes, room="kelas", changes=[(True, "R", "")])
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.settle()
    assert mesh.a.answer("ani").reason is Reason.ACCOUNTS_ONLY


def test_nobody_runs_a_room_of_another_realm_or_amends_what_is_said_there(mesh, kelas):
    mesh.a.do(commands.Appoint(name="ani"))
    assert mesh.a.ask("ani", commands.SetModes, room=kelas, changes=[(True, "m", "")]).reason is Reason.NOT_OPERATOR
    message = mesh.a.ask("ani", commands.Send, to=kelas, text="halo")
    for what in ("edit", "delete", "react"):
        refused = mesh.a.ask("ani", commands.Amend, seq=message.seq, what=what, text="x", original=message)
        assert refused.reason is Reason.NOT_HERE

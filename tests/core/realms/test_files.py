"""Files from realm to realm; their contents are somebody else's work."""

import pytest

from chatlib.core import commands, entries, events
from chatlib.core.errors import Reason
from chatlib.core.limits import Limits
from chatlib.core.rules import files

DIGEST = "ab" * 32


def send(mesh, to: str, kind: str = "any", size: int = 5) -> events.Message:
    """ani's file, once its content has come."""
    offered = mesh.a.ask("ani", commands.Offer, to=to, name="foto.jpg", size=size, sha256=DIGEST, kind=kind)
    assert isinstance(offered, events.Offered)
    return mesh.a.do(commands.Arrived(fid=offered.fid))[0]


def got(realm) -> list[events.Message]:
    return [event for event in realm.told if isinstance(event, events.Message) and event.file]


@pytest.mark.parametrize("met", [False, True])
def test_a_file_goes_on_its_own_lane_and_is_a_file_over_there(mesh, met):
    if met:
        mesh.a.ask("ani", commands.Send, to="budi@b", text="hai")
    sent = send(mesh, "budi@b")
    assert (sent.receiver, sent.file.sha256) == ("budi@b", DIGEST)
    mesh.settle()
    (message,) = got(mesh.b)
    assert (message.sender, message.text) == ("ani@a", "foto.jpg")
    assert message.file == events.Attachment(message.seq, 5, DIGEST)
    assert mesh.b.state.files.keys() == {message.seq}
    assert files.living(mesh.b.chat) == ({DIGEST}, set())
    assert mesh.b.replayed().state.files == mesh.b.state.files


def test_a_file_in_a_room_goes_to_all_realms_that_are_in_it(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    for realm, name in ((mesh.a, "ani"), (mesh.c, "citra")):
        realm.ask(name, commands.JoinRoom, room="kelas@b")
    mesh.settle()
    send(mesh, "kelas@b")
    mesh.settle()
    assert [message.room for message in got(mesh.b) + got(mesh.c)] == ["kelas", "kelas@b"]


def test_a_file_whose_content_has_not_come_goes_back(mesh):
    send(mesh, "budi@b")
    ((number, data),) = mesh.a.outbox["b"]
    mesh.a.outbox["b"].clear()
    mesh.b.arrive("a", number, data, content=False)
    mesh.settle()
    assert got(mesh.b) == []
    assert mesh.a.heard("ani")[-1] == ("server", "isi berkasmu untuk budi@b tidak sampai")


@pytest.mark.parametrize(
    ("limits", "words"), [(Limits(file=4), "terlalu besar"), (Limits(files_of_user=4), "tidak ada jatah")]
)
def test_the_limits_over_there_hold_for_visitors_as_well(mesh, limits, words):
    mesh.b.chat.limits = limits
    send(mesh, "budi@b")
    mesh.settle()
    assert got(mesh.b) == []
    assert words in mesh.a.heard("ani")[-1][1]


def test_a_content_is_needed_as_long_as_its_file_waits_for_the_home_of_the_room(mesh):
    mesh.b.ask("budi", commands.CreateRoom, room="kelas")
    mesh.c.ask("citra", commands.JoinRoom, room="kelas@b")
    mesh.settle()
    mesh.a.ask("ani", commands.JoinRoom, room="kelas@b")
    mesh.deliver("a", "b")
    mesh.deliver("b", "a")
    send(mesh, "kelas@b")
    mesh.deliver("a", "c")
    assert (got(mesh.c), files.living(mesh.c.chat)[0]) == ([], {DIGEST})
    mesh.settle()
    assert [message.text for message in got(mesh.c)] == ["foto.jpg"]


def test_who_declines_is_told_of_over_there(mesh):
    send(mesh, "budi@b")
    mesh.settle()
    assert mesh.b.ask("budi", commands.Decline, fid=got(mesh.b)[0].file.fid).subject == "foto.jpg"
    mesh.settle()
    assert mesh.a.heard("ani")[-1] == ("server", "budi@b menolak berkas foto.jpg")
    assert mesh.b.state.files == {}


def test_nobody_declines_in_the_name_of_others(mesh):
    entry = entries.encode(entries.FileDeclined("budi@b", "ani", "foto.jpg"))
    assert mesh.a.arrive("c", 9, entry)[0].reason is Reason.BAD_NAME

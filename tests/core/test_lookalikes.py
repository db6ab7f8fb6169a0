"""Names that look alike."""

import pytest

from chatlib.core import commands
from chatlib.core.errors import Reason
from chatlib.core.lookalikes import Lookalikes, skeletons
from chatlib.core.world import Change


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("\u0455erver", "server"),
        ("\uff53\uff45\uff52\uff56\uff45\uff52", "server"),
        ("bud\u0456", "Budi"),
        ("\u0440\u0430\u0443", "pay"),
        ("\u217fax", "max"),
        ("\u0391\u03bd\u03b1", "ava"),
        ("\u0412udi", "Budi"),
        ("\u0392UDI", "budi"),
        ("\u041dani", "hani"),
        ("\u041cira", "mira"),
        ("\u0422ono", "Tono"),
        ("\u03a5anto", "yanto"),
        ("LO\u0412\u0392Y", "lobby"),
        ("lo\u042c\u042cy", "lobby"),
        ("\ua4d0udi", "budi"),
        ("\u13fcudi", "Budi"),
    ],
)
def test_what_looks_alike(name, other):
    assert skeletons(name) & skeletons(other)


@pytest.mark.parametrize(("name", "other"), [("\u00e4nne", "anne"), ("budi", "bud"), ("\u674e", "\u674e\u96f7")])
def test_what_does_not(name, other):
    assert not skeletons(name) & skeletons(other)


def test_two_names_of_ascii_never_look_alike():
    known = Lookalikes(list)
    for name in ("budi1", "budil", "rn", "m", "l0bby"):
        assert not known.like(name)
        known.add(name)


def test_a_name_is_free_again_when_who_had_it_is_gone():
    there = ["bud\u0456"]
    known = Lookalikes(lambda: there)
    known.add("bud\u0456")
    assert known.like("budi")
    known.add("b\u0443di")
    known.remove("bud\u0456")
    assert not known.like("budi")


@pytest.mark.parametrize("name", ["bud\u0456", "\u0455erver", "\u0440m", "\uff4c\uff4f\uff42\uff42\uff59"])
def test_a_new_name_that_looks_like_one_that_is_there_is_refused(house, name):
    house.guest("budi")
    assert house.refusal(commands.Guest(house.cid(), name=name, worker=1)) is Reason.LOOKS_ALIKE
    assert house.refusal(commands.Register(7, name=name, secret="x")) is Reason.LOOKS_ALIKE


def test_rooms_count_as_well_and_plain_names_beside_others(house):
    ani = house.guest("\u0430ni")
    house.do(commands.CreateRoom(ani, room="kela\u0455"))
    assert house.refusal(commands.Guest(house.cid(), name="ani", worker=1)) is Reason.LOOKS_ALIKE
    assert house.refusal(commands.CreateRoom(ani, room="kelas")) is Reason.LOOKS_ALIKE


def test_what_was_allowed_before_is_allowed_again(house):
    for seq, name in enumerate(["bud\u0456", "budi", "info"], 1):  # by a version that knew nothing of this
        house.chat.replay(Change(seq, 0.0, commands.Register(name=name, secret="x")))
    assert [user.name for user in house.state.users.values()] == ["bud\u0456", "budi", "info"]

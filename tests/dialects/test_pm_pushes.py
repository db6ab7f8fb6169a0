"""What the clients of the dialect `pm` are told, and every way to be refused."""

import pytest

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.pm import Pm

COMMANDS = [
    "halo semua",
    "pm budi halo",
    "whoami",
    "listuser",
    "creategrup kelas adduser budi",
    "switchgrup kelas adduser budi",
    "switchgrup kelas listuser",
    "switchgrup kelas halo",
    "acceptgrup kelas",
    "rejectgrup kelas",
    "joingrup kelas",
    "exitgrup kelas",
    "exit",
]


@pytest.mark.parametrize("line", ["", *COMMANDS])
def test_every_refusal_is_one_line_that_says_error(line):
    for reason in Reason:
        pm = Pm(b"\r\n")
        pm.user = "ani" if line else ""
        answer = pm.reply(events.Refused(1, reason, "budi"), pm.receive(line or "ani").context)
        assert answer.startswith(b"[Error] ")
        assert answer.endswith(b"\r\n")
        assert answer.count(b"\n") == 1
        assert not pm.closing


@pytest.mark.parametrize("reason", [Reason.UNKNOWN_USER, Reason.UNKNOWN_ROOM, Reason.NAME_IS_USER, Reason.NAME_IS_ROOM])
def test_a_refusal_names_what_was_wrong(reason):
    pm = Pm()
    pm.user = "ani"
    assert b"Kelas" in pm.reply(events.Refused(1, reason, "Kelas"), pm.receive("joingrup kelas").context)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (events.Message(1, uid=1, sender="ani", room="lobby", text="halo: semua"), "ani: halo: semua"),
        (events.Message(1, uid=1, sender="ani", to=2, receiver="budi", text="hai"), "[PrivateMessage] from ani : hai"),
        (events.Message(1, uid=1, sender="ani", rid=3, room="kelas", text="hai"), "[Grupchat] ani@kelas : hai"),
        (events.Came(name="ani"), "[Masuk] ani"),
        (events.Went(name="ani"), "[Keluar] ani"),
        (events.Left(rid=3, room="kelas", name="ani"), "[Groupchat] ani meninggalkan groupchat kelas"),
        (events.Invitation(sender="ani", room="a", members=["ani"]), "[Invitation] ani mengundang ke a, anggota: ani"),
        (events.Message(1, uid=1, sender="Änne", room="lobby", text="héé 😀"), "Änne: héé 😀"),
        (events.Message(1, sender="ani", room="lobby", text="a\nexit\n\nb"), "ani: a\nani: exit\nani: \nani: b"),
        (
            events.Message(1, sender="ani", to=2, receiver="budi", text="satu\ndua"),
            "[PrivateMessage] from ani : satu\n[PrivateMessage] from ani : dua",
        ),
        (
            events.Message(1, sender="ani", rid=3, room="kelas", text="satu\ndua"),
            "[Grupchat] ani@kelas : satu\n[Grupchat] ani@kelas : dua",
        ),
    ],
)
def test_what_others_do(event, line):
    assert Pm.push(event) == line.encode()


def test_what_was_missed_comes_as_it_would_have_come():
    late = events.CatchUp(
        1,
        [events.Message(seq=4, sender="ani", rid=3, room="kelas", text="hai\nhalo")],
        [events.Invitation(sender="budi", room="lain", members=["budi"])],
    )
    told = b"[Grupchat] ani@kelas : hai\r\n[Grupchat] ani@kelas : halo\r\n"
    told += b"[Invitation] budi mengundang ke lain, anggota: budi\r\n"
    assert Pm(b"\r\n").catch_up(late) == told
    assert Pm().catch_up(events.CatchUp(1)) == b""


def test_too_long_a_line():
    assert Pm(b"\r\n").too_long() == b"[Error] baris terlalu panjang\r\n"


def test_an_answer_that_does_not_belong_to_the_question_is_a_mistake_of_the_server():
    pm = Pm()
    pm.user = "ani"
    with pytest.raises(AssertionError, match="no answer"):
        pm.reply(events.Files(1), pm.receive("whoami").context)

"""What the clients of the dialect `sendto` are told, and every way to be refused."""

from datetime import datetime

import pytest

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.sendto import Sendto

COMMANDS = ["sendall halo", "sendto budi hai", "list", "logout"]


def member(eol=b"\n"):
    sendto = Sendto(eol)
    sendto.user = "ani"
    return sendto


@pytest.mark.parametrize("reason", [Reason.UNKNOWN_USER, Reason.USER_OFFLINE])
def test_a_receiver_who_is_offline_or_unknown(reason):
    answer = member().reply(events.Refused(1, reason, "budi"), member().receive("sendto budi hai").context)
    assert answer == b"[Error] budi tidak online atau tidak ada\n"


@pytest.mark.parametrize("line", ["sendall ", "sendto budi"])
def test_empty_text(line):
    answer = member().reply(events.Refused(1, Reason.EMPTY), member().receive(line).context)
    assert answer == b"[Error] pesan kosong\n"


@pytest.mark.parametrize("line", ["regist budi x", "login budi x", *COMMANDS])
def test_every_refusal_is_one_line_that_says_error(line):
    for reason in Reason:
        sendto = Sendto(b"\r\n")
        sendto.user = "" if line.startswith(("regist", "login")) else "ani"
        answer = sendto.reply(events.Refused(1, reason, "budi"), sendto.receive(line).context)
        assert answer.startswith(b"[Error] ")
        assert answer.endswith(b"\r\n")
        assert answer.count(b"\n") == 1
        assert sendto.closing is line.startswith("regist")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (events.Message(1, sender="ani", room="lobby", text="halo"), "[ani] halo"),
        (events.Message(1, sender="ani", to=2, receiver="budi", text="hai"), "[ani -> budi] hai"),
        (events.Message(1, sender="ani", rid=3, room="kelas", text="hai"), "[ani@kelas] hai"),
        (events.Message(1, sender="ani", room="lobby", text="satu\n\ndua"), "[ani] satu\n[ani] \n[ani] dua"),
        (
            events.Message(1, sender="ani", to=2, receiver="budi", text="satu\ndua"),
            "[ani -> budi] satu\n[ani -> budi] dua",
        ),
        (events.Came(name="ani"), "[Masuk] ani"),
        (events.Went(name="ani"), "[Keluar] ani"),
        (events.Joined(rid=3, room="kelas", name="ani"), "[Groupchat] ani bergabung dengan kelas"),
    ],
)
def test_what_others_do(event, line):
    assert Sendto.push(event) == line.encode()


def test_what_was_missed_comes_with_its_time():
    at = datetime(2024, 2, 29, 7, 5, 59).timestamp()
    late = events.CatchUp(
        1,
        [
            events.Message(at=at, sender="ani", to=2, receiver="budi", text="hai\noi"),
            events.Message(at=at, sender="ani", rid=3, room="kelas", text="halo"),
        ],
        [events.Invitation(sender="ani", room="lain", members=["ani"])],
    )
    assert Sendto(b"\r\n").catch_up(late).decode() == (
        "[ani -> budi] (2024-02-29 07:05) hai\r\n"
        "[ani -> budi] (2024-02-29 07:05) oi\r\n"
        "[ani@kelas] (2024-02-29 07:05) halo\r\n"
        "[Invitation] ani mengundang ke lain, anggota: ani\r\n"
    )


def test_too_long_a_line():
    assert Sendto().too_long() == b"[Error] baris terlalu panjang\n"


def test_an_answer_that_does_not_belong_to_the_question_is_a_mistake_of_the_server():
    with pytest.raises(AssertionError, match="no answer"):
        member().reply(events.Files(1), "list")

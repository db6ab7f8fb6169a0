"""Messages that are deleted, edited, answered and reacted to, between IRC and those who know it in other words."""

import pytest

from chatlib.core import commands
from chatlib.dialects.base import Ask
from chatlib.dialects.irc.dialect import Request

CAPS = "message-tags draft/message-redaction echo-message"


@pytest.fixture
def room(town):
    """ani (who runs it), budi and citra in #kelas; only ani knows what can be done with messages."""
    ani = town.irc("ani", "#kelas", caps=CAPS)
    budi, citra = town.irc("budi", "#kelas"), town.irc("citra", "#kelas", caps=CAPS)
    ani.lines(), budi.lines(), citra.lines()
    return ani, budi, citra


def seq_of(lines: list[str]) -> str:
    return lines[0].partition("msgid=")[2].partition(" ")[0].partition(";")[0]


def test_a_message_is_deleted_and_told_to_all_in_their_way(town, room):
    ani, budi, citra = room
    budi.send("PRIVMSG #kelas :salah kirim")
    seq = seq_of(ani.lines())
    citra.lines()
    assert ani.send(f"REDACT #kelas {seq} :kasar") == [f":ani!ani@ruang REDACT #kelas {seq} :kasar"]
    assert citra.lines() == [f":ani!ani@ruang REDACT #kelas {seq} :kasar"]
    assert budi.lines() == [":ani!ani@ruang NOTICE #kelas :(deleted a message of budi)"]
    assert "salah kirim" not in "".join(citra.send("HISTORY #kelas"))
    failed = f":ruang FAIL REDACT UNKNOWN_MSGID #kelas {seq} :That message cannot be deleted"
    assert ani.send(f"REDACT #kelas {seq}") == [failed]


def test_what_cannot_be_deleted(town, room):
    ani, budi, citra = room
    seq = seq_of(ani.send("PRIVMSG #kelas :satu"))
    failed = "cannot be deleted"
    (told,) = budi.send(f"REDACT #kelas {seq}")[-1:]
    assert told == f":ruang FAIL REDACT REDACT_FORBIDDEN #kelas {seq} :That message {failed}"
    for wrong in ("x", "0", "9" * 20):
        (told,) = ani.send(f"REDACT #kelas {wrong}")
        assert told == f":ruang FAIL REDACT UNKNOWN_MSGID #kelas {wrong} :That message {failed}"
    assert ani.send("REDACT #kelas") == [":ruang 461 ani REDACT :Not enough parameters"]
    town.now += 1000
    own = seq_of(citra.send("PRIVMSG #kelas :dua")[-1:])
    town.now += 1000
    (told,) = citra.send(f"REDACT #kelas {own}")[-1:]
    assert told == f":ruang FAIL REDACT REDACT_WINDOW_EXPIRED #kelas {own} 900 :That message {failed}"


def test_a_reaction_is_one_for_everybody(town, room):
    ani, budi, citra = room
    pm = town.pm("dedi")
    pm.feed(b"joingrup kelas\n")
    budi.send("PRIVMSG #kelas :satu")
    seq = seq_of([line for line in ani.lines() if "satu" in line])
    citra.lines(), budi.lines(), pm.lines()
    (echo,) = ani.send(f"@+draft/react=👍;+draft/reply={seq} TAGMSG #kelas")
    assert echo == f"@+draft/react=👍;+draft/reply={seq} :ani!ani@ruang TAGMSG #kelas"
    assert citra.lines() == [echo]
    assert budi.lines() == [":ani!ani@ruang NOTICE #kelas :(👍 to a message of budi)"]
    assert pm.lines() == ["[Reaksi] ani: 👍 untuk pesan budi di kelas"]
    ani.send(f"@+draft/unreact=👍;+draft/reply={seq} TAGMSG #kelas")
    assert (budi.lines(), pm.lines()) == ([], [])


def test_an_answer_is_one_for_everybody_and_quotes_where_nobody_could_see_it(town, room):
    ani, budi, citra = room
    budi.send("PRIVMSG #kelas :jam berapa?")
    seq = seq_of(ani.lines())
    citra.lines()
    ani.send(f"@+draft/reply={seq} PRIVMSG #kelas :jam 9")
    (told,) = citra.lines()
    assert f"+draft/reply={seq}" in told.partition(" ")[0]
    assert budi.lines() == [
        ":ani!ani@ruang PRIVMSG #kelas :> budi: jam berapa?",
        ":ani!ani@ruang PRIVMSG #kelas :jam 9",
    ]


def test_an_edited_message_is_told_again(town, room):
    ani, budi, citra = room
    budi.send("PRIVMSG #kelas :satu")
    seq = int(seq_of(ani.lines()))
    citra.lines()
    town.ask(budi, [Ask(commands.Amend(budi.cid, seq=seq, what="edit", text="dua\ntiga"), Request("EDIT"))])
    assert budi.lines() == []
    told = [f"@+draft/reply={seq} :budi!budi@ruang NOTICE #kelas :(edited) {word}" for word in ("dua", "tiga")]
    assert ani.lines() == told

"""What the clients of the checker say is understood by the server's dialects, and what those say by the clients."""

import pytest

from chatlib.core import commands, events
from chatlib.dialects.base import Ask
from chatlib.dialects.detection import DIALECTS
from tests.checker.speech import (
    LOBBY,
    Answer,
    BarePm,
    Garbled,
    Invited,
    Mamushi,
    Pm,
    Sendto,
    Speech,
    Spoken,
    Token,
)
from tests.checker.texts import Key, key, text

SPEECHES = {Pm: "pm", BarePm: "pm", Sendto: "sendto", Mamushi: "mamushi", Token: "token"}
LONG = Key("ani1", "budi2", 7)


def push(speech: type[Speech], event: events.Event) -> str:
    return DIALECTS[SPEECHES[speech]].push(event).decode()


def test_a_text_is_known_again_and_no_other_is() -> None:
    lengths = set()
    for number in range(300):
        mine = Key("ani1", "ruang2", number)
        said = text(mine)
        lengths.add(len(said.encode()))
        assert key(said) == mine
        for other in (said[:-1], said + "x", said[1:], said.replace("ani", "eni"), said[: len(said) // 2]):
            assert key(other) is None
    assert min(lengths) < 40
    assert 3900 < max(lengths) <= 4096, "a text that nobody may send"


@pytest.mark.parametrize(("speech", "verb"), [(speech, verb) for speech in SPEECHES for verb in speech.table])
def test_every_request_is_understood(speech: type[Speech], verb: str) -> None:
    dialect = DIALECTS[SPEECHES[speech]]()
    if verb not in speech.enters + speech.returns:
        dialect.user = "ani1"
    target = "7" if verb == "REACT" else "budi2"
    ask = dialect.receive(speech("ani1").request(verb, target, text(LONG)).line)
    assert isinstance(ask, Ask)
    assert verb == "PING" or not isinstance(ask.command, commands.Pass)
    if isinstance(ask.command, commands.Send):
        assert ask.command.text == text(LONG)


@pytest.mark.parametrize("speech", [Pm, Sendto, Mamushi])
def test_messages_are_heard(speech: type[Speech]) -> None:
    lobby = events.Message(seq=9, rid=0, room=LOBBY, uid=1, sender="ani1", text=text(LONG))
    private = events.Message(seq=9, rid=0, uid=1, sender="ani1", to=2, receiver="budi2", text=text(LONG))
    for message, where in ((lobby, LOBBY), (private, "budi2")):
        assert speech("budi2").hear(push(speech, message))[:3] == Spoken("ani1", where, text(LONG))[:3]


@pytest.mark.parametrize("speech", [Pm, Mamushi])
def test_messages_in_rooms_are_heard(speech: type[Speech]) -> None:
    message = events.Message(seq=9, rid=3, room="ruang3", uid=1, sender="ani1", text=text(LONG))
    assert speech("budi2").hear(push(speech, message))[:3] == ("ani1", "ruang3", text(LONG))
    assert isinstance(Pm("ani1").hear(push(Pm, message)), Answer)


def test_what_was_missed_is_heard() -> None:
    message = events.Message(seq=9, at=1e9, uid=1, sender="ani1", to=2, receiver="budi2", text=text(LONG))
    assert Sendto("budi2").hear(DIALECTS["sendto"].missed(message).decode()) == Spoken("ani1", "budi2", text(LONG))


@pytest.mark.parametrize("speech", [Pm, Sendto, Mamushi])
@pytest.mark.parametrize(
    "event",
    [
        events.Came(name="ani1"),
        events.Went(name="ani1"),
        events.Joined(rid=3, room="ruang3", name="ani1"),
        events.Left(rid=3, room="ruang3", name="ani1"),
        events.Declined(rid=3, room="ruang3", name="ani1"),
        events.Invited(rid=3, room="ruang3", name="ani1", whom="citra3"),
    ],
)
def test_news_are_no_answers(speech: type[Speech], event: events.Event) -> None:
    assert speech("budi2").hear(push(speech, event)) is None


@pytest.mark.parametrize("speech", [Pm, Sendto, Mamushi])
def test_invitations_are_heard(speech: type[Speech]) -> None:
    event = events.Invitation(to=2, sender="ani1", room="ruang3", members=["ani1", "citra3"])
    assert speech("budi2").hear(push(speech, event)) == Invited("ruang3")


@pytest.mark.parametrize("speech", [Pm, Sendto, Mamushi])
def test_lines_that_are_cut_or_mixed_are_not_understood(speech: type[Speech]) -> None:
    line = push(speech, events.Joined(rid=3, room="ruang3", name="ani1"))
    for garbled in ("", line[1:], line[:-9], line + line, line[: len(line) // 2] + line):
        with pytest.raises(Garbled):
            speech("budi2").hear(garbled)


def test_an_empty_line_comes_behind_every_answer_of_token_and_nowhere_else() -> None:
    budi = Token("budi2")
    assert budi.hear('{"status":"OK"}') == Answer('{"status":"OK"}')
    assert budi.hear("") is None
    assert budi.hear('{"status":"OK"}') == Answer('{"status":"OK"}')
    with pytest.raises(Garbled):
        budi.hear('{"status":"OK"}')


@pytest.mark.parametrize(
    ("speech", "verb", "good", "bad", "other"),
    [
        (Pm, "user", "[OK] pesan untuk budi2 terkirim", "[Error] pesan kosong", "[OK] pesan untuk citra3 terkirim"),
        (Sendto, "list", "[List] ani1, budi2", "[Error] pesan kosong", "[OK]"),
        (Mamushi, "user", '{"CODE":"SEND_OK","ID":1}', '{"CODE":"SEND_FAILED","ID":1}', '{"CODE":"SEND_OK","ID":2}'),
        (
            Token,
            "user",
            '{"status":"OK","message":"Message Sent"}',
            '{"status":"ERROR","message":"User Tidak Ditemukan"}',
            '{"status":"OK","users":[]}',
        ),
    ],
)
def test_answers(speech: type[Speech], verb: str, good: str, bad: str, other: str) -> None:
    ani = speech("ani1")
    request = ani.request(verb, "budi2", "halo")
    assert [ani.good(request, line) for line in (good, bad, other)] == [True, False, None]


def test_a_page_of_history_must_be_in_order() -> None:
    ani = Mamushi("ani1")
    first, second = (
        push(Mamushi, events.Message(seq=seq, room=LOBBY, sender="budi2", text=text(Key("budi2", LOBBY, seq))))
        for seq in (1, 2)
    )
    request = ani.request("HISTORY")
    assert ani.good(request, f'{{"CODE":"HISTORY_OK","ID":1,"CONTENT":[{first},{second}]}}')
    with pytest.raises(Garbled):
        ani.good(request, f'{{"CODE":"HISTORY_OK","ID":1,"CONTENT":[{second},{first}]}}')

"""What others did, to the letter, for each set of capabilities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.core.text import clean
from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.capabilities import IN_PUSHES, NAMES, Cap
from chatlib.dialects.irc.spelling import RAW

NONE = 0
ALL = sum(NAMES.values())
FEW = Cap.SERVER_TIME | Cap.MESSAGE_TAGS
ANI = events.Person("ani", "ani", "Ani Lestari", "Ani", "makan", True)
GUEST = events.Person("tamu", "t")
AT = 1_800_000_000.25
T = "time=2027-01-15T08:00:00.250Z"
FILE = events.Attachment(7, 2048, "0" * 64)


def said(text="halo", **how):
    return events.Message(0, 5, AT, **{"rid": 3, "room": "kelas", "uid": 1, "sender": "ani", "text": text, **how})


def private(text="halo", **how):
    return said(text, rid=0, room="", to=2, receiver="budi", **how)


A = ":ani!ani@ruang"
TOLD = [
    # event, with no capabilities, with all
    (said(), f"{A} PRIVMSG #kelas :halo", f"@{T};msgid=5 {A} PRIVMSG #kelas :halo"),
    (private(), f"{A} PRIVMSG budi :halo", f"@{T};msgid=5 {A} PRIVMSG budi :halo"),
    (said(rid=0, room="lobby"), f"{A} PRIVMSG #lobby :halo", f"@{T};msgid=5 {A} PRIVMSG #lobby :halo"),
    (said(tags={"notice": ""}), f"{A} NOTICE #kelas :halo", f"@{T};msgid=5 {A} NOTICE #kelas :halo"),
    (
        said(tags={"account": "Ani", "bot": "", "+reply": "4", "notice": ""}),
        f"{A} NOTICE #kelas :halo",
        f"@{T};msgid=5;account=Ani;bot;+reply=4 {A} NOTICE #kelas :halo",
    ),
    (
        said("tebal", tags={RAW: "\x02tebal\x02"}),
        f"{A} PRIVMSG #kelas :\x02tebal\x02",
        f"@{T};msgid=5 {A} PRIVMSG #kelas :\x02tebal\x02",
    ),
    (
        said("satu\ndua"),
        f"{A} PRIVMSG #kelas :satu\n{A} PRIVMSG #kelas :dua",
        f"@{T};msgid=5 {A} BATCH +m5 draft/multiline #kelas\n@batch=m5 {A} PRIVMSG #kelas :satu\n"
        f"@batch=m5 {A} PRIVMSG #kelas :dua\n{A} BATCH -m5",
    ),
    (
        said("satu\n\ndua"),
        f"{A} PRIVMSG #kelas :satu\n{A} PRIVMSG #kelas :dua",
        f"@{T};msgid=5 {A} BATCH +m5 draft/multiline #kelas\n@batch=m5 {A} PRIVMSG #kelas :satu\n"
        f"@batch=m5 {A} PRIVMSG #kelas :\n@batch=m5 {A} PRIVMSG #kelas :dua\n{A} BATCH -m5",
    ),
    (
        private(sender="server", uid=0),
        ":ruang PRIVMSG budi :halo",
        f"@{T};msgid=5 :ruang PRIVMSG budi :halo",
    ),
    (
        said(sender="ani@b", room="kelas@b"),
        ":ani|b!ani@b PRIVMSG #kelas|b :halo",
        f"@{T};msgid=5 :ani|b!ani@b PRIVMSG #kelas|b :halo",
    ),
    (
        said("isi.txt", file=FILE),
        f"{A} NOTICE #kelas :File 7: isi.txt (2.0 KiB); to have it, log in with Ruang's own client, or say receivefile"
        " in the dialect token",
        None,
    ),
    (events.Came(name="ani", person=ANI), f"{A} JOIN #lobby", f"{A} JOIN #lobby Ani :Ani Lestari\n{A} AWAY :makan"),
    (events.Came(name="ani"), f"{A} JOIN #lobby", f"{A} JOIN #lobby * :ani"),
    (
        events.Joined(rid=3, room="kelas", name="tamu", person=GUEST),
        ":tamu!tamu@ruang JOIN #kelas",
        ":tamu!tamu@ruang JOIN #kelas * :tamu",
    ),
    (
        events.Joined(rid=3, room="kelas", name="tamu", person=events.Person("tamu", status="@")),
        ":tamu!tamu@ruang JOIN #kelas\n:ruang MODE #kelas +o tamu",
        ":tamu!tamu@ruang JOIN #kelas * :tamu\n:ruang MODE #kelas +o tamu",
    ),
    (
        events.Joined(rid=3, room="kelas", name="tamu@b", person=events.Person("tamu@b", status="@+")),
        ":tamu|b!tamu@b JOIN #kelas\n:ruang MODE #kelas +ov tamu|b tamu|b",
        ":tamu|b!tamu@b JOIN #kelas * :tamu@b\n:ruang MODE #kelas +ov tamu|b tamu|b",
    ),
    (events.Went(name="ani", reason="Quit: dah"), f"{A} QUIT :Quit: dah", f"{A} QUIT :Quit: dah"),
    (events.Went(name="ani"), f"{A} QUIT :Connection closed", f"{A} QUIT :Connection closed"),
    (events.Left(rid=3, room="kelas", name="ani"), f"{A} PART #kelas", f"{A} PART #kelas"),
    (events.Left(rid=3, room="kelas", name="ani", reason="dah"), f"{A} PART #kelas :dah", f"{A} PART #kelas :dah"),
    (events.Left(rid=3, room="kelas", name="ani", gone=True), "", ""),
    (
        events.Kicked(rid=3, room="kelas", name="ani", whom="budi@b", reason="cukup"),
        f"{A} KICK #kelas budi|b :cukup",
        f"{A} KICK #kelas budi|b :cukup",
    ),
    (
        events.TopicChanged(seq=5, rid=3, room="kelas", name="ani", text="baru", at=AT),
        f"{A} TOPIC #kelas :baru",
        f"@{T};msgid=5 {A} TOPIC #kelas :baru",
    ),
    (
        events.ModesChanged(rid=3, room="kelas", name="ani", changes=[(True, "o", "budi"), (False, "l", "")]),
        f"{A} MODE #kelas +o-l budi",
        f"{A} MODE #kelas +o-l budi",
    ),
    (events.ModesChanged(rid=3, room="kelas", name="ani"), "", ""),
    (events.Renamed(name="ani", new="Ana"), f"{A} NICK Ana", f"{A} NICK Ana"),
    (events.Renamed(name="ani", new="ani"), "", ""),
    (
        events.Invitation(sender="ani", receiver="budi", room="kelas", account="Ani"),
        f"{A} INVITE budi #kelas",
        f"@account=Ani {A} INVITE budi #kelas",
    ),
    (events.Invited(rid=3, room="kelas", name="ani", whom="budi"), "", f"{A} INVITE budi #kelas"),
    (
        events.Deleted(rid=3, room="kelas", name="ani"),
        ":ruang NOTICE #kelas :ani deleted #kelas",
        ":ruang NOTICE #kelas :ani deleted #kelas",
    ),
    (events.Changed(name="ani", what="away", person=ANI), "", f"{A} AWAY :makan"),
    (events.Changed(name="ani", what="away", person=GUEST), "", f"{A} AWAY"),
    (events.Changed(name="ani", what="account", person=ANI), "", f"{A} ACCOUNT Ani"),
    (events.Changed(name="ani", what="account", person=GUEST), "", f"{A} ACCOUNT *"),
    (events.Changed(name="ani", what="realname", person=ANI), "", f"{A} SETNAME :Ani Lestari"),
    (events.Changed(name="ani", what="bot", person=ANI), "", ""),
    (events.Changed(name="ani", what="", person=ANI), "", ""),
    (
        events.Marked(to=1, target="kelas", at="2027-01-15T08:00:00.000Z", is_room=True),
        "",
        ":ruang MARKREAD #kelas timestamp=2027-01-15T08:00:00.000Z",
    ),
    (events.Marked(to=1, target="budi@b"), "", ":ruang MARKREAD budi|b *"),
    (
        events.Tagged(rid=3, room="kelas", name="ani", tags={"+typing": "active", "account": "Ani"}, at=AT, id="5.1"),
        "",
        f"@{T};msgid=5.1;account=Ani;+typing=active {A} TAGMSG #kelas",
    ),
    (
        events.Tagged(name="ani", to=2, receiver="budi", tags={"+x": "a b"}, at=AT, id="5.2"),
        "",
        f"@{T};msgid=5.2;+x=a\\sb {A} TAGMSG budi",
    ),
    (events.Declined(rid=3, room="kelas", name="ani"), "", ""),
]


def test_what_others_do():
    for event, plainly, fully in TOLD:
        assert Irc.push(event) == plainly.encode()
        if fully is not None:
            assert Irc.push(event, ALL) == fully.encode()


def test_pushes_differ_only_by_what_is_said_to():
    for event, plainly, _ in TOLD:
        assert Irc.push(event, ALL & IN_PUSHES) == Irc.push(event, ALL)
        assert Irc.push(event, ALL & ~IN_PUSHES) == plainly.encode()


OF_ONE = [
    (said(), Cap.SERVER_TIME, f"@{T} {A} PRIVMSG #kelas :halo"),
    (said(), Cap.MESSAGE_TAGS, f"@msgid=5 {A} PRIVMSG #kelas :halo"),
    (said(tags={"account": "Ani", "+x": "1"}), Cap.ACCOUNT_TAG, f"@account=Ani {A} PRIVMSG #kelas :halo"),
    (said(tags={"account": "Ani", "+x": "1", "bot": ""}), Cap.MESSAGE_TAGS,
     f"@msgid=5;+x=1;bot {A} PRIVMSG #kelas :halo"),
    (said(tags={"account": "a@b"}), Cap.ACCOUNT_TAG, f"@account=a|b {A} PRIVMSG #kelas :halo"),
    (said("a\nb"), Cap.MULTILINE, f"{A} PRIVMSG #kelas :a\n{A} PRIVMSG #kelas :b"),
    (said("a\nb"), Cap.BATCH, f"{A} PRIVMSG #kelas :a\n{A} PRIVMSG #kelas :b"),
    (said("a\nb"), Cap.MESSAGE_TAGS, f"@msgid=5 {A} PRIVMSG #kelas :a\n{A} PRIVMSG #kelas :b"),
    (said("a\nb"), Cap.MULTILINE | Cap.BATCH,
     f"{A} BATCH +m5 draft/multiline #kelas\n@batch=m5 {A} PRIVMSG #kelas :a\n@batch=m5 {A} PRIVMSG #kelas :b\n"
     f"{A} BATCH -m5"),
    (events.Came(name="ani", person=ANI), Cap.EXTENDED_JOIN, f"{A} JOIN #lobby Ani :Ani Lestari"),
    (events.Came(name="ani", person=ANI), Cap.AWAY_NOTIFY, f"{A} JOIN #lobby\n{A} AWAY :makan"),
    (events.TopicChanged(seq=5, rid=3, room="kelas", name="ani", text="x", at=AT), Cap.SERVER_TIME,
     f"@{T} {A} TOPIC #kelas :x"),
    (events.Changed(name="ani", what="account", person=ANI), Cap.AWAY_NOTIFY, ""),
    (events.Changed(name="ani", what="away", person=ANI), Cap.AWAY_NOTIFY, f"{A} AWAY :makan"),
    (events.Tagged(rid=3, room="kelas", name="ani", at=AT, id="5.1"), Cap.SERVER_TIME, ""),
    (events.Tagged(rid=3, room="kelas", name="ani", at=AT, id="5.1"), Cap.MESSAGE_TAGS,
     f"@msgid=5.1 {A} TAGMSG #kelas"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "caps", "line"), OF_ONE)
def test_each_capability_tells_its_own(event, caps, line):
    assert Irc.push(event, int(caps)) == line.encode()


def test_a_line_too_long_for_irc_comes_in_pieces():
    text = "kata " * 200
    lines = Irc.push(said(text)).decode().split("\n")
    assert all(len(line) <= 510 for line in lines)
    assert "".join(line.removeprefix(f"{A} PRIVMSG #kelas :") for line in lines) == text
    _, first, *others, _ = Irc.push(said(text), ALL).decode().split("\n")
    assert first.startswith(f"@batch=m5 {A} PRIVMSG #kelas :kata ")
    assert all(line.startswith(f"@batch=m5;draft/multiline-concat {A} PRIVMSG ") for line in others)


@given(
    st.text("abc \n\té語😀\x1b", max_size=900)
    .map(lambda text: "\n".join(map(clean, text.split("\n"))))
    .filter(str.strip),
    st.sampled_from([NONE, FEW, ALL, int(Cap.BATCH | Cap.MULTILINE)]),
)
def test_whatever_is_said_fits_into_lines(text, caps):
    for line in Irc.push(said(text), caps).decode().split("\n"):
        plain = line.partition(" ")[2] if line.startswith("@") else line
        assert len(plain.encode()) <= 510
        assert plain.startswith(f"{A} ")
        assert "\x1b" not in line


@pytest.mark.parametrize("far", [*(f"{letter * 32}@{letter * 32}" for letter in "xé語"), f"{'𐐀' * 32}@b"])
@pytest.mark.parametrize("caps", [NONE, ALL])
def test_whatever_the_names_are_all_of_a_text_is_told(far, caps):
    text = "kata 語😀 " * 40
    lines = Irc.push(said(text, sender=far), caps).decode().split("\n")
    assert all(len(line.partition(" ")[2].encode() if line[0] == "@" else line.encode()) <= 510 for line in lines)
    assert "".join(line.partition(" PRIVMSG ")[2].partition(" :")[2] for line in lines) == text


def test_what_comes_late_has_its_time():
    irc = Irc()
    irc.user, irc.caps = "budi", int(Cap.SERVER_TIME)
    late = events.CatchUp(1, [private(), private("dua")], [events.Invitation(sender="ani", receiver="budi", room="a")])
    assert irc.catch_up(late).decode().split("\r\n") == [
        f"@{T} {A} PRIVMSG budi :halo",
        f"@{T} {A} PRIVMSG budi :dua",
        f"{A} INVITE budi #a",
        "",
    ]
    assert irc.catch_up(events.CatchUp(1)) == b""


@pytest.mark.parametrize(
    ("event", "who", "line"),
    [
        (events.Came(name="budi@b"), "budi@b", ":ruang 730 ani :budi|b!budi@b"),
        (events.Went(name="budi"), "budi", ":ruang 731 ani :budi"),
        (events.Renamed(name="budi", new="citra"), "budi", ":ruang 731 ani :budi"),
        (events.Renamed(name="budi", new="citra"), "citra", ":ruang 730 ani :citra!citra@ruang"),
        (events.Changed(name="budi", what="away", person=ANI), "budi", ""),
    ],
)
def test_who_is_watched(event, who, line):
    irc = Irc()
    irc.user = "ani"
    assert irc.watch(event, who, False) == line.encode()


def test_the_server_is_called_as_whoever_runs_it_says(monkeypatch):
    monkeypatch.setattr(Irc, "host", "irc.example")
    assert Irc.push(events.Deleted(rid=3, room="kelas", name="ani")).startswith(b":irc.example NOTICE ")

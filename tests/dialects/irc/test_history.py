"""What was said before, and up to where it was read."""

import pytest

from chatlib.core import commands
from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.welcome import MOST_HISTORY
from tests.dialects.irc.talk import answer, asks

CAPS = "batch message-tags server-time draft/chathistory"
T = ["timestamp=2027-01-15T08:00:00.000Z", "timestamp=2027-01-15T09:00:00.500Z"]
AT = [1_800_000_000.0, 1_800_003_600.5]


def member(caps=0):
    irc = Irc()
    irc.user, irc.caps = "ani", int(caps)
    return irc


def history(**how):
    return commands.History(peer="kelas", limit=9, kind="room", **how)


READ = {
    "LATEST #kelas * 9": history(forward=False),
    "latest #kelas msgid=5 9": history(after=5, forward=False),
    f"LATEST #kelas {T[0]} 9": history(times=(-1.0, AT[0] + 0.001), forward=False),
    "BEFORE #kelas msgid=5 9": history(before=5, forward=False),
    f"BEFORE #kelas {T[1]} 9": history(times=(AT[1], -1.0), forward=False),
    "AFTER #kelas msgid=5 9": history(after=5, forward=True),
    f"AFTER #kelas {T[1]} 9": history(times=(-1.0, AT[1] + 0.001), forward=True),
    "AROUND #kelas msgid=5 9": history(before=5, around=True),
    f"AROUND #kelas {T[0]} 9": history(times=(AT[0], -1.0), around=True),
    "BETWEEN #kelas msgid=3 msgid=7 9": history(after=3, before=7, forward=True),
    "BETWEEN #kelas msgid=7 msgid=3 9": history(after=3, before=7, forward=False),
    f"BETWEEN #kelas {T[0]} {T[1]} 9": history(times=(AT[1], AT[0] + 0.001), forward=True),
    f"BETWEEN #kelas {T[1]} {T[0]} 9": history(times=(AT[1], AT[0] + 0.001), forward=False),
    "LATEST budi|b * 9": commands.History(peer="budi@b", limit=9, forward=False, kind="user"),
    "LATEST #kelas * 9999": commands.History(peer="kelas", limit=MOST_HISTORY, forward=False, kind="room"),
    f"TARGETS {T[0]} {T[1]} 9": commands.Correspond(after=AT[0] + 0.001, before=AT[1], limit=9),
    f"TARGETS {T[1]} {T[0]} 9": commands.Correspond(after=AT[0] + 0.001, before=AT[1], limit=9),
}


@pytest.mark.parametrize("line", READ)
def test_what_a_line_asks_for(line):
    assert asks(member(), f"CHATHISTORY {line}") == [READ[line]]


def test_what_happened_among_the_messages_is_for_who_asked_for_it():
    (command,) = asks(member(Cap.EVENT_PLAYBACK), "CHATHISTORY LATEST #kelas * 9")
    assert command == history(forward=False, events=True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "* :No such subcommand"),
        ("NEWEST #kelas * 9", "NEWEST :No such subcommand"),
        ("LATEST #kelas *", "LATEST :Insufficient parameters"),
        ("BETWEEN #kelas msgid=1 msgid=2", "BETWEEN :Insufficient parameters"),
        ("LATEST #kelas * 0", "LATEST :The limit is no number"),
        ("LATEST #kelas * -1", "LATEST :The limit is no number"),
        ("LATEST #kelas * x", "LATEST :The limit is no number"),
        ("BEFORE #kelas msgid=x 9", "BEFORE :No such message"),
        ("BEFORE #kelas * 9", "BEFORE :No such message"),
        ("BEFORE #kelas timestamp=kemarin 9", "BEFORE :No such message"),
        ("AFTER #kelas msgid=99999999999999999999 9", "AFTER :No such message"),
        ("TARGETS msgid=1 msgid=2 9", "TARGETS :Two times are needed"),
        (f"TARGETS {T[0]} {T[1]} x", "TARGETS :The limit is no number"),
    ],
)
def test_what_cannot_be_asked_is_said_to_be_wrong(line, told):
    assert answer(member(), f"CHATHISTORY {line}".strip()) == [f":ruang FAIL CHATHISTORY INVALID_PARAMS {told}"]


@pytest.fixture
def ani(town):
    """Has heard five messages in #kelas, a second apart, and written one to budi."""
    ani, budi = town.irc("ani", "#kelas", caps=CAPS), town.irc("budi", "#kelas")
    for number in range(5):
        town.now += 1
        budi.send(f"PRIVMSG #kelas :kata {number}")
    town.now += 1
    ani.send("PRIVMSG budi :pesan pribadi")
    ani.lines()
    return ani


def texts(lines):
    return [line.partition(" :kata ")[2] for line in lines[1:-1]]


def numbers(ani):
    """The ids of the five messages."""
    return [line.partition("msgid=")[2].partition(" ")[0].partition(";")[0] for line in latest(ani)[1:-1]]


def latest(ani):
    return ani.send("CHATHISTORY LATEST #kelas * 50")


def test_history_comes_as_it_was_told_in_a_batch(ani):
    lines = latest(ani)
    assert lines[0] == ":ruang BATCH +history chathistory #kelas"
    first = numbers(ani)[0]
    assert lines[1] == (
        f"@time=2027-01-15T08:00:01.000Z;msgid={first};batch=history :budi!budi@ruang PRIVMSG #kelas :kata 0"
    )
    assert lines[-1] == ":ruang BATCH -history"
    assert texts(lines) == list("01234")


def test_whoever_knows_no_batches_gets_the_lines_alone(town, ani):
    citra = town.irc("citra", "#kelas")
    assert citra.send("HISTORY #kelas 2") == [f":budi!budi@ruang PRIVMSG #kelas :kata {n}" for n in (3, 4)]
    assert len(citra.send("HISTORY #kelas")) == 5


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("LATEST #kelas * 2", "34"),
        ("LATEST #kelas msgid={2} 9", "34"),
        ("BEFORE #kelas msgid={2} 9", "01"),
        ("BEFORE #kelas msgid={4} 2", "23"),
        ("AFTER #kelas msgid={1} 2", "23"),
        ("AROUND #kelas msgid={2} 3", "123"),
        ("BETWEEN #kelas msgid={0} msgid={4} 2", "12"),
        ("BETWEEN #kelas msgid={4} msgid={0} 2", "23"),
        ("BEFORE #kelas timestamp=2027-01-15T08:00:03.000Z 9", "01"),
        ("AFTER #kelas timestamp=2027-01-15T08:00:03.000Z 9", "34"),
        ("BETWEEN #kelas timestamp=2027-01-15T08:00:01.000Z timestamp=2027-01-15T08:00:05.000Z 9", "123"),
        ("AFTER #kelas msgid={4} 9", ""),
    ],
)
def test_which_messages_are_given(ani, line, found):
    assert texts(ani.send(f"CHATHISTORY {line.format(*numbers(ani))}")) == list(found)


def test_private_messages_and_with_whom_there_were_any(ani):
    assert ani.send("CHATHISTORY LATEST budi * 9")[1].endswith(" :ani!ani@ruang PRIVMSG budi :pesan pribadi")
    between = "timestamp=2027-01-01T00:00:00.000Z timestamp=2027-02-01T00:00:00.000Z"
    assert ani.send(f"CHATHISTORY TARGETS {between} 9") == [
        ":ruang BATCH +targets draft/chathistory-targets",
        "@batch=targets :ruang CHATHISTORY TARGETS #kelas 2027-01-15T08:00:05.000Z",
        "@batch=targets :ruang CHATHISTORY TARGETS budi 2027-01-15T08:00:06.000Z",
        ":ruang BATCH -targets",
    ]


@pytest.mark.parametrize("target", ["#lain", "nobody"])
def test_what_one_may_not_read_cannot_be_had(town, ani, target):
    told = f":ruang FAIL CHATHISTORY INVALID_TARGET LATEST {target} :Messages could not be retrieved"
    assert ani.send(f"CHATHISTORY LATEST {target} * 9") == [told]
    assert town.irc("citra").send("CHATHISTORY LATEST #kelas * 9")[0].split(" ")[3] == "INVALID_TARGET"
    assert town.irc("dewi").send("HISTORY #kelas") == [":ruang 442 dewi #kelas :You're not on that channel"]


def test_topics_and_tags_are_played_back_to_who_wants_them(ani):
    ani.send("TOPIC #kelas :baru", "@+draft/persist;+x=1 TAGMSG #kelas")
    assert len(latest(ani)) == 7
    ani.send("CAP REQ :draft/event-playback")
    *_, topic, tag, _ = latest(ani)
    assert topic.endswith(";batch=history :ani!ani@ruang TOPIC #kelas :baru")
    assert tag.endswith(" :ani!ani@ruang TAGMSG #kelas")
    assert "batch=history" in tag
    assert "+x=1" in tag


def test_private_messages_that_came_meanwhile_come_at_once(town):
    town.account("ani")
    town.irc("budi").send("PRIVMSG ani :di mana?")
    ani = town.connect()
    lines = ani.send("CAP REQ :server-time", "PASS ani:rahasia123", "NICK ani", "USER a 0 * :b", "CAP END")
    assert lines[-1] == "@time=2027-01-15T08:00:00.000Z :budi!budi@ruang PRIVMSG ani :di mana?"


def test_what_was_said_in_a_room_meanwhile_comes_with_its_join(town):
    town.account("ani")
    logs_in = ("PASS ani:rahasia123", "NICK ani", "USER a 0 * :b")
    ani, budi = town.connect(), town.irc("budi", "#kelas")
    ani.send(*logs_in, "JOIN #kelas")
    ani.drop()
    budi.send("PRIVMSG #kelas :masih di sini?")
    again = town.connect()
    again.send("CAP REQ :batch", *logs_in, "CAP END")
    assert again.send("JOIN #kelas")[-3:] == [
        ":ruang BATCH +history chathistory #kelas",
        "@batch=history :budi!budi@ruang PRIVMSG #kelas :masih di sini?",
        ":ruang BATCH -history",
    ]


# -------------------------------------------------------------------------- MARKREAD

FIRST, LATER = T


def test_up_to_where_it_was_read_is_told_to_all_devices(town):
    town.account("ani")
    first, second, plain = town.connect(), town.connect(), town.connect()
    for device in (first, second, plain):
        device.send("PASS ani:rahasia123", "NICK ani", "USER a 0 * :b", "JOIN #kelas")
    for device in (first, second):
        device.send("CAP REQ :draft/read-marker", "PING x")
    for device in (first, second, plain):
        device.lines()
    assert first.send("MARKREAD #kelas") == [":ruang MARKREAD #kelas *"]
    assert first.send(f"MARKREAD #kelas {FIRST}") == [f":ruang MARKREAD #kelas {FIRST}"]
    assert second.lines() == [f":ruang MARKREAD #kelas {FIRST}"]
    assert plain.lines() == []
    assert second.send(f"MARKREAD #kelas {LATER}") == [f":ruang MARKREAD #kelas {LATER}"]
    assert second.send(f"MARKREAD #kelas {FIRST}") == [f":ruang MARKREAD #kelas {LATER}"]
    assert second.send("MARKREAD #kelas") == [f":ruang MARKREAD #kelas {LATER}"]


@pytest.mark.parametrize(
    ("at", "normal"),
    [
        ("2027-01-15T08:00:00Z", "2027-01-15T08:00:00.000Z"),
        ("2027-01-15T08:00:00.5Z", "2027-01-15T08:00:00.500Z"),
        ("2027-01-15T09:00:00.123456+01:00", "2027-01-15T08:00:00.123Z"),
    ],
)
def test_times_are_marked_in_milliseconds(town, at, normal):
    ani = town.irc("ani", "#kelas", caps="draft/read-marker")
    for line in (f"MARKREAD #kelas timestamp={at}", "MARKREAD #kelas"):
        assert ani.send(line) == [f":ruang MARKREAD #kelas timestamp={normal}"]


def test_a_mark_is_told_when_the_room_is_joined(town):
    ani = town.irc("ani", caps="draft/read-marker")
    assert ani.send("JOIN #kelas") == [
        ":ani!ani@ruang JOIN #kelas",
        ":ruang MARKREAD #kelas *",
        ":ruang 353 ani = #kelas :@ani",
        ":ruang 366 ani #kelas :End of NAMES list",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("MARKREAD", "NEED_MORE_PARAMS :Missing parameters"),
        ("MARKREAD #kelas 5", "INVALID_PARAMS #kelas :Invalid timestamp"),
        ("MARKREAD #kelas timestamp=kemarin", "INVALID_PARAMS #kelas :Invalid timestamp"),
    ],
)
def test_what_marks_nothing_is_said_to(line, told):
    assert answer(member(), line) == [f":ruang FAIL MARKREAD {told}"]


def test_nobody_marks_what_he_cannot_read(town):
    town.irc("budi", "#kelas")
    ani = town.irc("ani")
    for target in ("nobody", "#kelas"):
        told = f":ruang FAIL MARKREAD INVALID_PARAMS {target} :No such target"
        assert ani.send(f"MARKREAD {target} {FIRST}") == [told]

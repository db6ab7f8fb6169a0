"""What is said, in one line or in several."""

import pytest

from chatlib.core import commands
from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.capabilities import MULTILINE_BYTES, MULTILINE_LINES, Cap
from chatlib.dialects.irc.spelling import RAW
from chatlib.dialects.irc.welcome import MOST_TARGETS
from tests.dialects.irc.talk import answer, asks

TAGS = "message-tags server-time account-tag batch"
WHEN = "time=2027-01-15T08:00:00.000Z"


def member(caps=0):
    irc = Irc()
    irc.user, irc.caps = "ani", int(caps)
    return irc


def to_room(text, room="kelas", **tags):
    return commands.Send(to=room, text=text, kind="room", outside=True, tags=tags or None)


def to_user(text, user="budi", passing=False, **tags):
    return commands.Send(to=user, text=text, kind="user", tags=tags or None, passing=passing)


READ = {
    "PRIVMSG #kelas :halo semua": [to_room("halo semua")],
    "PRIVMSG #kelas halo": [to_room("halo")],
    "privmsg #kelas ::)": [to_room(":)")],
    ":ani PRIVMSG #kelas :halo": [to_room("halo")],
    "@x=y PRIVMSG #kelas :halo": [to_room("halo")],
    "PRIVMSG #kelas|b :halo": [to_room("halo", "kelas@b")],
    "PRIVMSG budi :halo": [to_user("halo")],
    "PRIVMSG budi|b :halo": [to_user("halo", "budi@b")],
    "PRIVMSG budi,#kelas,,citra :halo": [to_user("halo"), to_room("halo"), to_user("halo", "citra")],
    "NOTICE budi :halo": [to_user("halo", notice="")],
    "NOTICE #kelas :halo": [to_room("halo", notice="")],
    "PRIVMSG budi :\x01PING 1\x01": [to_user("[CTCP PING]", passing=True, **{RAW: "\x01PING 1\x01"})],
    "NOTICE budi :\x01VERSION x\x01": [
        to_user("[CTCP VERSION]", passing=True, notice="", **{RAW: "\x01VERSION x\x01"})
    ],
    "PRIVMSG budi :\x01action lari\x01": [to_user("*lari*", **{RAW: "\x01action lari\x01"})],
    "PRIVMSG #kelas :\x01ACTION lari\x01": [to_room("*lari*", **{RAW: "\x01ACTION lari\x01"})],
    "PRIVMSG #kelas :\x02halo\x02": [to_room("halo", **{RAW: "\x02halo\x02"})],
}


@pytest.mark.parametrize("line", READ)
def test_what_a_line_asks_for(line):
    assert asks(member(), line) == READ[line]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("PRIVMSG", ":ruang 411 ani :No recipient given"),
        ("PRIVMSG :", ":ruang 411 ani :No recipient given"),
        ("PRIVMSG budi", ":ruang 412 ani :No text to send"),
        ("PRIVMSG budi :", ":ruang 412 ani :No text to send"),
        ("TAGMSG budi", ":ruang 421 ani TAGMSG :Unknown command"),
        ("BATCH +x draft/multiline #kelas", ":ruang 421 ani BATCH :Unknown command"),
    ],
)
def test_half_a_line_is_said_to_be_half(line, told):
    assert answer(member(), line) == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("PRIVMSG nobody :halo", ":ruang 401 ani nobody :No such nick"),
        ("PRIVMSG #lain :halo", ":ruang 403 ani #lain :No such channel"),
        ("PRIVMSG nobody|b :halo", ":ruang 402 ani b :No such server"),
        ("PRIVMSG budi : ", ":ruang 412 ani :No text to send"),
        ("PRIVMSG #lobby :halo", ":ruang 404 ani #lobby :Cannot send to channel"),
    ],
)
def test_what_goes_nowhere_is_said_to(town, line, told):
    town.irc("budi")
    assert town.irc("ani").send(line) == [told]


@pytest.mark.parametrize("target", ["nobody", "#lain", "nobody|b", "a b", "#kelas"])
def test_nobody_is_told_what_became_of_a_notice(town, target):
    town.irc("budi", "#kelas").send("MODE #kelas +m")
    assert town.irc("ani").send(f"NOTICE {target} :halo") == []


@pytest.mark.parametrize(
    "line",
    ["NOTICE", "NOTICE :", "NOTICE budi", "NOTICE budi :", "NOTICE budi : ", f"NOTICE budi :{'x' * 490}",
     f"NOTICE {','.join(f'u{n}' for n in range(MOST_TARGETS + 2))} :x", "NOTICE #lobby :x",
     "NOTICE nobody :\x01PING\x01"],
)  # fmt: skip
def test_a_notice_is_never_answered_by_an_error(town, line):
    budi, ani = town.irc("budi", "#lobby"), town.irc("ani")
    budi.lines()
    assert ani.send(line) == []
    assert budi.lines() == []


def test_the_lobby_hears_who_has_joined_it_and_nobody_else(town):
    budi, ani = town.irc("budi", "#lobby"), town.irc("ani", caps="message-tags")
    refused = [":ruang 404 ani #lobby :Cannot send to channel"]
    budi.lines()
    assert ani.send("PRIVMSG #LOBBY :halo") == [":ruang 404 ani #LOBBY :Cannot send to channel"]
    assert ani.send("@+x=1 TAGMSG #lobby") == refused
    ani.send("JOIN #lobby")
    assert ani.send("PRIVMSG #lobby :halo") == []
    ani.send("PART #lobby")
    assert ani.send("PRIVMSG #lobby :halo") == refused
    assert budi.lines() == [":ani!ani@ruang PRIVMSG #lobby :halo", ":ani!ani@ruang PART #lobby"]


def test_what_is_said_to_programs_is_kept_nowhere(town):
    town.account("citra")
    ani, budi = town.irc("ani", "#kelas"), town.irc("budi", "#kelas")
    budi.lines()
    assert ani.send("PRIVMSG #kelas :\x01PING 1\x01", "PRIVMSG budi :\x01TIME\x01") == []
    assert budi.lines() == [
        ":ani!ani@ruang PRIVMSG #kelas :\x01PING 1\x01",
        ":ani!ani@ruang PRIVMSG budi :\x01TIME\x01",
    ]
    assert budi.send("NOTICE ani :\x01TIME now\x01") == []
    assert ani.lines()[-1] == ":budi!budi@ruang NOTICE ani :\x01TIME now\x01"
    assert ani.send("HISTORY #kelas", "HISTORY budi") == []
    assert ani.send("PRIVMSG citra :\x01PING 1\x01") == [":ruang 401 ani citra :No such nick"]
    assert ani.send("PRIVMSG citra :\x01ACTION lari\x01") == []
    told = town.connect().send("PASS citra:rahasia123", "NICK citra", "USER c 0 * :C")
    assert [line for line in told if " PRIVMSG " in line] == [":ani!ani@ruang PRIVMSG citra :\x01ACTION lari\x01"]


def test_it_goes_to_all_but_who_said_it(town):
    ani, budi, citra = town.irc("ani", "#kelas"), town.irc("budi", "#kelas"), town.irc("citra", "#kelas")
    budi.lines(), ani.lines()
    assert ani.send("PRIVMSG #KELAS :halo semua", "NOTICE #kelas :catat", "PRIVMSG budi :hai") == []
    said = [":ani!ani@ruang PRIVMSG #kelas :halo semua", ":ani!ani@ruang NOTICE #kelas :catat"]
    assert budi.lines() == [*said, ":ani!ani@ruang PRIVMSG budi :hai"]
    assert citra.lines() == said


def test_requirement_16_what_one_says_to_oneself_comes_back(town):
    ani = town.irc("ani")
    assert ani.send("PRIVMSG ani :\x01KEEPALIVE 1\x01") == [":ani!ani@ruang PRIVMSG ani :\x01KEEPALIVE 1\x01"]


def test_requirement_16_ctcp_and_formatting_reach_irc_untouched_and_others_in_words(town):
    ani, budi, citra = town.irc("ani", "#lobby"), town.irc("budi", "#lobby"), town.pm("citra")
    budi.lines(), citra.lines()
    texts = ["\x01ACTION lari\x01", "\x01VERSION\x01", "\x02tebal\x02 \x0304merah\x03"]
    ani.send(*(f"PRIVMSG #lobby :{text}" for text in texts))
    assert budi.lines()[-3:] == [f":ani!ani@ruang PRIVMSG #lobby :{text}" for text in texts]
    assert citra.lines() == ["ani: *lari*", "ani: [CTCP VERSION]", "ani: tebal merah"]


@pytest.mark.parametrize(("name", "letter"), [("ani", "x"), ("ani", "é"), ("x" * 32, "語")])
def test_what_would_be_two_lines_for_the_others_is_refused(town, name, letter):
    ani, budi = town.irc(name), town.irc("budi")
    most = (510 - len(f":{name}!{name}@ruang PRIVMSG budi :")) // len(letter.encode())
    assert ani.send(f"PRIVMSG budi :{letter * most}") == []
    (line,) = budi.lines()
    assert 510 - len(letter.encode()) < len(line.encode()) <= 510
    assert ani.send(f"PRIVMSG budi :{letter * (most + 1)}") == [f":ruang 417 {name} :Input line was too long"]
    assert budi.lines() == []


def test_a_line_that_is_too_long_is_refused_and_the_next_one_is_read(town):
    ani = town.irc("ani")
    assert ani.send(f"PRIVMSG budi :{'x' * 600}", f"@a={'x' * 4100} PING 1", "PING 2") == [
        ":ruang 417 ani :Input line was too long",
        ":ruang 417 ani :Input line was too long",
        ":ruang PONG ruang :2",
    ]


def test_more_targets_than_may_be_are_left_out(town):
    told = town.irc("ani").send(f"PRIVMSG {','.join(f'u{n}' for n in range(MOST_TARGETS + 2))} :x")
    assert len(told) == MOST_TARGETS + 1
    assert told[-1] == f":ruang 407 ani u{MOST_TARGETS} :Too many targets"


def test_requirement_7_whoever_has_echo_message_gets_its_own_lines_back(town):
    ani, budi = town.irc("ani", "#kelas", caps=f"{TAGS} echo-message"), town.irc("budi", "#kelas")
    budi.lines()
    assert ani.send("PRIVMSG #kelas :halo")[-1].endswith(" :ani!ani@ruang PRIVMSG #kelas :halo")
    (echo,) = ani.send("PRIVMSG budi :hai")
    assert echo.startswith(f"@{WHEN};msgid=")
    assert echo.endswith(" :ani!ani@ruang PRIVMSG budi :hai")
    assert len(ani.send("PRIVMSG budi,#kelas :dua")) == 2


def test_who_is_away_says_so_to_who_writes_and_not_to_programs(town):
    ani, budi = town.irc("ani"), town.irc("budi")
    budi.send("AWAY :makan")
    assert ani.send("PRIVMSG budi :halo") == [":ruang 301 ani budi :makan"]
    assert ani.send("NOTICE budi :halo") == []


# ------------------------------------------------------------------------------- tags


def test_tags_with_a_plus_go_through_to_who_wants_tags(town):
    ani, budi, citra = town.irc("ani", caps=TAGS), town.irc("budi", caps="message-tags"), town.irc("citra")
    ani.send("@+draft/reply=7;x=1;+s=a\\sb PRIVMSG budi,citra :halo")
    (line,) = budi.lines()
    assert line.partition(";")[2] == "+draft/reply=7;+s=a\\sb :ani!ani@ruang PRIVMSG budi :halo"
    assert citra.lines() == [":ani!ani@ruang PRIVMSG citra :halo"]


def test_tags_of_who_does_not_know_them_are_nothing():
    assert asks(member(), "@+a=1 PRIVMSG budi :x") == [to_user("x")]
    assert asks(member(Cap.MESSAGE_TAGS), "@+a=1;time=2 PRIVMSG budi :x") == [to_user("x", **{"+a": "1"})]


def test_tags_have_names_that_are_names_and_values_that_can_be_read():
    tags = "+ok/x.y-9=1;+a\rb=2;+=3;+é=4;+u_v=5;x=6;++=7;+c=s\\sr\\rn\\nt\x1b[;+d="
    (command,) = asks(member(Cap.MESSAGE_TAGS), f"@{tags} PRIVMSG budi :x")
    assert command.tags == {"+ok/x.y-9": "1", "+c": "s rnt[", "+d": ""}


def test_no_message_has_more_than_twenty_tags():
    tags = ";".join(f"+t{n}" for n in range(30))
    (command,) = asks(member(Cap.MESSAGE_TAGS), f"@{tags} PRIVMSG budi :x")
    assert len(command.tags) == 20


def test_tags_without_a_text_are_told_to_who_wants_tags(town):
    ani, budi, citra = (town.irc(n, "#kelas", caps=c) for n, c in (("ani", TAGS), ("budi", TAGS), ("citra", "")))
    budi.lines()
    assert ani.send("@+typing=active TAGMSG #kelas", "@+typing=done TAGMSG budi") == []
    first, second = budi.lines()[-2:]
    assert first.startswith(f"@{WHEN};msgid=")
    assert first.endswith(";+typing=active :ani!ani@ruang TAGMSG #kelas")
    assert second.endswith(";+typing=done :ani!ani@ruang TAGMSG budi")
    assert not any("TAGMSG" in line for line in citra.lines())
    assert ani.send("@+typing=active TAGMSG nobody") == [":ruang 401 ani nobody :No such nick"]


def test_an_account_is_told_with_what_it_says(town):
    town.account("ani")
    ani, budi = town.connect(), town.irc("budi", caps="account-tag")
    ani.send("PASS ani:rahasia123", "NICK ani", "USER a 0 * :b", "PRIVMSG budi :halo")
    assert budi.lines() == ["@account=ani :ani!ani@ruang PRIVMSG budi :halo"]


def test_what_a_bot_says_is_marked(town):
    ani, budi = town.irc("ani"), town.irc("budi", caps="message-tags")
    ani.send("MODE ani +B", "PRIVMSG budi :halo")
    (line,) = budi.lines()
    assert line.endswith(";bot :ani!ani@ruang PRIVMSG budi :halo")


# ---------------------------------------------------------------------- several lines


MULTILINE = Cap.MULTILINE | Cap.BATCH | Cap.MESSAGE_TAGS
BEGIN, END = "BATCH +1 draft/multiline #kelas", "BATCH -1"


def part(text, verb="PRIVMSG", target="#kelas", concat=False):
    return f"@batch=1{';draft/multiline-concat' if concat else ''} {verb} {target} :{text}"


def sent(*lines, begin=BEGIN):
    """The command that the last of these becomes; the others are answered by nothing."""
    irc = member(MULTILINE)
    for line in (begin, *lines):
        assert answer(irc, line) == []
    (command,) = asks(irc, END)
    assert irc.parts == []
    return command


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([part("satu")], "satu"),
        ([part("satu"), part("dua")], "satu\ndua"),
        ([part("sa"), part("tu", concat=True), part("dua")], "satu\ndua"),
        ([part("satu"), part(""), part("dua")], "satu\n\ndua"),
        ([part("x" * 400)] * 5, "\n".join(["x" * 400] * 5)),
    ],
)
def test_several_lines_become_one_message(lines, text):
    assert sent(*lines) == to_room(text)


def test_what_goes_with_the_whole_stands_at_its_begin():
    assert sent(part("satu"), begin=f"@+reply=7 {BEGIN}") == to_room("satu", **{"+reply": "7"})
    assert sent(part("satu", "NOTICE"), part("dua", "NOTICE")) == to_room("satu\ndua", notice="")


def test_each_is_told_as_it_can_have_it(town):
    ani = town.irc("ani", "#kelas", caps="draft/multiline batch message-tags")
    budi = town.irc("budi", "#kelas", caps="draft/multiline batch message-tags")
    citra = town.irc("citra", "#kelas", caps="message-tags")
    ani.lines(), budi.lines()
    assert ani.send(BEGIN, part("satu"), part("dua"), END) == []
    begin, *inner, end = budi.lines()
    number = begin.partition("=")[2].partition(" ")[0]
    assert begin == f"@msgid={number} :ani!ani@ruang BATCH +m{number} draft/multiline #kelas"
    assert inner == [f"@batch=m{number} :ani!ani@ruang PRIVMSG #kelas :{text}" for text in ("satu", "dua")]
    assert end == f":ani!ani@ruang BATCH -m{number}"
    assert citra.lines() == [
        f"@msgid={number} :ani!ani@ruang PRIVMSG #kelas :satu",
        ":ani!ani@ruang PRIVMSG #kelas :dua",
    ]


def test_empty_lines_are_for_those_who_know_several_lines(town):
    ani, budi = (town.irc(name, "#kelas", caps="draft/multiline batch") for name in ("ani", "budi"))
    citra = town.irc("citra", "#kelas")
    budi.lines()
    ani.send(BEGIN, part("satu"), part(""), part("dua"), END)
    assert [line.partition(" #kelas :")[2] for line in budi.lines()[-4:-1]] == ["satu", "", "dua"]
    assert citra.lines() == [f":ani!ani@ruang PRIVMSG #kelas :{text}" for text in ("satu", "dua")]


def test_formatting_leaves_the_lines_as_they_are(town):
    assert sent(part("\x02satu"), part("dua\x02")) == to_room("satu\ndua", **{RAW: "\x02satu\ndua\x02"})
    ani, budi = town.irc("ani", "#kelas", caps="draft/multiline batch"), town.irc("budi", "#kelas")
    ani.send(BEGIN, part("\x02satu"), part("dua\x02"), END)
    assert budi.lines()[-2:] == [
        ":ani!ani@ruang PRIVMSG #kelas :\x02satu",
        ":ani!ani@ruang PRIVMSG #kelas :dua\x02",
    ]


def test_a_line_outside_of_the_batch_is_a_message_of_its_own():
    irc = member(MULTILINE)
    answer(irc, BEGIN)
    answer(irc, part("satu"))
    assert asks(irc, "PRIVMSG #kelas :lain") == [to_room("lain")]
    assert asks(irc, "@batch=2 PRIVMSG #kelas :lain") == [to_room("lain")]
    assert asks(irc, END) == [to_room("satu")]


MIXED = "MULTILINE_INVALID :All lines of a message have one verb and one target"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["BATCH +1 netsplit a b"], "UNKNOWN_TYPE netsplit :No such type of batch"),
        (["BATCH +1"], "UNKNOWN_TYPE * :No such type of batch"),
        (["BATCH -1"], "INVALID_REFTAG 1 :That batch is not open"),
        ([BEGIN, "BATCH -2"], "INVALID_REFTAG 2 :That batch is not open"),
        ([BEGIN, END], "MULTILINE_INVALID :Nothing was said"),
        ([BEGIN, part(""), part(""), END], "MULTILINE_INVALID :Nothing was said"),
        ([BEGIN, part("a"), part("b", "NOTICE")], MIXED),
        ([BEGIN, part("a", target="#lain")], MIXED),
        ([BEGIN, *[part("x" * 400)] * 10, part("x" * 87)],
         f"MULTILINE_MAX_BYTES {MULTILINE_BYTES} :A message has {MULTILINE_BYTES} bytes at most"),
        ([BEGIN, *[part("a")] * (MULTILINE_LINES + 1)],
         f"MULTILINE_MAX_LINES {MULTILINE_LINES} :A message has {MULTILINE_LINES} lines at most"),
    ],
)  # fmt: skip
def test_what_is_no_message_is_said_to_be_none_and_forgotten(lines, told):
    irc = member(MULTILINE)
    *before, last = lines
    assert all(answer(irc, line) == [] for line in before)
    assert answer(irc, last) == [f":ruang FAIL BATCH {told}"]
    if not told.startswith("INVALID_REFTAG 2"):
        assert irc.parts == []


def test_the_longest_message_is_one(town):
    ani = town.irc("ani", "#kelas", caps="draft/multiline batch")
    assert ani.send(BEGIN, *[part("x" * 400)] * 10, part("x" * 86), END) == []
    assert ani.send(BEGIN, *[part("a")] * MULTILINE_LINES, END) == []


@pytest.mark.parametrize("name", ["registration", "sasl", "register", "nickserv"])
@pytest.mark.parametrize("verb", ["PRIVMSG", "TAGMSG", "WHOIS"])
def test_whoever_is_called_like_a_step_of_coming_in_is_just_nobody(town, name, verb):
    ani = town.irc("ani", caps="message-tags")
    told = ani.send(f"{verb} {name}x :halo", f"{verb} {name} :halo")
    assert not ani.ended
    assert all(" 464 " not in line and " 904 " not in line and " FAIL " not in line for line in told)

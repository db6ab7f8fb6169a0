"""Who is there, and what is known of them."""

import pytest

from chatlib.core import commands
from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.capabilities import NAMES
from chatlib.dialects.irc.commands.people import FIELDS
from chatlib.dialects.irc.welcome import MOST_WATCHED
from tests.dialects.irc.talk import asks


def member():
    irc = Irc()
    irc.user = "ani"
    return irc


@pytest.fixture
def ani(town):
    """In #kelas with the account Budi, who is a bot, and Citra, who is away."""
    ani = town.irc("ani", "#kelas")
    town.account("Budi")
    budi = town.connect()
    budi.send("PASS budi:rahasia123", "NICK budi", "USER bud 0 * :Budi Santoso", "JOIN #kelas", "MODE Budi +B")
    citra = town.irc("Citra", "#kelas")
    citra.send("AWAY :makan")
    ani.lines()
    return ani


READ = {
    "WHO #kelas": [commands.Look(room="kelas")],
    "WHO #kelas ": [commands.Look(room="kelas")],
    "WHO #kelas %cuhsnfdar": [commands.Look(room="kelas")],
    "WHO budi": [commands.Look(name="budi")],
    "WHO budi|b": [commands.Look(name="budi@b")],
    "WHO b*": [commands.Look(mask="b*")],
    "WHO ?udi": [commands.Look(mask="?udi")],
    "WHO": [commands.Look(mask="*")],
    "WHOIS budi": [commands.Look(name="budi")],
    "WHOIS budi budi": [commands.Look(name="budi")],
    "WHOIS ruang budi": [commands.Look(name="budi")],
    "WHOIS budi,citra": [commands.Look(name="budi"), commands.Look(name="citra")],
    "WHOWAS budi 3": [commands.Look(name="budi", departed=True)],
    "USERHOST a b c d e f": [commands.LookMany(names=list("abcde"))],
    "ISON a b :c d": [commands.LookMany(names=list("abcd"))],
    "ISON budi ": [commands.LookMany(names=["budi"])],
    "AWAY :makan": [commands.Describe(away="makan")],
    "AWAY": [commands.Describe(away="")],
    "SETNAME :Ani Lestari": [commands.Describe(realname="Ani Lestari")],
    "MONITOR + budi,,citra": [commands.LookMany(names=["budi", "citra"])],
    "LUSERS": [commands.Count()],
}


@pytest.mark.parametrize("line", READ)
def test_what_a_line_asks_for(line):
    assert asks(member(), line) == READ[line]


KELAS = ["ani ruang ruang ani H@", "bud ruang ruang Budi HB", "Citra ruang ruang Citra G"]


def test_requirement_14_who_is_in_a_room(ani):
    names = ["Ani", "Budi Santoso", "Citra"]
    lines = [f":ruang 352 ani #kelas {one} :0 {name}" for one, name in zip(KELAS, names, strict=True)]
    assert ani.send("WHO #kelas") == [*lines, ":ruang 315 ani #kelas :End of WHO list"]


def test_requirement_14_who_somebody_is(ani):
    assert ani.send("WHO BUDI") == [
        ":ruang 352 ani * bud ruang ruang Budi HB :0 Budi Santoso",
        ":ruang 315 ani BUDI :End of WHO list",
    ]


@pytest.mark.parametrize("line", ["WHO nobody", "WHO #lain", "WHO x*", "WHO nobody|b", "WHO #kelas o"])
def test_of_nobody_only_the_end_is_told(ani, line):
    assert ani.send(line) == [f":ruang 315 ani {line.split(' ')[1]} :End of WHO list"]


@pytest.mark.parametrize(("mask", "found"), [("*", 3), ("?udi", 1), ("*i*", 3), ("*Santoso", 1)])
def test_masks_find_names(ani, mask, found):
    assert len(ani.send(f"WHO {mask}")) == found + 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("WHO #kelas %cuhsnfdar", "#kelas bud ruang ruang Budi HB 0 Budi :Budi Santoso"),
        ("WHO #kelas %tcuhnfdar,743", "743 #kelas bud ruang Budi HB 0 Budi :Budi Santoso"),
        ("WHO #kelas :%tuhnairf,1", "1 bud 255.255.255.255 ruang Budi HB Budi :Budi Santoso"),
        ("WHO #kelas n%afhinrstu,735", "735 bud 255.255.255.255 ruang ruang Budi HB Budi :Budi Santoso"),
        ("WHO #kelas %nuachrtf,999", "999 #kelas bud ruang Budi HB Budi :Budi Santoso"),
        ("WHO #kelas %chtsunfra,152", "152 #kelas bud ruang ruang Budi HB Budi :Budi Santoso"),
        ("WHO #kelas %na", "Budi Budi"),
        ("WHO #kelas %tlo", "0 0 n/a"),
    ],
)
def test_requirement_15_each_gets_the_fields_it_asked_for(ani, line, told):
    lines = ani.send(line)
    assert len(lines) == 4
    assert lines[1] == f":ruang 354 ani {told}"
    assert lines[-1] == ":ruang 315 ani #kelas :End of WHO list"


@pytest.mark.parametrize("field", FIELDS)
def test_requirement_15_of_each_field_something_is_told(ani, field):
    assert all(len(line.split(" ")) >= 4 for line in ani.send(f"WHO #kelas %{field}"))


def test_who_has_no_account_has_a_nought_there(ani):
    assert ani.send("WHO ani %na")[0] == ":ruang 354 ani ani 0"


def test_requirement_14_what_is_known_of_somebody(ani):
    assert ani.send("WHOIS budi") == [
        ":ruang 311 ani Budi bud ruang * :Budi Santoso",
        ":ruang 319 ani Budi :#kelas",
        ":ruang 312 ani Budi ruang :Ruang",
        ":ruang 330 ani Budi Budi :is logged in as",
        ":ruang 335 ani Budi :is a bot",
        ":ruang 318 ani Budi :End of WHOIS list",
    ]
    assert ani.send("WHOIS citra Citra") == [
        ":ruang 311 ani Citra Citra ruang * :Citra",
        ":ruang 319 ani Citra :#kelas",
        ":ruang 312 ani Citra ruang :Ruang",
        ":ruang 301 ani Citra :makan",
        ":ruang 318 ani Citra :End of WHOIS list",
    ]


def test_an_operator_is_shown_as_one(ani):
    assert ani.send("WHOIS ani")[1] == ":ruang 319 ani ani :@#kelas"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("WHOIS nobody", [":ruang 401 ani nobody :No such nick", ":ruang 318 ani nobody :End of WHOIS list"]),
        ("WHOIS <unregistered>", [":ruang 401 ani <unregistered> :No such nick",
                                  ":ruang 318 ani <unregistered> :End of WHOIS list"]),
        ("WHOIS", [":ruang 431 ani :No nickname given"]),
        ("WHOIS lain budi", [":ruang 402 ani lain :No such server"]),
        ("WHOWAS", [":ruang 431 ani :No nickname given"]),
        ("WHOWAS nobody", [":ruang 406 ani nobody :There was no such nickname",
                           ":ruang 369 ani nobody :End of WHOWAS"]),
        ("USERHOST", [":ruang 461 ani USERHOST :Not enough parameters"]),
        ("USERHOST nobody", [":ruang 302 ani :"]),
        ("USERHOST ani Budi citra", [":ruang 302 ani :ani=+ani@ruang Budi=+Budi@ruang Citra=-Citra@ruang"]),
        ("ISON", [":ruang 461 ani ISON :Not enough parameters"]),
        ("ISON nobody", [":ruang 303 ani :"]),
        ("ISON nobody budi :citra ani", [":ruang 303 ani :Budi Citra ani"]),
    ],
)  # fmt: skip
def test_requirement_14_what_else_is_asked_of_people(ani, line, told):
    assert ani.send(line) == told


def test_who_has_gone_is_remembered(town, ani):
    for number in range(2):
        town.irc("dewi", ident=f"d{number}").send("QUIT")
    assert ani.send("WHOWAS Dewi") == [
        ":ruang 314 ani dewi d1 ruang * :Dewi",
        ":ruang 312 ani dewi ruang :2027-01-15T08:00:00.000Z",
        ":ruang 314 ani dewi d0 ruang * :Dewi",
        ":ruang 312 ani dewi ruang :2027-01-15T08:00:00.000Z",
        ":ruang 369 ani Dewi :End of WHOWAS",
    ]
    assert len(ani.send("WHOWAS dewi 1")) == 3


def test_who_hides_is_found_by_who_is_in_the_same_room(town, ani):
    ani.send("MODE ani +i")
    budi = town.irc("dewi")
    assert len(budi.send("WHO ani*")) == 1
    budi.send("JOIN #kelas")
    assert len(budi.send("WHO ani*")) == 2


def test_to_be_away_is_said_and_taken_back(town, ani):
    dewi = town.irc("dewi", "#kelas", caps="away-notify setname")
    assert ani.send("AWAY :makan") == [":ruang 306 ani :You have been marked as being away"]
    assert ani.send("AWAY") == [":ruang 305 ani :You are no longer marked as being away"]
    assert dewi.lines() == [":ani!ani@ruang AWAY :makan", ":ani!ani@ruang AWAY"]
    assert ani.send("SETNAME :Ani L") == []
    assert dewi.lines() == [":ani!ani@ruang SETNAME :Ani L"]
    assert dewi.send("SETNAME :Dewi L") == [":dewi!dewi@ruang SETNAME :Dewi L"]


@pytest.mark.parametrize("said", ["語" * 90, "a\rb\x1b" + "é" * 120])
def test_what_one_says_of_oneself_has_no_controls_and_an_end(town, said):
    ani, budi = town.connect(), town.irc("budi", "#lobby", caps="setname away-notify")
    ani.send("NICK ani", f"USER ani 0 * :{said}", "JOIN #lobby")
    cut = said.replace("\r", "").replace("\x1b", "").encode()[:200].decode(errors="ignore")
    assert budi.send("WHOIS ani")[0] == f":ruang 311 budi ani ani ruang * :{cut}"
    budi.lines()
    ani.send("SETNAME :x", f"SETNAME :{said}", f"AWAY :{said}")
    assert budi.lines()[1:] == [f":ani!ani@ruang SETNAME :{cut}", f":ani!ani@ruang AWAY :{cut}"]


@pytest.mark.parametrize("caps", ["", " ".join(NAMES)])
@pytest.mark.parametrize("letter", ["x", "語"])
def test_every_line_fits_however_long_names_and_words_are(town, caps, letter):
    ani, budi = (f"{who}{'x' * 31}" for who in "ab")
    room, words = f"#{'r' * 32}", (letter * 400).encode()[:420].decode(errors="ignore")
    first, second = town.irc(ani, room, caps=caps), town.irc(budi, room, caps=caps)
    first.send(*(f"{verb} :{words}" for verb in ("SETNAME", "AWAY", f"TOPIC {room}")))
    first.send(f"MODE {room} +bk {words[:130]} {letter * 64}", f"PRIVMSG {budi} :{words[:300]}")
    for line in (
        "WHO",
        f"WHO {room}",
        f"WHO {room} %tcuihsnfdlaor,1",
        "WHOIS",
        f"NAMES {room}",
        "LIST",
        f"TOPIC {room}",
        f"MODE {room}",
        f"MODE {room} b",
        f"INVITE {budi} #lobby",
        f"MONITOR + {ani},{budi}",
        "MONITOR S",
    ):
        second.send(f"{line} {ani}" if line in ("WHO", "WHOIS") else line)
    second.send(f"PART {room} :{words}", f"JOIN {room} {letter * 64}", f"SETNAME :{words}", f"QUIT :{words}")
    lines = first.lines() + second.lines()
    assert len(lines) > 30
    for line in lines:
        assert len((line.partition(" ")[2] if line[0] == "@" else line).encode()) <= 510


# --------------------------------------------------------------------------- MONITOR


def test_who_is_watched_is_told_of_at_once_and_when_it_comes_and_goes(town):
    ani = town.irc("ani")
    assert ani.send("MONITOR + Budi,ani") == [":ruang 730 ani :ani!ani@ruang", ":ruang 731 ani :Budi"]
    budi = town.irc("budi")
    assert ani.lines()[-1] == ":ruang 730 ani :budi!budi@ruang"
    budi.send("NICK citra")
    assert ani.lines() == [":ruang 731 ani :budi"]
    budi.send("NICK BUDI")
    assert ani.lines() == [":ruang 730 ani :BUDI!BUDI@ruang"]
    budi.drop()
    assert ani.lines() == [":ruang 731 ani :BUDI"]
    assert ani.send("MONITOR L") == [":ruang 732 ani :budi,ani", ":ruang 733 ani :End"]
    assert ani.send("MONITOR S") == [":ruang 730 ani :ani!ani@ruang", ":ruang 731 ani :budi"]
    assert ani.send("MONITOR - BUDI", "MONITOR L") == [":ruang 732 ani :ani", ":ruang 733 ani :End"]
    assert ani.send("MONITOR C", "MONITOR L", "MONITOR S") == [":ruang 733 ani :End"]
    ani.lines()
    town.irc("budi")
    assert ani.lines() == []


def test_changes_of_who_is_watched_are_for_who_asked_for_them(town):
    ani, budi = town.irc("ani", caps="extended-monitor away-notify"), town.irc("budi")
    citra = town.irc("citra", caps="away-notify")
    for one in (ani, citra):
        one.send("MONITOR + budi")
        one.lines()
    budi.send("AWAY :makan")
    assert ani.lines() == [":budi!budi@ruang AWAY :makan"]
    assert citra.lines() == []


def test_whoever_hears_it_anyway_is_told_once(town):
    ani, budi = town.irc("ani", "#kelas", caps="extended-monitor away-notify"), town.irc("budi", "#kelas")
    ani.send("MONITOR + budi")
    ani.lines()
    budi.send("AWAY :makan")
    assert ani.lines() == [":budi!budi@ruang AWAY :makan"]


def test_no_more_than_a_hundred_are_watched(town):
    ani = town.irc("ani")
    names = [f"orang{n}" for n in range(MOST_WATCHED + 2)]
    told = [line for at in range(0, len(names), 34) for line in ani.send(f"MONITOR + {','.join(names[at : at + 34])}")]
    assert told[-1] == ":ruang 734 ani 100 orang100,orang101 :Monitor list is full"
    assert len(ani.dialect.watched) == MOST_WATCHED
    lines = ani.send("MONITOR L")
    assert len(lines) > 2
    assert all(len(line.encode()) <= 510 for line in lines)


@pytest.mark.parametrize("line", ["MONITOR", "MONITOR x", "MONITOR ++"])
def test_what_is_no_monitor_is_said_to_be_none(ani, line):
    assert ani.send(line) == [":ruang 461 ani MONITOR :Not enough parameters"]

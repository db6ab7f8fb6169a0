"""Answers that have the label of their question (IRCv3, labeled-response)."""

import pytest

from chatlib.dialects.irc.capabilities import NAMES
from chatlib.dialects.irc.lines import parse

LABELED = "labeled-response batch"


@pytest.fixture
def ani(town):
    ani = town.irc("ani", "#kelas", caps=LABELED)
    town.irc("budi", "#kelas")
    ani.lines()
    return ani


@pytest.mark.parametrize(
    "line",
    ["PONG x", "PRIVMSG budi :halo", "NOTICE nobody :halo", "JOIN #kelas", "CAP END", "MODE ani -i", "MONITOR C",
     "SETNAME :Ani L", "JOIN ,"],
)  # fmt: skip
def test_what_has_no_other_answer_is_acknowledged(ani, line):
    assert ani.send(f"@label=7 {line}") == ["@label=7 :ruang ACK"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("PING x", ":ruang PONG ruang :x"),
        ("NONSENSE", ":ruang 421 ani NONSENSE :Unknown command"),
        ("JOIN", ":ruang 461 ani JOIN :Not enough parameters"),
        ("PRIVMSG nobody :x", ":ruang 401 ani nobody :No such nick"),
        ("NICK budi", ":ruang 433 ani budi :Nickname is already in use"),
        ("MODE #kelas +m", ":ani!ani@ruang MODE #kelas +m"),
        ("PART #kelas", ":ani!ani@ruang PART #kelas"),
        ("AWAY", ":ruang 305 ani :You are no longer marked as being away"),
        ("CAP REQ :setname", ":ruang CAP ani ACK :setname"),
        ("MODE #kelas +b", ":ruang 368 ani #kelas :End of ban list"),
        ("QUIT", "ERROR :Closing link"),
    ],
)
def test_one_line_has_the_label_itself(ani, line, told):
    assert ani.send(f"@label=7 {line}") == [f"@label=7 {told}"]


@pytest.mark.parametrize(
    "line", ["JOIN #lain", "WHO #kelas", "WHOIS budi", "MODE #kelas", "LIST", "JOIN #a,#b", "PRIVMSG x,y :z", "HELP"]
)
def test_several_lines_are_a_batch_that_has_the_label(ani, line):
    first, *inner, last = ani.send(f"@label=a\\sb {line}")
    assert first == "@label=a\\sb :ruang BATCH +label labeled-response"
    assert last == ":ruang BATCH -label"
    assert len(inner) > 1
    assert all(one.startswith("@batch=label :") for one in inner)


def test_a_batch_that_is_the_answer_has_the_label_itself(ani):
    ani.send("PRIVMSG #kelas :halo", "CAP REQ :message-tags")
    lines = ani.send("@label=7 CHATHISTORY LATEST #kelas * 9")
    assert lines[0] == "@label=7 :ruang BATCH +history chathistory #kelas"
    assert lines[-1] == ":ruang BATCH -history"
    assert not any("label" in line for line in lines[1:])


def test_tags_of_an_answer_stand_behind_its_label(ani):
    ani.send("CAP REQ :echo-message server-time")
    assert ani.send("@label=7 PRIVMSG #kelas :halo") == [
        "@label=7;time=2027-01-15T08:00:00.000Z :ani!ani@ruang PRIVMSG #kelas :halo"
    ]


def test_what_others_do_has_no_label(town, ani):
    ani.send("CAP REQ :echo-message")
    assert ani.send("@label=7 PRIVMSG ani :halo") == [
        "@label=7 :ani!ani@ruang PRIVMSG ani :halo",
        ":ani!ani@ruang PRIVMSG ani :halo",
    ]


BEGIN, ONE, END = "BATCH +1 draft/multiline #kelas", "@batch=1 PRIVMSG #kelas :satu", "BATCH -1"


def test_of_a_message_in_several_lines_the_end_is_answered_with_the_label_of_its_begin(ani):
    ani.send("CAP REQ :draft/multiline")
    assert ani.send(f"@label=7 {BEGIN}", ONE) == []
    assert ani.send(END) == ["@label=7 :ruang ACK"]
    ani.send("CAP REQ :echo-message")
    assert ani.send(f"@label=8 {BEGIN}", ONE, END) == ["@label=8 :ani!ani@ruang PRIVMSG #kelas :satu"]
    first, *_, last = ani.send(f"@label=9 {BEGIN}", ONE, ONE, END)
    assert first.startswith("@label=9 :ani!ani@ruang BATCH +m")
    assert last.startswith(":ani!ani@ruang BATCH -m")
    assert ani.send(BEGIN, ONE, END) == [":ani!ani@ruang PRIVMSG #kelas :satu"]


def test_of_who_did_not_ask_for_labels_that_of_several_lines_is_nothing(town):
    ani = town.irc("ani", "#kelas", caps="draft/multiline batch")
    assert ani.send(f"@label=7 {BEGIN}", ONE, f"@label=8 {END}") == []


def test_a_label_of_who_did_not_ask_for_them_is_nothing(town):
    assert town.irc("budi").send("@label=7 PING x", "@label=7 PONG y") == [":ruang PONG ruang :x"]


def test_a_label_that_is_empty_is_none(ani):
    assert ani.send("@label= PING x", "@label PING y") == [":ruang PONG ruang :x", ":ruang PONG ruang :y"]


def test_labels_of_several_lines_go_to_their_own_answers(ani):
    lines = ani.send(*(f"@label={n} PING {n}" for n in range(5)))
    assert lines == [f"@label={n} :ruang PONG ruang :{n}" for n in range(5)]


def test_a_registration_has_its_label_too(town):
    client = town.connect()
    client.send("CAP REQ :labeled-response batch", "NICK ani", "USER ani 0 * :Ani")
    lines = client.send("@label=7 CAP :END")
    assert lines[0] == "@label=7 :ruang BATCH +label labeled-response"
    assert lines[1].startswith("@batch=label :ruang 001 ani ")


def test_every_line_of_a_labeled_answer_can_be_read_and_belongs_to_it(town):
    client = town.irc("ani", "#kelas", caps=" ".join(NAMES))
    client.send("PRIVMSG #kelas :halo")
    for line in ("JOIN #lain", "WHOIS ani", "CHATHISTORY LATEST #kelas * 9", "PRIVMSG #kelas :dua", "TOPIC #kelas :x"):
        first, *rest = client.send(f"@label=7 {line}")
        assert parse(first).tags["label"] == "7"
        open_ = {parse(first).params[0][1:]} if parse(first).verb == "BATCH" else set()
        for one in map(parse, rest):
            assert one.tags.get("batch") in open_ or one.params[0] == f"-{min(open_)}"
            open_ |= {one.params[0][1:]} if one.verb == "BATCH" and one.params[0][0] == "+" else set()

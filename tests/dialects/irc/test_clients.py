"""Programs as they are: what 31 kinds of clients, bots and bouncers of IRC sent, and what comes of it here."""

import re
from functools import cache

import pytest

from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.lines import parse
from tests.dialects.irc.recordings import FOLDER, PASSWORD, completed, connections
from tests.dialects.irc.town import Town

RECORDED = connections()
LATER = {"message-ids", "identify-msg", "znc.in/self-message"}
"""Capabilities that some ask for, and that there are not."""

clients = pytest.mark.parametrize("name", RECORDED)


class Visit:
    """All that came of one recording: with `budi` of IRC in the lobby, and `citra` of another dialect."""

    def __init__(self, town, packets, forgets=False):
        town.account("ani", PASSWORD)
        self.budi, self.citra = town.irc("budi", "#lobby"), town.pm("citra")
        self.budi.lines()
        self.client = town.connect()
        self.client.forgets = forgets
        self.first = None
        for packet in packets:
            self.client.feed(packet)
            self.first = self.first or self.client.dialect
        self.written = self.client.out
        self.lines = self.client.lines()
        self.to_budi, self.to_citra = self.budi.lines(), self.citra.lines()

    def numerics(self, number):
        return [line for line in map(without_tags, self.lines) if line.split(" ")[1] == number]


def without_tags(line):
    return line.partition(" ")[2] if line.startswith("@") else line


def whole(name):
    return completed(RECORDED[name])


def sent(name, verb):
    """The parameters of the lines with this verb."""
    lines = [parse(line) for line in b"".join(whole(name)).decode().replace("\r\n", "\n").split("\n") if line]
    return [line.params for line in lines if line.verb == verb]


def said(name, verb, target):
    """The texts that it sent there."""
    return [params[1] for params in sent(name, verb) if params[0] == target]


@pytest.fixture(scope="module")
def usual():
    """By name, what comes of a recording in its own packets."""

    @cache
    def visit(name):
        town = Town()
        try:
            return Visit(town, whole(name))
        finally:
            town.close()

    return visit


@clients
def test_it_is_recognised_registers_joins_talks_and_quits(usual, name):
    visit = usual(name)
    assert isinstance(visit.first, Irc)
    assert visit.client.ended
    (welcome,) = visit.numerics("001")
    assert welcome.split(" ")[2] == sent(name, "NICK")[0][0]
    joins = [line for line in map(without_tags, visit.lines) if re.match(r":(\S+)!\S+ JOIN :?#lobby\b", line)]
    me = joins[0][1:].partition("!")[0]
    assert len(joins) == 1
    assert [line.split(" ")[3:5] for line in visit.numerics("353")] == [["=", "#lobby"]]
    assert me in visit.numerics("353")[0].partition(" :")[2].replace("!", " ").split()
    assert [line for line in visit.numerics("366") if line.split(" ")[3] == "#lobby"]
    source = f":{me}!{me}@ruang"
    to_lobby, to_budi = said(name, "PRIVMSG", "#lobby"), said(name, "PRIVMSG", "budi")
    assert to_lobby
    assert [line for line in visit.to_budi if " PRIVMSG #lobby " in line] == [
        f"{source} PRIVMSG #lobby :{text}" for text in to_lobby
    ]
    assert [line for line in visit.to_citra if line.startswith(f"{me}: ")] == [f"{me}: {text}" for text in to_lobby]
    assert [line.partition(" :")[2] for line in visit.to_budi if " PRIVMSG budi " in line] == to_budi
    assert [line.partition(" :")[2] for line in visit.to_budi if " NOTICE budi " in line] == said(
        name, "NOTICE", "budi"
    )
    assert visit.lines[-1].startswith("ERROR :")
    assert visit.to_budi[-1].startswith(f"{source} QUIT :Quit")
    assert visit.to_citra[-1] == f"[Keluar] {me}"


@clients
def test_byte_by_byte_the_same_comes_of_it(usual, town, name):
    single = Visit(town, [bytes([one]) for one in b"".join(whole(name))])
    assert single.written == usual(name).written
    assert (single.to_budi, single.to_citra) == (usual(name).to_budi, usual(name).to_citra)


@clients
def test_in_one_packet_the_same_comes_of_it(usual, town, name):
    at_once = Visit(town, [b"".join(whole(name))])
    assert at_once.written == usual(name).written
    assert at_once.to_budi == usual(name).to_budi


@clients
def test_another_process_goes_on_with_it_at_any_time(usual, town, name):
    handed_on = Visit(town, whole(name), forgets=True)
    assert handed_on.written == usual(name).written
    assert handed_on.to_budi == usual(name).to_budi


@clients
def test_every_answer_ends_in_cr_and_lf_and_fits_into_a_line(usual, name):
    visit = usual(name)
    assert visit.written.count(b"\n") == visit.written.count(b"\r\n")
    assert all(len(without_tags(line).encode()) <= 510 for line in visit.lines)


@clients
def test_nothing_but_what_there_is_not_is_called_unknown(usual, name):
    visit = usual(name)
    assert {line.split(" ")[3] for line in visit.numerics("421")} <= {"PROTOCTL"}
    assert visit.numerics("461") == []
    refused = [line.partition(" NAK :")[2].split() for line in visit.lines if " NAK :" in line]
    assert all(LATER.intersection(words) for words in refused)


def test_there_is_no_recording_without_the_name_of_its_program():
    for path in FOLDER.iterdir():
        assert re.match(r"# \w", path.read_text(encoding="utf-8")), path.name

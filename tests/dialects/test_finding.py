"""Finding again what was said, in `pm` and in IRC."""

import pytest

from chatlib.core import commands, events
from chatlib.dialects.pm import Pm
from tests.dialects.irc.town import Town


@pytest.fixture
def town():
    town = Town()
    yield town
    town.close()


def test_what_is_found_is_told_with_its_place_oldest_first(town):
    pm, ani = town.pm("budi"), town.irc("ani", "#lobby")
    ani.send("PRIVMSG #lobby :rapat jam 9", "PRIVMSG budi :rapat kita saja", "PRIVMSG #lobby :lain")
    pm.lines()
    pm.feed(b"/search * rapat\n")
    found = pm.lines()
    assert [line.partition(" : ")[2] for line in found[:2]] == ["rapat jam 9", "rapat kita saja"]
    assert ["@lobby" in found[0], "@budi" in found[1], found[2]] == [True, True, "[Cari] 2 pesan"]
    pm.feed(b"/search lobby rapat\n")
    assert len(pm.lines()) == 2
    told = ani.send("SEARCH #lobby :rapat jam")
    assert told[0].endswith(" #lobby <ani> rapat jam 9")
    assert told[0].startswith(":ruang NOTICE ani :20")
    assert told[1] == ":ruang NOTICE ani :1 messages found"


def test_what_one_may_not_read_is_not_found(town):
    ani, budi, citra = town.irc("ani", "#kelas"), town.irc("budi", "#lobby"), town.irc("citra")
    ani.send("PRIVMSG #kelas :rapat rahasia", "PRIVMSG budi :rapat berdua")
    assert citra.send("SEARCH * :rapat") == [":ruang NOTICE citra :0 messages found"]
    assert citra.send("SEARCH #kelas :rapat") == [":ruang 442 citra #kelas :You're not on that channel"]
    assert len(budi.send("SEARCH * :rapat")) == 3 - 1


@pytest.mark.parametrize("line", ["/search", "/search lobby"])
def test_how_it_is_written_is_said(line):
    pm = Pm()
    pm.user = "ani"
    ask = pm.receive(line)
    assert pm.reply(events.Done(1), ask.context) == b"[Error] tulis: /search GRUP|USER|* KATA\n"


def test_words_are_those_that_were_typed():
    pm = Pm()
    pm.user = "ani"
    command = pm.receive('/search * "dua kata" dari:budi').command
    assert (command, command.typed) == (
        commands.Search(typed='"dua kata" dari:budi', where="", limit=20),
        '"dua kata" dari:budi',
    )

"""What a connection speaks is remembered, so that another process can go on with it at any time."""

from base64 import b64encode

import msgspec
import pytest

from chatlib.dialects.base import Dialect
from chatlib.dialects.irc import Irc
from chatlib.dialects.irc.capabilities import NAMES

RESPONSE = b64encode(b"\0ani\0" + b"x" * 400).decode()
TALKS = {
    "nothing yet": ["CAP LS 302"],
    "capabilities": ["CAP LS 302", "NICK citra", "CAP REQ :batch server-time", "USER a 0 * :b", "CAP LIST", "CAP END"],
    "half a registration": ["NICK citra", "PASS ani:rahasia123", "PING x", "USER c 0 * :Citra", "WHOIS citra"],
    "the other half": ["USER c 0 * :Citra", "PASS x", "NICK citra", "WHO citra"],
    "mechanisms": ["CAP REQ :sasl", "AUTHENTICATE EXTERNAL", "AUTHENTICATE PLAIN", "AUTHENTICATE *", "NICK citra"],
    "chunks": ["CAP REQ :sasl", "AUTHENTICATE PLAIN", f"AUTHENTICATE {RESPONSE[:400]}",
               f"AUTHENTICATE {RESPONSE[400:]}", "NICK citra", "USER c 0 * :C", "CAP END"],
    "an account": ["CAP REQ :sasl", "AUTHENTICATE PLAIN", "AUTHENTICATE AGFuaQByYWhhc2lhMTIz", "NICK ani",
                   "USER a 0 * :A", "CAP END", "WHOIS ani"],
    "nicks in use": ["USER a 0 * :b", *["NICK budi"] * 31],
    "modes": ["NICK citra", "USER c 0 * :C", "MODE citra +i", "MODE citra +B", "MODE citra", "MODE citra -i"],
    "watching": ["NICK citra", "USER c 0 * :C", "MONITOR + budi,dewi", "MONITOR - budi", "MONITOR L", "MONITOR S"],
    "several lines": ["CAP REQ :draft/multiline batch message-tags labeled-response echo-message", "NICK citra",
                      "USER c 0 * :C", "CAP END", "JOIN #kelas", "@+x=1 BATCH +1 draft/multiline #kelas",
                      "@batch=1 PRIVMSG #kelas :satu", "@batch=1 PRIVMSG #kelas :dua", "PING x",
                      "@batch=1;draft/multiline-concat PRIVMSG #kelas :tiga", "BATCH -1", "BATCH -1"],
    "everything": [f"CAP REQ :{' '.join(NAMES)}", "NICK citra", "USER c 0 * :C", "CAP END", "JOIN #lobby",
                   "PRIVMSG #lobby :halo", "NICK dewi", "SETNAME :Dewi", "WHOIS dewi", "QUIT :dah"],
}  # fmt: skip


def heard(town, talk, forgets):
    town.account("ani")
    budi = town.irc("budi", "#kelas", "#lobby")
    client = town.connect()
    client.forgets = forgets
    answers = [client.send(line) for line in talk]
    town.irc("eko", "#kelas")
    return answers, client.lines(), budi.lines(), client.ended


@pytest.mark.parametrize("name", TALKS)
def test_whoever_goes_on_says_the_same(new_town, name):
    assert heard(new_town(), TALKS[name], True) == heard(new_town(), TALKS[name], False)


@pytest.mark.parametrize("name", TALKS)
def test_at_every_step_all_of_it_is_remembered(town, name):
    town.account("ani")
    town.irc("budi")
    client = town.connect()
    for line in TALKS[name]:
        client.send(line)
        remembered = msgspec.msgpack.decode(msgspec.msgpack.encode(client.dialect.remember()))
        again = Irc.recall(remembered)
        own = {key: value for key, value in vars(client.dialect).items() if key != "successor"}
        assert {key: value for key, value in vars(again).items() if key != "successor"} == own


def test_what_an_older_version_did_not_remember_is_as_at_the_beginning():
    irc = Irc()
    irc.user, irc.caps, irc.modes, irc.watched = "ani", 5, "i", ["budi"]
    again = Irc.recall(irc.remember()[: len(Dialect.memory)])
    assert (again.user, again.caps, again.modes, again.watched) == ("ani", 0, "", [])
    assert Irc.recall(irc.remember()).watched == ["budi"]

"""Whatever is sent, by whomever, is answered in whole lines, and nothing stumbles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.dialects.irc.capabilities import NAMES
from chatlib.dialects.irc.commands import COMMANDS
from chatlib.dialects.irc.lines import parse
from tests.dialects.irc.town import Town

PARAMS = st.sampled_from(
    ["#kelas", "#lobby", "#lain", "ani", "budi", "nobody", "a|b", "#a|b", "*", "+", "-", "+b", "+ov-l", "+k", "7", "0",
     "LS", "REQ", "LATEST", "BEFORE", "TARGETS", "msgid=3", "timestamp=2027-01-15T08:00:00.000Z", "%tna,7", "S", "x,y,",
     ",", "PLAIN", "AGFuaQB4", "+1", "-1", "draft/multiline", "302", "é語😀", "\x01X\x01", "\x02"]
)  # fmt: skip
TAGS = st.sampled_from(["", "", "@label=7 ", "@batch=1 ", "@batch=1;draft/multiline-concat ", "@+x=1 ", ":x "])
VERBS = st.sampled_from(sorted(set(COMMANDS) - {"QUIT"}))


@st.composite
def lines(draw):
    """Almost a line of IRC."""
    params = draw(st.lists(PARAMS, max_size=4))
    last = draw(st.sampled_from(["", "", " :halo semua", " :", " :é\x03 4,2"]))
    return f"{draw(TAGS)}{' '.join([draw(VERBS), *params])}{last}"


@given(st.lists(lines() | st.text(max_size=20).map(lambda text: text.replace("\n", "")), max_size=10))
@pytest.mark.parametrize("caps", ["", " ".join(NAMES)])
@settings(max_examples=25)
def test_nothing_that_is_sent_makes_it_stumble(caps, sent):
    town = Town()
    try:
        budi = town.irc("budi", "#kelas", caps=caps)
        clients = [town.irc("ani", "#kelas", caps=caps), town.connect()]
        clients[1].send("CAP LS 302")
        for line in sent:
            for client in clients:
                client.feed(f"{line}\r\n".encode())
        for client in (*clients, budi):
            told = client.lines()
            assert all(parse(f"{line.partition(' ')[2]}" if line[0] == "@" else line[:400]) for line in told)
            assert all(line.startswith((":", "@", "ERROR :", "AUTHENTICATE ")) for line in told)
    finally:
        town.close()

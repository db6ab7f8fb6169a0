"""One sentence for each dialect, tried with any text: typed, garbled, or almost a request."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.text import clean
from chatlib.dialects import notation
from chatlib.dialects.base import Ask, framed
from chatlib.dialects.detection import DIALECTS, Undetected
from chatlib.dialects.irc.capabilities import IN_PUSHES, Cap
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.pm import Pm
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token import Token

TOKEN = "7a592c0e-2cb5-4de6-866b-4e216b0caf15"
REQUESTS = [
    "ani", "halo semua", "pm budi halo", "whoami", "listuser", "creategrup kelas adduser budi", "switchgrup kelas halo",
    "switchgrup kelas adduser budi", "switchgrup kelas listuser", "acceptgrup kelas", "exitgrup kelas", "exit",
    "regist ani r4hasia", "login ani r4hasia", "sendall halo", "sendto budi hai", "list", "logout",
    "listuser sesudah ani", "sendprivate budi hai", "send budi hai", "nickserv identify x", "/msg budi hai",
    "NICK ani", "GET / HTTP/1.1", "list_users", f"sendgroup {TOKEN} ani,budi halo", f"getrealminbox {TOKEN} b",
    f"creategroup {TOKEN} kelas kunci", f"send_group_file_realm {TOKEN} b kelas isi.txt aXNp", "addrealm b host 1",
    "auth paff cytus", "register paff cytus", f"send {TOKEN} neko hai", "inbox", f"creategroup {TOKEN} kelas",
    f"sendgroup {TOKEN} kelas halo", f"sendfile {TOKEN} neko isi.txt aXNpIGJlcmthcw==", f"receivefile {TOKEN}",
    '{"FLAG":"LOGIN","CONTENT":{"username":"ani","password":"\\u00e9"},"ID":1}',
    "{'FLAG': 'SEND', 'RECEIVER': 'budi', 'CONTENT': 'it\\'s', 'ID': 'a'}",
    "{“FLAG”=“INVITE”, RECEIVER=kelas, CONTENT=[budi, “citra”] “ID”=“7”}",
    '{"FLAG":"HISTORY","RECEIVER":"kelas","BEFORE":9,"LIMIT":5}', "{FLAG:RESUME,TOKEN:abc,SEQ:12}",
    '{"FLAG":"TOPIC","RECEIVER":"kelas","CONTENT":"Bab 1"}', "{FLAG=NICK, CONTENT=citra}", "{FLAG=AWAY, CONTENT=makan}",
]  # fmt: skip
JUNK = st.text(max_size=3) | st.sampled_from(
    ["{", "}", "[", "]", '"', "'", "“", "=", ":", ",", "\\", "\\ud800", "true"]
)


@st.composite
def mutated(draw):
    """A request with something cut out of it and something put in, a few times."""
    line = draw(st.sampled_from(REQUESTS))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(line)))
        line = line[:start] + draw(JUNK) + line[start + draw(st.integers(0, 3)) :]
    return line.replace("\n", "")


GARBAGE = st.binary().map(lambda data: data.replace(b"\n", b"").decode("utf-8", "replace"))
TYPED = st.text().map(lambda text: text.replace("\n", ""))
LINES = TYPED | GARBAGE | mutated()
TEXTS = LINES | st.text("\x00\x07\t\n\r\x1b[31m\x7f\x85\x9b\u2028ab")

SYNTAX = st.text("{}[]=:,'\"“” \\a1").map(lambda text: "{a=" + text)

any_line = given(LINES, st.booleans(), st.sampled_from([b"\n", b"\r\n"]))


def check(dialect, line):
    """None, or an Ask that can be carried to the state, or whose answer is known and complete."""
    ask = dialect.receive(line)
    if ask is None:
        return
    assert isinstance(ask, Ask)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(ask.command), type=commands.Any) == ask.command
    assert ask.password is None or ask.password.encode()
    if isinstance(ask.context, bytes):
        assert ask.command == commands.Pass()
        assert ask.context.decode() or dialect.complaint
        assert not ask.context or ask.context.endswith(b"\n")


def spoken(dialect, logged_in, eol):
    found = dialect(eol)
    found.user = "ani" if logged_in else ""
    return found


@any_line
def test_pm_understands_any_line(line, logged_in, eol):
    """Whatever is typed at `pm` is a name, a command, a message or nothing, and never raises."""
    check(spoken(Pm, logged_in, eol), line)


@any_line
def test_sendto_understands_any_line(line, logged_in, eol):
    """Whatever is typed at `sendto` is a command or gets one line of an answer, and never raises."""
    check(spoken(Sendto, logged_in, eol), line)


@any_line
def test_mamushi_understands_any_line(line, logged_in, eol):
    """Whatever is sent to `mamushi` is a request or gets one object of an answer, and never raises."""
    check(spoken(Mamushi, logged_in, eol), line)


@any_line
def test_token_understands_any_line(line, logged_in, eol):
    """Whatever is sent to `token` is a request or gets one object of an answer, and never raises."""
    check(spoken(Token, logged_in, eol), line)


@given(st.lists(LINES, max_size=4))
def test_detection_understands_any_lines(lines):
    """Whatever comes first either tells the dialect, which then reads that line, or gets help or nothing."""
    undetected = Undetected()
    for line in lines:
        check(undetected, line)
        if undetected.successor:
            assert type(undetected.successor) in DIALECTS.values()
            return
        if undetected.closing:
            return


@given(LINES | SYNTAX | SYNTAX.map(lambda line: line + "}"))
def test_notation_reads_any_line(line):
    """Whatever is read is a dictionary with names in capitals, or is said not to be understood."""
    try:
        found = notation.read(line)
    except notation.NotUnderstood:
        return
    assert all(key == key.upper() for key in found)
    assert msgspec.json.encode(found)


@given(TEXTS.map(clean), st.sampled_from(list(DIALECTS)), st.sampled_from([(0, 0), (3, 0), (0, 2)]))
def test_no_control_character_is_pushed(text, name, where):
    """What is pushed of a cleaned text has no control characters, that of `mamushi` being JSON."""
    rid, to = where
    message = events.Message(1, 5, 1.5, rid, "kelas", 1, "ani", to, "budi" if to else "", text)
    for line in (DIALECTS[name].push(message), DIALECTS[name].missed(message)):
        shown = msgspec.json.decode(line)["CONTENT"] if name == "mamushi" else line.decode()
        assert not [char for char in shown if char != "\t" and (char < " " or "\x7f" <= char <= "\x9f")]
        assert name == "token" or shown.endswith(text)
        assert b"\n" not in line
        assert b"\x1b" not in line


@given(st.lists(TEXTS.map(clean).filter(str.strip), min_size=2), st.sampled_from([Pm, Sendto]))
def test_each_line_of_a_text_stands_behind_the_whole_prefix(lines, dialect):
    """Nothing that somebody writes in several lines is told as if somebody else had said it, or the server."""
    for message in (
        events.Message(1, 5, 1.5, 0, "lobby", 1, "ani", 0, "", "\n".join(lines)),
        events.Message(1, 5, 1.5, 3, "kelas", 1, "ani", 0, "", "\n".join(lines)),
        events.Message(1, 5, 1.5, 0, "", 1, "ani", 2, "budi", "\n".join(lines)),
    ):
        for told in (dialect.push, dialect.missed):
            one = told(msgspec.structs.replace(message, text="X")).decode()
            assert told(message).decode().split("\n") == [one[:-1] + line for line in lines]


# ------------------------------------------------------------------ the short way

SAID = [
    *REQUESTS, "PRIVMSG budi :halo semua", "PRIVMSG #kelas :halo", "PRIVMSG #kelas,budi :halo",
    "PRIVMSG nickserv :help",
    "PRIVMSG budi halo", "PRIVMSG  budi :halo", "PRIVMSG budi|b :halo", "privmsg budi :halo", "PRIVMSG budi ::",
    "NOTICE budi :halo", "pm  budi halo", "pm budi", "pm", "PM budi halo", " pm budi halo", "sendto budi", "sendall",
    "sendall  halo", "sendto  budi halo", f"pm budi {TOKEN}", f"halo {TOKEN}", "halo-halo semua",
]  # fmt: skip


WHY_NOT = set(Reason) - {Reason.ALREADY_MEMBER, Reason.ALREADY_INVITED, Reason.NOT_THERE, Reason.TOO_MANY_MASKS}
"""Reasons for which a message may be refused, and others; but for those that need more than it has."""


@st.composite
def almost_said(draw):
    line = draw(st.sampled_from(SAID))
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(line)))
        line = line[:start] + draw(st.text(" :#,|@/-!aZ{", max_size=3)) + line[start + draw(st.integers(0, 3)) :]
    return line


@given(almost_said(), st.sampled_from(sorted(DIALECTS)))
@settings(max_examples=3 * settings.default.max_examples)
def test_the_short_way_asks_for_the_same(line, name):
    def of_ani():
        dialect = DIALECTS[name]()
        dialect.user = "ani"
        return dialect

    found = of_ani().message(line) if line.isascii() and line.isprintable() else None
    if found is not None:
        command, context = found
        ask = of_ani().receive(line)
        assert ask == Ask(command, ask.context)
        for event in (
            events.Message(1, 5, 1.0, 0, "", 1, "ani", 2, "budi", "halo"),
            events.Message(1, 5, 1.0, 3, "kelas", 1, "ani", text="halo"),
            events.Message(1, 5, 1.0, 0, "", 1, "ani", 2, "budi", "halo", away="makan"),
            *(events.Refused(1, reason, "budi") for reason in WHY_NOT),
        ):
            assert of_ani().reply(event, context) == of_ani().reply(event, ask.context)


# ------------------------------------------------------------------ in one breath


@given(
    st.lists(st.text("aä \n\t:", min_size=1, max_size=9) | st.just("x" * 500), min_size=2, max_size=4),
    st.sampled_from(sorted(DIALECTS)),
    st.sampled_from([(0, 0), (3, 0), (0, 2)]),
    st.sampled_from([None, {"account": "ani"}, {"notice": ""}]),
    st.sampled_from(["", "makan"]),
    st.sampled_from([0, Cap.SERVER_TIME, Cap.ECHO_MESSAGE, Cap.SERVER_TIME | Cap.MESSAGE_TAGS]),
)
def test_a_run_is_told_and_answered_as_its_messages_are(texts, name, where, tags, away, caps):
    rid, to = where
    receiver = "budi" if to else ""
    run = events.Run(1, 5, 1.5, rid, "kelas", 1, "ani", to, receiver, texts[0], "", None, tags, away, more=texts[1:])
    dialect = DIALECTS[name]()
    dialect.user, dialect.caps = "ani", caps
    manner = caps & IN_PUSHES if name == "irc" else 0
    lines = b"".join(framed(dialect.push(one, manner), b"\r\n") for one in run.messages())
    assert framed(dialect.push_run(run, manner), b"\r\n") == lines
    for line in SAID:
        if (found := dialect.message(line)) is not None:
            answers = b"".join(dialect.reply(one, found[1]) for one in run.messages())
            assert dialect.replies(run, [found[1]] * len(texts)) == answers

"""What is typed in the lobby: the commands of the five documents, and sentences that look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.actions.actions import Actions
from chatlib.client.commands import Action, Misused, doubtful, parse
from chatlib.client.commands.forms import UNITS
from chatlib.client.commands.parsing import INVISIBLE
from chatlib.client.commands.table import BARE, SLASHED
from chatlib.client.files.exchange import Exchange
from chatlib.core.text import clean

DOCUMENTED = {
    # seed 000
    "pm budi halo": Action("pm", "budi", "halo"),
    "pm budi halo, apa kabar?": Action("pm", "budi", "halo, apa kabar?"),
    "whoami": Action("whoami"),
    "listuser": Action("who"),
    "creategrup kelas": Action("create_group", "kelas"),
    "creategrup kelas adduser budi": Action("create_group", "kelas", names=("budi",)),
    "creategrup kelas adduser budi citra": Action("create_group", "kelas", names=("budi", "citra")),
    "switchgrup kelas adduser budi citra": Action("invite", "kelas", names=("budi", "citra")),
    "switchgrup kelas listuser": Action("members", "kelas"),
    "switchgrup kelas kita mulai": Action("say", "kelas", "kita mulai"),
    "acceptgrup kelas": Action("accept", "kelas"),
    "rejectgrup kelas": Action("reject", "kelas"),
    "joingrup kelas": Action("join", "kelas"),
    "joingrup kelas kunci": Action("join", "kelas", "kunci"),
    "exitgrup kelas": Action("leave", "kelas"),
    "exit": Action("exit"),
    # seed 001
    "regist ani rahasia": Action("register", "ani", "rahasia"),
    "login ani rahasia": Action("login", "ani", "rahasia"),
    "sendall halo semua": Action("sendall", text="halo semua"),
    "sendto budi halo": Action("pm", "budi", "halo"),
    "list": Action("who"),
    "logout": Action("logout"),
    # seeds 003 and 004
    "auth paff cytus": Action("login", "paff", "cytus"),
    "authlogin paff cytus": Action("login", "paff", "cytus"),
    "register ani rahasia": Action("register", "ani", "rahasia"),
    "register ani rahasia Ani dari Surabaya": Action("register", "ani", "rahasia"),
    "send neko hai neko": Action("pm", "neko", "hai neko"),
    "sendprivate neko hai neko": Action("pm", "neko", "hai neko"),
    "inbox": Action("inbox"),
    "creategroup kelas": Action("make_room", "kelas"),
    "creategroup kelas kunci": Action("make_room", "kelas", "kunci"),
    "joingroup kelas": Action("join", "kelas"),
    "joingroup kelas kunci": Action("join", "kelas", "kunci"),
    "leavegroup kelas": Action("leave", "kelas"),
    "sendgroup kelas halo kelas": Action("say", "kelas", "halo kelas"),
    "sendprivaterealm b budi halo budi": Action("pm", "budi@b", "halo budi"),
    "sendgrouprealm b kelas halo kelas": Action("say", "kelas@b", "halo kelas"),
    "inboxgroup kelas": Action("open", "kelas"),
    "sendfile budi foto liburan.jpg": Action("send_file", "budi", "foto liburan.jpg"),
    "receivefile": Action("get_all"),
    # what the users of IRC are used to
    "msg budi halo": Action("pm", "budi", "halo"),
}

OWN = {
    "/open budi": Action("open", "budi"),
    "/query budi": Action("query", "budi"),
    "/query budi halo juga": Action("query", "budi", "halo juga"),
    "/me melambai": Action("me", "lobby", "melambai"),
    "/rooms": Action("rooms"),
    "/join kelas kunci": Action("join", "kelas", "kunci"),
    "/part kelas": Action("leave", "kelas"),
    "/leave kelas": Action("leave", "kelas"),
    "/topic kelas": Action("topic", "kelas"),
    "/topic kelas ujian besok": Action("topic", "kelas", "ujian besok"),
    "/file budi ~/foto liburan.jpg": Action("send_file", "budi", "~/foto liburan.jpg"),
    "/ignore": Action("ignore"),
    "/ignore budi": Action("ignore", text="budi"),
    "/unignore budi": Action("unignore", "budi"),
    "/nick ana": Action("nick", "ana"),
    "/away": Action("away"),
    "/away auto 10m": Action("away_after", seconds=600),
    "/away auto off": Action("away_after"),
    "/away makan siang": Action("away", text="makan siang"),
    "/set bell off": Action("set", text="bell off"),
    "/clear": Action("clear", "lobby"),
    "/close": Action("close", "lobby"),
    "/quit": Action("exit"),
    "/deleteroom kelas": Action("delete_room", "kelas"),
    "/reply ya": Action("reply", "lobby", "ya"),
    "/react 👍": Action("react", "lobby", "👍"),
    "/edit yang benar": Action("edit", "lobby", "yang benar"),
    "/pin": Action("pin", "lobby"),
    "/unpin": Action("unpin", "lobby"),
    "/pins": Action("pins", "lobby"),
    "/delete": Action("delete", "lobby"),
    "/delete salah kirim": Action("delete", "lobby", "salah kirim"),
    "/rules": Action("rules", "lobby"),
    "/rules Announce ON": Action("change_rules", "lobby", names=("announce", "on")),
    "/rules slow 10": Action("change_rules", "lobby", names=("slow",), seconds=10),
    "/rules slow off": Action("change_rules", "lobby", names=("slow",)),
    "/kick budi": Action("kick", "lobby", names=("budi",)),
    "/kick budi terlalu ribut": Action("kick", "lobby", "terlalu ribut", ("budi",)),
    "/ban budi": Action("ban", "lobby", names=("budi",)),
    "/ban budi 10m terlalu ribut": Action("ban", "lobby", "terlalu ribut", ("budi",), 600),
    "/ban budi ADDRESS 2h ribut": Action("ban", "lobby", "ribut", ("budi", "address"), 7200),
    "/ban budi 3 kali spam": Action("ban", "lobby", "3 kali spam", ("budi",)),
    "/unban budi": Action("unban", "lobby", names=("budi",)),
    "/mute budi* 2 jam": Action("mute", "lobby", names=("budi*",), seconds=7200),
    "/mute budi 1D": Action("mute", "lobby", names=("budi",), seconds=86400),
    "/unmute budi": Action("unmute", "lobby", names=("budi",)),
    "/moderator budi": Action("moderator", "lobby", names=("budi",)),
    "/unmoderator budi": Action("unmoderator", "lobby", names=("budi",)),
    "/voice budi": Action("voice", "lobby", names=("budi",)),
    "/unvoice budi": Action("unvoice", "lobby", names=("budi",)),
    "/modlog": Action("modlog", "lobby"),
    "/report": Action("report", "lobby"),
    "/report kasar": Action("report", "lobby", "kasar"),
    "/invite kelas budi citra": Action("invite", "kelas", names=("budi", "citra")),
    "/who": Action("who_here", "lobby"),
    "/history": Action("history", "lobby"),
    "/history 20": Action("history", "lobby", "20"),
    "/search ujian akhir": Action("search", "lobby", "ujian akhir"),
    "/get": Action("get", "lobby"),
    "/get [17]": Action("get", "lobby", "17"),
    "/decline 17": Action("decline", "lobby", "17"),
    "/hand": Action("hand", "lobby"),
    "/hand off": Action("lower_hand", "lobby"),
    "/hands": Action("hands", "lobby"),
    "/call": Action("call", "lobby"),
    "/call budi": Action("call", "lobby", "budi"),
    "/ask kapan ujian?": Action("ask", "lobby", "kapan ujian?"),
    "/poll paham? | ya | belum, guru": Action("poll", "lobby", "paham?", ("ya", "belum, guru")),
    "/poll end": Action("end_poll", "lobby"),
    "/vote 2": Action("vote", "lobby", "2"),
    "/groups 4": Action("groups", "lobby", "4"),
    "/groups 4 regu": Action("groups", "lobby", "4", ("regu",)),
    '/groups "kelas saya.CSV"': Action("groups_of", "lobby", '"kelas saya.CSV"'),
    "/attendance hadir.csv": Action("attendance", "lobby", "hadir.csv"),
    "/help": Action("help"),
    "/help rooms": Action("help", text="rooms"),
}

SENTENCES = [
    "halo semua",
    "list of things to do",
    "exit is over there",
    "inbox penuh",
    "whoami, kata orang",
    "logout dulu ya",
    "open the door",
    "delete that file please",
    "who are you?",
    "help me",
    "search your feelings",
    "history is written by the winners",
    "/",
    "/ halo",
    "/etc/hosts is a file",
    "/2 of them",
    "/ help",
    ": )",
    "pmku mana?",
    "émail",
]


def test_commands_are_understood_as_their_documents_write_them() -> None:
    assert {line: parse(line) for line in DOCUMENTED} == DOCUMENTED


def test_a_slash_in_front_changes_nothing() -> None:
    assert {line: parse("/" + line) for line in DOCUMENTED} == DOCUMENTED


def test_verbs_are_read_in_any_case() -> None:
    for line, action in DOCUMENTED.items():
        verb, blank, rest = line.partition(" ")
        assert parse(verb.upper() + blank + rest) == action
        assert parse(verb.title() + blank + rest) == action


def test_every_verb_of_the_documents_is_tried_here() -> None:
    assert {line.split()[0] for line in DOCUMENTED} == set(BARE)
    assert {line.split()[0] for line in OWN} == {"/" + word for word in SLASHED}


@pytest.mark.parametrize(("line", "action"), OWN.items(), ids=OWN)
def test_the_clients_own_commands_have_a_slash(line: str, action: Action) -> None:
    assert parse(line) == action
    assert parse(line.removeprefix("/")) == Action("say", "lobby", line.removeprefix("/"))


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_are_said_to_everybody_as_they_are(line: str) -> None:
    assert parse(line) == Action("say", "lobby", line)


@pytest.mark.parametrize("line", ["", " ", "\t", "   \t "])
def test_an_empty_line_asks_for_nothing(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize("line", [line for line in DOCUMENTED if " " in line])
def test_a_verb_alone_is_told_what_it_lacks(line: str) -> None:
    verb = line.split()[0]
    assert parse(verb) == Misused(verb, BARE[verb].usage)
    assert parse("/" + verb.upper()) == Misused("/" + verb, BARE[verb].usage)


@pytest.mark.parametrize(
    "line",
    [
        "pm budi",
        "pm budi   ",
        "send budi",
        "sendgroup kelas",
        "sendgrouprealm b kelas",
        "sendprivaterealm b",
        "login ani",
        "creategrup kelas budi",
        "switchgrup kelas",
        "switchgrup kelas adduser",
        "acceptgrup kelas lain",
        "/kick",
        "/mute budi 5",
        "/mute budi 0m",
        "/unmute budi 10m",
        "/rules announce",
        "/rules announce mungkin",
        "/rules slow 3601",
        "/rules lain on",
        "joingrup kelas kunci lain",
        "creategroup kelas kunci lain",
        "/open",
        "/open dua nama",
        "/invite kelas",
        "/search",
        "/list of things",
        "/rooms here",
        "/leave",
        "/history semua",
        "/history 0",
        "/get " + "9" * 5000,
        "/file budi",
    ],
)
def test_misuse_is_told_how_it_is_written(line: str) -> None:
    typed = line.split()[0]
    assert parse(line) == Misused(typed, (BARE | SLASHED)[typed.removeprefix("/")].usage)


@given(
    st.integers(1, 999_999),
    st.sampled_from([(size, word) for size, words in UNITS.items() for word in words]),
    st.sampled_from(["", " ", "  "]),
    st.sampled_from(["", "ribut", "3 hari ribut"]),
)
def test_a_time_is_a_number_and_what_is_counted(number: int, unit: tuple[int, str], blank: str, why: str) -> None:
    size, word = unit
    line = f"/ban budi {number}{blank}{word} {why}"
    assert parse(line, "kelas") == Action("ban", "kelas", why, ("budi",), number * size)


@pytest.mark.parametrize("verb", ["terbang", "TERBANG", "w"])
def test_a_word_with_a_slash_that_nobody_knows(verb: str) -> None:
    assert parse(f"/{verb} sekarang") == Misused("/" + verb, None)


def test_blanks_between_the_words_do_not_count() -> None:
    assert parse("pm   budi   halo  dunia ") == Action("pm", "budi", "halo  dunia")
    assert parse("list  ") == Action("who")


HUBS = {"exit", "help", "close", "clear", "ignore", "unignore", "set", "away_after", "login", "register", "logout"}
"""Kinds of Action that need more than the session."""


def test_there_is_a_method_for_every_kind() -> None:
    kinds = {action.kind for action in [*DOCUMENTED.values(), *OWN.values()]} - HUBS
    assert {kind for kind in kinds if not any(hasattr(one, "do_" + kind) for one in (Actions, Exchange))} == set()


anything = st.one_of(
    st.text(),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "/", "//", " "]),
        st.sampled_from([*BARE, *SLASHED]),
        st.one_of(st.just(""), st.text().map(" ".__add__)),
    ),
)


BLANKS = ["", " ", "\t", "   ", "\u00a0", "\u3000 ", "\ufeff", "\x00", "\x1b "]


@pytest.mark.parametrize(
    "line",
    [
        "login tono rahasia",
        "/login tono rahasia",
        "LOGIN\ttono\trahasia",
        "regist tono rahasia",
        "auth tono rahasia",
        "Register tono rahasia Tono dari Surabaya",
        "auth_login tono rahasia",
        "ｌｏｇｉｎ tono rahasia",
        "lo\u200bgin tono rahasia",
        "pm: wtd rahasia",
        "ＰＭ wtd rahasia",
        "pm wtd rahasia",
        "/pm wtd rahasia",
        "/ pm wtd rahasia",
        "pm\twtd\trahasia",
        "sendto wtd rahasia",
        "send wtd rahasia",
        "sendprivate wtd rahasia",
        "send_private wtd rahasia",
        "/msg wtd rahasia",
        "msg wtd rahasia",
        "joingroup kelas rahasia",
        '{"FLAG": "LOGIN", "CONTENT": {"username": "tono", "password": "rahasia"}}',
        "{FLAG = REG, CONTENT = {username = tono, password = rahasia}}",
        "nickserv identify rahasia",
        "/nickserv identify rahasia",
        "/msg nickserv identify rahasia",
    ],
)
def test_no_password_and_no_private_text_is_ever_said(line: str) -> None:
    for blank in BLANKS:
        for found in (parse(blank + line), parse(blank + line, "kelas")):
            assert isinstance(found, Action | Misused)
            assert not isinstance(found, Action) or found.kind in ("login", "register", "pm", "join")


@given(anything, st.sampled_from(BLANKS))
def test_blanks_in_front_do_not_count(line: str, blank: str) -> None:
    for found, bare in (
        (parse(blank + line), parse(line)),
        (parse(blank + line, "kelas"), parse(line, "kelas")),
    ):
        if isinstance(bare, Action) and bare.kind == "say":
            assert isinstance(found, Action)
            assert (found.kind, found.name) == (bare.kind, bare.name)
            assert clean(bare.text).strip() in clean(found.text)
        else:
            assert found == bare


@given(anything)
def test_two_slashes_in_front_make_it_a_sentence(line: str) -> None:
    assert parse("//" + line) == Action("say", "lobby", "/" + line)
    assert parse("//" + line, "kelas") == Action("say", "kelas", "/" + line)


@given(anything)
def test_any_line_is_understood_in_some_way(line: str) -> None:
    found = parse(line)
    if clean(line).strip().strip(INVISIBLE):
        assert isinstance(found, Action | Misused)
    else:
        assert found is None


def test_a_text_of_several_lines_keeps_them() -> None:
    assert parse("satu\n  dua\n\ntiga") == Action("say", "lobby", "satu\n  dua\n\ntiga")
    assert parse("/pm budi satu\ndua") == Action("pm", "budi", "satu\ndua")


@given(anything)
def test_what_is_doubtful_would_be_done_and_is_no_secret(line: str) -> None:
    assert not doubtful(line, "lobby")
    if doubtful(line, "kelas"):
        found = parse(line, "kelas")
        assert isinstance(found, Action)
        assert found.kind not in ("login", "register")
        assert not clean(line).strip().startswith("/")

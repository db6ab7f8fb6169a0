"""The page's pure parts, run in the browser and compared with ours."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from chatlib.client.commands import COMMANDS, Misused, parse
from chatlib.client.commands.forms import Action
from chatlib.client.words.texts import TEXTS
from chatlib.core.errors import Reason
from chatlib.core.mentions import mentions
from chatlib.core.notes import DECLINED, NOT_DELIVERED
from tests.integration.server import Server

ONLY_IN_TERMINALS = {"history", "sendfile", "receivefile", "set"}
"""Words of commands that make no sense in a page; `exit` ends no program there."""

WITHOUT_PATHS = {"file", "groups", "attendance"}
"""Words of commands that take the path of a file only in a terminal."""

LINES = [
    "halo semua",
    "  login ani rahasia",
    "LOGIN: ani rahasia",
    "ani$ login ani rahasia",
    "12:30 login ani rahasia",
    "pm budi hai",
    "pm budi",
    "list",
    "list of things to do",
    "/list",
    "/list x",
    "//list",
    "/home/ani/berkas",
    "/5 menit",
    "send_group tim halo",
    "creategrup tim adduser ani budi",
    "creategrup tim ani",
    "switchgrup tim halo",
    "switchgrup tim adduser ani",
    "switchgrup tim listuser",
    "/invite tim ani",
    "/topic tim bab dua",
    "/leave",
    "/leave tim",
    "joingrup tim kunci",
    "joingrup a b c",
    "sendprivaterealm r ani hai",
    "/me melambai",
    "/me login ani rahasia",
    "privmsg nickserv identify x",
    "/msg nickserv identify rahasia",
    '{"FLAG":"LOGIN"}',
    "PASS rahasia",
    "pass the salt",
    "/terbang",
    "/get 3",
    "/get x",
    "/away",
    "/away auto 10m",
    "/away auto off",
    "/away auto nanti",
    "/ignore",
    "exit",
    "exit sekarang",
    "/kick ani ribut sekali",
    "/ban ani 2 jam iklan",
    "/ban ani 10m",
    "/ban ani 10",
    "/mute ani 0m",
    "/mute ani 10mil jauhnya",
    "/unmute ani budi",
    "/rules",
    "/rules announce on",
    "/rules slow 30",
    "/rules slow 4000",
    "/rules slow",
    "/rules locked maybe",
    "/delete",
    "/report iklan",
    "/ban ani address 10m iklan",
    "/reply login ani rahasia",
    "/pin ini",
    "/hand",
    "/hand off",
    "/hand up",
    "/call",
    "/call budi",
    "/call budi citra",
    "/ask kapan ujian?",
    "/ask login ani rahasia",
    "/poll paham? | ya | belum",
    "/poll paham? | ya",
    "/poll paham? | | ya",
    "/poll a | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11",
    "/poll End",
    "/vote 2",
    "/vote 0",
    "/vote ya",
    "/groups 3",
    "/groups 3 regu",
    "/groups 3 regu baru",
    "/groups 0",
    "identify rahasia",
    "/ pm budi hai",
    "satu\nlogin ani rahasia",
    "\u200blogin ani rahasia",
    "whoami",
    "/help rooms",
    "register ani",
    "",
    "   ",
    "ｌｏｇｉｎ ani rahasia",
]


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server) -> Page:
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.evaluate(
        """async () => {
            const { Sha256 } = await import("/page/hash/sha256.js");
            const { parse } = await import("/page/commands/parsing.js");
            const text = await import("/page/model/text.js");
            Object.assign(window, { Sha256, parse, text });
        }"""
    )
    return page


def test_the_hash_is_sha256_however_the_content_is_cut(page: Page) -> None:
    contents = st.lists(st.binary(max_size=300), max_size=4)

    @settings(max_examples=60)
    @given(contents)
    def check(parts: list[bytes]) -> None:
        hashed = page.evaluate(
            "parts => parts.reduce((hash, part) => hash.add(Uint8Array.from(part)), new Sha256()).hex()",
            [list(part) for part in parts],
        )
        assert hashed == hashlib.sha256(b"".join(parts)).hexdigest()

    check()


def as_ours(found: Any) -> Any:
    """What the page understood, in the form of the Python parser."""
    if found is None:
        return None
    if found["kind"] == "misused":
        return ("misused", found["verb"].lstrip("/"))
    return (found["kind"], found["name"], found["text"], tuple(found["names"]), found.get("seconds", 0))


def ours(line: str, where: str) -> Any:
    found = parse(line, where)
    if isinstance(found, Misused):
        return ("misused", found.verb.lstrip("/"))
    if not isinstance(found, Action):
        return None
    kind = {"register": "login", "exit": "logout"}.get(found.kind, found.kind)
    return (kind, found.name, found.text, found.names, found.seconds)


@pytest.mark.parametrize("where", ["lobby", "tim"])
def test_lines_mean_what_they_mean_in_the_terminal(page: Page, where: str) -> None:
    found = page.evaluate("([lines, where]) => lines.map(line => parse(line, where))", [LINES, where])
    differing = [
        (line, as_ours(one), ours(line, where))
        for line, one in zip(LINES, found, strict=True)
        if as_ours(one) != ours(line, where)
    ]
    assert not differing


def test_the_commands_are_those_of_the_terminal(page: Page) -> None:
    theirs = page.evaluate(
        """import("/page/commands/table.js").then(({ COMMANDS }) =>
            COMMANDS.map(({ topic, words, slashed, usage, usageHere }) => [topic, words, slashed, usage, usageHere]))"""
    )
    expected = [
        [one.topic, list(one.words), list(one.slashed), one.usage, one.usage_in(lobby=False)]
        for one in COMMANDS
        if one.word[1:] not in ONLY_IN_TERMINALS
    ]
    for table in (theirs, expected):
        for row in table:
            if row[2] and row[2][0] in WITHOUT_PATHS:
                row[3:] = ["", ""]
    assert theirs == expected


def test_each_command_is_done_by_something(page: Page) -> None:
    kinds, done = page.evaluate(
        """async () => {
            const modules = ["commands/table", "actions", "amendments", "moderation", "teaching"];
            const [{ COMMANDS }, { Actions }, ...others] = await Promise.all(
                modules.map((one) => import(`/page/${one}.js`)));
            const { amendments, moderation, teaching } = Object.assign({}, ...others);
            const typed = ["", "1", "ani", "ani budi", "ani budi citra", "tim adduser ani", "auto 10m", "slow 5",
                "off", "a | b | c", "end"];
            const made = COMMANDS.flatMap(({ form }) => typed.map((rest) => form(rest, "tim"))).filter(Boolean);
            const methods = Object.getOwnPropertyNames(Actions.prototype).map((one) => one.replace(/^do_/, ""));
            const kinds = Object.keys({ ...amendments, ...moderation, ...teaching });
            return [made.map((one) => one.kind), [...methods, ...kinds]];
        }"""
    )
    assert set(kinds) - {"login"} <= set(done)
    assert len(set(kinds)) > 50


def test_both_languages_say_the_same_things(page: Page) -> None:
    words = page.evaluate(
        """Promise.all(["en", "id"].map(async (lang) => {
            const parts = ["", ".later", ".help"].map((part) => import(`/page/words/${lang}${part}.js`));
            const [first, later, help] = await Promise.all(parts);
            return { ...later, texts: { ...first.texts, ...later.texts }, commands: help.commands };
        }))"""
    )
    english, indonesian = words
    assert english["texts"].keys() == indonesian["texts"].keys()
    for key, text in english["texts"].items():
        assert set(_filled(text)) == set(_filled(indonesian["texts"][key])), key
    for one in words:
        assert set(one["reasons"]) == {str(reason) for reason in Reason}
        assert {template for template, _ in one["notes"]} == {DECLINED, *NOT_DELIVERED.values()}
        assert set(one["commands"]) == {command.word[1:] for command in COMMANDS} - ONLY_IN_TERMINALS
    assert english["texts"]["unknown"] == TEXTS["en"]["unknown"]


def _filled(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("lihat https://a.example/x.", ["lihat ", "https://a.example/x", "."]),
        ("(http://a.example)", ["(", "http://a.example", ")"]),
        ("javascript:alert(1)", ["javascript:alert(1)"]),
        (" Ani, @ani2 dan ani: @ani", [" ", "Ani", ", @ani2 dan ani: ", "@ani"]),
    ],
)
def test_links_and_names_are_found_in_a_text(page: Page, text: str, parts: list[str]) -> None:
    found = page.evaluate("said => text.parts(said, 'ani')", text)
    assert [part["text"] for part in found] == parts
    assert all(part["link"].startswith("http") for part in found if part.get("link"))


def test_who_is_called_is_who_the_server_says(page: Page) -> None:
    texts = st.lists(st.sampled_from(["ani", "Ani", "@", "@ani", " ", ",", "-", ".", "_", "é", "2", "\n"]), max_size=6)

    @settings(max_examples=100)
    @given(texts.map("".join))
    def check(said: str) -> None:
        assert page.evaluate("said => text.mentions(said, 'ani')", said) == mentions(said, "ani")

    check()


@pytest.mark.parametrize(
    ("table", "groups", "wrong"),
    [
        ("ani,a\nbudi , b\n\nciti;a", {"a": ["ani", "citi"], "b": ["budi"]}, 0),
        ('\ufeffName,Group\r\n"ani",a\r\nbudi\ta,', {"a": ["ani", "budi"]}, 0),
        ("nama,kelompok\nani", {}, 2),
        ("ani,a,b", {}, 1),
        ("", {}, 0),
    ],
)
def test_a_table_says_who_is_in_which_group(page: Page, table: str, groups: dict[str, list[str]], wrong: int) -> None:
    found = page.evaluate("table => import('/page/model/grouping.js').then(({ grouping }) => grouping(table))", table)
    assert found == {"groups": groups, "wrong": wrong}

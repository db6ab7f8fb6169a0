"""Both languages say everything, and every text that the code asks for exists."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from chatlib.client.commands.forms import RULES
from chatlib.client.commands.table import TOPICS
from chatlib.client.session.protocol import NOTICES
from chatlib.client.words.texts import TEXTS, Words
from chatlib.lang import LANGUAGES
from chatlib.server.command_line.cluster.texts import TEXTS as CLUSTER_TEXTS
from chatlib.server.command_line.top.texts import TEXTS as TOP_TEXTS
from chatlib.server.texts import TEXTS as SERVER_TEXTS

ROOT = Path(__file__).parents[3]
CHANGES = ("came", "went", "joined", "left")
"""Of presence."""
ROLES = ("admin", "owner", "moderator", "voice")
"""Of who runs a room (docs/protocols.md, RULES)."""
KEYS = ("enter", "escape", "c", "s", "f")
"""Of choices (tests/client/test_caution.py)."""
TOP = "server/command_line/top"
CLUSTER = "server/command_line/cluster"
BOTH = {"client": TEXTS, "server": SERVER_TEXTS, TOP: TOP_TEXTS, CLUSTER: CLUSTER_TEXTS}
ASKS = {
    "client": {"words", "_words", "_info"},
    "server": {"say", "text", "ServerError"},
    TOP: {"words", "_words"},
    CLUSTER: {"say", "text", "ServerError"},
}
"""Functions whose first argument is the key of a text."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def choices(node: ast.expr) -> Iterator[str]:
    """The literals that an argument may be: itself, or either side of `a if b else c`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from choices(node.body)
        yield from choices(node.orelse)


def asked(where: str) -> Iterator[tuple[str, str, set[str] | None]]:
    """(file and line, key, what is filled in; None if that is not known) for every literal key in the code."""
    for path in sorted((ROOT / "chatlib" / where).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in ASKS[where]:
                continue
            given: set[str] | None = {keyword.arg for keyword in node.keywords if keyword.arg}
            if any(keyword.arg is None for keyword in node.keywords):
                given = None
            for key in choices(node.args[0]):
                yield f"{path.name}:{node.lineno}", key, given


CALLS = [(where, *call) for where in BOTH for call in asked(where)]


def test_the_calls_were_found() -> None:
    for where in BOTH:
        assert len([call for call in CALLS if call[0] == where]) > 10


def test_every_text_that_is_asked_for_is_there_and_complete() -> None:
    for where, line, key, given in CALLS:
        for lang, texts in BOTH[where].items():
            if where in ("server", CLUSTER):  # whose console has both
                texts = SERVER_TEXTS[lang] | CLUSTER_TEXTS[lang]
            assert key in texts, f"{line} asks for {key}"
            if given is not None:
                assert placeholders(texts[key]) <= given, f"{line} does not fill in all of {key} ({lang})"


@pytest.mark.parametrize("where", BOTH)
def test_both_languages_have_the_same_texts(where: str) -> None:
    assert set(BOTH[where]) == set(LANGUAGES)
    english, indonesian = BOTH[where]["en"], BOTH[where]["id"]
    assert list(english) == list(indonesian)
    for key, text in english.items():
        assert placeholders(text) == placeholders(indonesian[key]), key
        assert text.strip()
        assert indonesian[key].strip()


@pytest.mark.parametrize("where", BOTH)
def test_no_text_is_there_for_nobody(where: str) -> None:
    """Its key stands somewhere in the code, if only as a string that is used later; the state tells keys as well."""
    files = [*(ROOT / "chatlib" / where).rglob("*.py"), *(ROOT / "chatlib" / "state").rglob("*.py")]
    sources = [p.read_text("utf-8") for p in files if not p.name.startswith("texts") and "texts" not in p.parts]
    literals = set(re.findall(r'"(\w+)"', "\n".join(sources)))
    literals |= {kind.lower() for kind in NOTICES} | {f"topic_{topic}" for topic in TOPICS}
    literals |= {f"rule_{rule}" for rule in RULES} | {f"role_{role}" for role in ROLES}
    literals |= {f"{change}_many" for change in CHANGES} | {f"key_{key}" for key in KEYS}
    assert set(BOTH[where]["en"]) - literals == set()


def test_words_fill_in() -> None:
    assert Words("en")("whoami", name="ani") == "You are ani"
    assert Words("id")("whoami", name="ani") == "Kamu adalah ani"


def test_what_is_filled_in_is_not_read_as_a_text() -> None:
    assert Words("en")("whoami", name="{room} {0}") == "You are {room} {0}"


def test_what_is_filled_in_makes_no_line_of_its_own() -> None:
    assert Words("en")("whoami", name="ani\n12:34 budi: ya\x1b[2J") == "You are ani 12:34 budi: ya[2J"


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("en")("nothing")

"""Every command of a dialect is known wherever it has to be: CONTRIBUTING.md has the places in their order."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chatlib.client.commands import Misused, parse
from chatlib.core import commands
from chatlib.core.names import TOKEN_VERBS, VERBS, squeezed
from chatlib.dialects.irc.commands import COMMANDS as IRC
from chatlib.dialects.mamushi.requests import READERS as MAMUSHI
from chatlib.dialects.pm import COMMANDS as PM
from chatlib.dialects.sendto import Sendto
from chatlib.dialects.token.requests import COMMANDS as TOKEN

ROOT = Path(__file__).parents[1]


def understood_by_sendto(verb: str) -> bool:
    """Before login or after it, with two words behind the verb or with none."""
    before, after = Sendto(), Sendto()
    after.user = "ani"
    asks = [before.receive(f"{verb} a b"), after.receive(f"{verb} a b"), after.receive(verb)]
    return any(not isinstance(ask.command, commands.Pass) for ask in asks)


SENDTO = {verb for verb in VERBS | set(PM) | set(TOKEN) if understood_by_sendto(verb)}

COMMANDS: dict[str, set[str]] = {
    "pm": set(PM),
    "sendto": SENDTO,
    "token": {*TOKEN, "auth", "register"},
    "mamushi": set(MAMUSHI),
    "irc": set(IRC),
}
"""By dialect, as its own table has them."""

AS_LOOKED_UP: dict[str, Callable[[str], str]] = {
    "pm": str.lower,
    "sendto": str.lower,
    "token": lambda word: squeezed(word.lower()),
    "mamushi": str.upper,
    "irc": str.upper,
}

# ------------------------------------------------------------------------- the places

FAMILY = "### token: its family"
_REQUESTS = re.compile(r"^\| (?:sent|request|`FLAG`[^|]*) \|.*\n(?:\|.*\n)+", re.MULTILINE)
"""A table of what a client may send."""


def sections(document: str) -> dict[str, str]:
    """What stands under the headings of the second level, by heading."""
    _, *parts = re.split(r"^## (.+)$", (ROOT / "docs" / document).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def requests(text: str) -> Iterator[str]:
    """The first words in the first columns of its tables of requests."""
    for table in _REQUESTS.finditer(text):
        for row in table[0].splitlines():
            yield from re.findall(r"`([^`\s]+)", row.split("|")[1])


def documented(dialect: str) -> Iterator[str]:
    if dialect == "irc":
        for code in re.findall(r"`([^`]+)`", sections("irc.md")["Commands"]):
            yield from code.split()
    for title, text in sections("protocols.md").items():
        if title.partition(":")[0] == dialect:
            yield from requests(text)


def fuzzed(dialect: str) -> Iterator[str]:
    """The first words of lines, behind tags; of requests that are dictionaries their flags."""
    word = r"(?i)FLAG\W+(\w+)" if dialect == "mamushi" else r"(?m)^(?:@\S+ )?(\S+)"
    for path in (ROOT / "tests" / "fuzz" / "corpus" / dialect).iterdir():
        yield from re.findall(word, path.read_text("utf-8", "replace"))


PLACES = {"docs": documented, "tests/fuzz/corpus": fuzzed}


def unknown(dialect: str, words: set[str]) -> list[str]:
    """Where a command of this dialect is missing, and which one."""
    look_up = AS_LOOKED_UP[dialect]
    missing = {place: words - set(map(look_up, known(dialect))) for place, known in PLACES.items()}
    return [f"{place}: {dialect} {word}" for place, some in missing.items() for word in sorted(some)]


def test_every_command_is_documented_and_fuzzed() -> None:
    missing = [line for dialect, words in COMMANDS.items() for line in unknown(dialect, words)]
    assert not missing, "\n".join(["unknown there:", *missing])


@pytest.mark.parametrize("dialect", COMMANDS)
def test_a_command_that_is_only_in_its_table_is_missed_everywhere(dialect: str) -> None:
    new = AS_LOOKED_UP[dialect]("melompat")
    assert unknown(dialect, {new}) == [f"{place}: {dialect} {new}" for place in PLACES]


# ------------------------------------------------------------------------- the client


def is_no_command(line: str) -> bool:
    """Whether the client says this to everybody, or knows nobody who knows it."""
    found = parse(line)
    return found.usage is None if isinstance(found, Misused) else found.kind == "say"


def test_every_word_of_the_course_is_a_command_of_the_client() -> None:
    """What the family of `token` says besides is for programs."""
    family = set(map(AS_LOOKED_UP["token"], requests(sections("protocols.md")["token"].partition(FAMILY)[2])))
    typed = set(PM) | SENDTO | COMMANDS["token"] - family
    missing = [line for word in sorted(typed) for line in (word, f"/{word}") if is_no_command(line)]
    assert not missing, "\n".join(["unknown to chatlib/client/commands/table.py:", *missing])


# -------------------------------------------------------------------------- the names


def test_the_verbs_of_sendto() -> None:
    assert sorted(SENDTO) == ["list", "login", "logout", "regist", "sendall", "sendto"]


def test_no_user_can_be_called_like_a_verb_of_any_dialect_and_no_other_name_is_lost() -> None:
    assert COMMANDS["token"] == TOKEN_VERBS
    assert set(PM) | SENDTO | TOKEN_VERBS == VERBS

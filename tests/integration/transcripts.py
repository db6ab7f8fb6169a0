"""Reads the transcripts of docs/protocols.md and plays them against a server."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .client import Client

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "protocols.md"
_BLOCK = re.compile(r"^```transcript\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_STEP = re.compile(r"([a-z]+)([<>#]) ?(.*)")
_PLACE = re.compile(r"\{([a-z][a-z0-9]*)\}")
_VALUE = r'[^\s",()]+'
"""What a placeholder stands for: no blank, quote, comma or parenthesis."""

PROBES = {"{": ('{"FLAG":"PING"}', '"PING_OK"'), "auth": ("list", '"status"'), "register": ("list", '"status"')}
PROBES |= {"regist": ("list", "["), "login": ("list", "["), "send": ("list", '"status"')}
"""By the first word of a client: a line that every dialect answers at once, and what is in the answer."""


class Step(NamedTuple):
    number: int
    client: str
    kind: str
    text: str


def find() -> dict[str, list[Step]]:
    """All transcripts, by the heading above them."""
    document = DOCUMENT.read_text(encoding="utf-8")
    found: dict[str, list[Step]] = {}
    for block in _BLOCK.finditer(document):
        title = _HEADING.findall(document, 0, block.start())[-1]
        title = title if title not in found else f"{title} {block.start()}"
        first = document.count("\n", 0, block.start(1)) + 1
        found[title] = [_step(number, line) for number, line in enumerate(block[1].splitlines(), first) if line]
    return found


def _step(number: int, line: str) -> Step:
    step = _STEP.fullmatch(line)
    assert step, f"docs/protocols.md:{number} is no line of a transcript: {line}"
    return Step(number, *step.groups())


class Player:
    """Plays one transcript. `connect` opens a client's connection."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._clients: dict[str, Client] = {}
        self._first: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def play(self, steps: list[Step]) -> None:
        for step in steps:
            try:
                self._play(step)
            except AssertionError as error:
                where = f"docs/protocols.md:{step.number}"
                raise AssertionError(f"{where}: {step.client}{step.kind} {step.text}: {error}") from error
        for name in list(self._clients):
            self._nothing_else(name)

    def _play(self, step: Step) -> None:
        if step.kind == ">":
            if step.client not in self._clients:
                self._clients[step.client] = self._connect()
                self._first[step.client] = step.text
            self._clients[step.client].send(_PLACE.sub(lambda place: self._values[place[1]], step.text))
        elif step.kind == "<":
            self._compare(step.text, self._next(step.client))
        elif step.text == "closed":
            assert not self._clients.pop(step.client).rest().strip()
        else:
            assert step.text == "eof"
            self._clients.pop(step.client).close()

    def _next(self, name: str) -> str:
        """The next line that is not empty: an empty one only ends an answer of `token`."""
        while not (line := self._clients[name].line()):
            pass
        return line

    def _compare(self, expected: str, line: str) -> None:
        seen: set[str] = set()

        def pattern(place: re.Match[str]) -> str:
            name = place[1]
            if name in self._values:
                return re.escape(self._values[name])
            if name in seen:
                return f"(?P={name})"
            seen.add(name)
            return f"(?P<{name}>{_VALUE})"

        parts = _PLACE.split(expected)
        places = _PLACE.finditer(expected)
        whole = re.escape(parts[0]) + "".join(pattern(p) + re.escape(after) for p, after in zip(places, parts[2::2]))  # noqa: B905
        found = re.fullmatch(whole, line)
        assert found, f"expected {expected!r}, got {line!r}"
        self._values |= found.groupdict()

    def _nothing_else(self, name: str) -> None:
        """Whatever the transcript brought about has come by the time a later request is answered."""
        word = self._first[name].split()[0]
        question, answer = PROBES.get("{" if word.startswith("{") else word, ("whoami", "[Whoami]"))
        self._clients[name].send(question)
        line = self._next(name)
        assert answer in line, f"{name} got a line that the transcript does not have: {line}"

"""Names that look like others: those that Unicode's table of confusables (UTS 39) maps to the same skeleton."""

from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from unicodedata import normalize

import msgspec

from chatlib.core import names


class _Alike(msgspec.Struct):
    c: str


@cache
def _prototypes() -> dict[str, str]:
    """What stands for each character that can be taken for another one. Read when it is needed: it is large."""
    table = files("confusable_homoglyphs").joinpath("confusables.json").read_bytes()
    known = msgspec.json.decode(table, type=dict[str, list[_Alike]])
    found = {}
    for char, alike in known.items():
        # A prototype lists all that look like it, anything else its prototype alone. Of two that list each other
        # either would do, as long as it is the same one for both; the longer one is never looked up.
        if len(char) == 1 and len(alike) == 1:
            other = alike[0].c
            pair = len(other) == 1 and len(known.get(other, ())) == 1
            found[char] = min(char, other) if pair else other
    return found


def skeleton(name: str) -> str:
    """What two names have in common that look alike, in whatever case and width they are written."""
    prototypes = _prototypes()
    folded = normalize("NFD", normalize("NFKC", name).casefold())
    return normalize("NFD", "".join([prototypes.get(char, char) for char in folded]))


class Lookalikes:
    """The names that exist, by what they look like. `known` gives all of them, when one has to be compared.

    Between two names of ASCII characters there is no likeness: `budi1` and `budil` are just two names.
    """

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        self._known = known
        self._others = 0  # names of other characters than ASCII's
        self._by_look: dict[str, dict[str, None]] | None = None

    def add(self, name: str) -> None:
        self._others += not name.isascii()
        if self._by_look is not None:
            self._by_look.setdefault(skeleton(name), {})[name] = None

    def remove(self, name: str) -> None:
        self._others -= not name.isascii()
        if self._by_look is not None:
            self._by_look.get(skeleton(name), {}).pop(name, None)

    def like(self, name: str) -> bool:
        """Whether another name looks like this one."""
        if name.isascii() and not self._others:
            return False
        if self._by_look is None:
            self._by_look = {}
            for other in (*names.RESERVED, *names.VERBS, *self._known()):
                self._by_look.setdefault(skeleton(other), {})[other] = None
        alike = self._by_look.get(skeleton(name), {})
        return any(not (name.isascii() and other.isascii()) for other in alike if names.key(other) != names.key(name))

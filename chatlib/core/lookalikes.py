"""Names that look like others: those that Unicode's table of confusables (UTS 39) maps to the same skeleton."""

from collections.abc import Callable, Iterable
from functools import cache
from unicodedata import normalize

import msgspec

from chatlib.core import names


class _Alike(msgspec.Struct):
    c: str


@cache
def _prototypes() -> dict[str, str]:
    """What stands for each character that can be taken for another one. Read when it is needed: it is large."""
    from importlib.resources import files  # as seldom, and nothing else uses it

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


def skeletons(name: str) -> set[str]:
    """Two names look alike, in whatever case and width they are written, if they have one of these in common.

    A capital may look like another letter than the small one that stands for the same: so a name is looked up as it was
    written, and in small letters and capitals alone.
    """
    written = normalize("NFKC", name)
    return {_skeleton(_skeleton(one)) for one in (written, written.casefold(), written.upper())}


def _skeleton(text: str) -> str:
    prototypes = _prototypes()
    return normalize("NFD", "".join([prototypes.get(char, char) for char in normalize("NFD", text)])).casefold()


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
            self._note(name)

    def remove(self, name: str) -> None:
        self._others -= not name.isascii()
        if self._by_look is not None:
            for look in skeletons(name):
                self._by_look.get(look, {}).pop(name, None)

    def like(self, name: str) -> bool:
        """Whether another name looks like this one."""
        if name.isascii() and not self._others:
            return False
        if self._by_look is None:
            self._by_look = {}
            for other in (*names.RESERVED, *names.VERBS, *self._known()):
                self._note(other)
        alike = [other for look in skeletons(name) for other in self._by_look.get(look, ())]
        return any(not (name.isascii() and other.isascii()) for other in alike if names.key(other) != names.key(name))

    def _note(self, name: str) -> None:
        for look in skeletons(name):
            self._by_look.setdefault(look, {})[name] = None

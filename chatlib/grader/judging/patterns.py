"""What a line must look like.

    {*}          any text, or none
    {ani}        a name of this case, or what was kept under that word
    {token=}     any text, kept from now on as {token}; of 300 characters at most, if something follows it
    {token=word} the same, without blanks, quotes and brackets
    {token=uuid} a UUID
    {~ok}        (alone) a line that says the same as what was kept as {ok}, whoever it is about
    {"A":"B"}    (the whole pattern) a dictionary that has at least this

Upper and lower case are the same, and so are one blank and several. A word of the rubric's table of phrases
stands for its phrase.
"""

import json
import re
from collections.abc import Callable, Mapping

from chatlib.grader.judging import dictionaries
from chatlib.grader.judging.names import Names

LONGEST = 8192
"""Characters of a line that are looked at: more than any answer of the documents needs."""

PLACE = re.compile(r"\{(\*|~?[a-z][a-z0-9_]*|[a-z][a-z0-9_]*=(?:word|uuid)?)\}")
_SHAPES = {
    "": ".{1,300}?",  # were it longer, all places where it may begin times all where it may end would be too many
    "word": r"[^\s\"'“”,:;=(){}\[\]\\]+",
    "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
}
_UUID = re.compile(_SHAPES["uuid"], re.IGNORECASE)


class Values:
    """What the words in braces stand for in one case."""

    def __init__(self, names: Names, phrases: Mapping[str, str]) -> None:
        self.names = names
        self._phrases = phrases
        self._kept: dict[str, str] = {}

    def expand(self, text: str) -> str:
        """Phrases in the place of their words."""
        return PLACE.sub(lambda place: self._phrases.get(place[1], place[0]), text)

    def fill(self, text: str) -> str:
        """A line that can be sent. What has not been kept, because it never came, is a name as well."""
        return PLACE.sub(lambda place: self._value(place[1]), self.expand(text))

    def show(self, pattern: str) -> str:
        """The pattern for people: names are filled in, and … stands for any text."""
        return PLACE.sub(lambda place: self._shown(place[1]), self.expand(pattern))

    def fits(self, pattern: str, line: str) -> bool:
        """Does it? If so, what is to be kept is kept."""
        pattern, line = self.expand(pattern), line[:LONGEST]
        found: dict[str, str] = {}
        if pattern.startswith("{~"):
            kept = self._kept.get(pattern[2:-1])
            return kept is not None and self._neutral(kept) == self._neutral(line)
        if pattern.startswith('{"'):
            fits = any(
                dictionaries.has(got, json.loads(pattern), lambda p, text: self._matches(p, text, found))
                for got in dictionaries.read(line)
            )
        else:
            fits = self._matches(pattern, line, found)
        if fits:
            self._kept |= found
        return fits

    def _value(self, word: str) -> str:
        return self._kept.get(word) or self.names[word]

    def _shown(self, word: str) -> str:
        if word == "*" or "=" in word:
            return "…"
        return f"≈ {self._kept.get(word[1:], '')}" if word.startswith("~") else self._value(word)

    def _matches(self, pattern: str, text: str, found: dict[str, str]) -> bool:
        match = compiled(pattern, self._value).fullmatch(text.strip())
        if match:
            found |= match.groupdict()
        return bool(match)

    def _neutral(self, text: str) -> str:
        """Without what differs from one time to the next: names, tokens, numbers, blanks, case."""
        for name in sorted(self.names.all(), key=len, reverse=True):
            text = re.sub(re.escape(name), "*", text, flags=re.IGNORECASE)
        return " ".join(re.sub(r"\d+", "0", _UUID.sub("*", text)).lower().split())


def compiled(pattern: str, value: Callable[[str], str]) -> re.Pattern[str]:
    """It takes a time that grows with the length of the line and no faster, whatever is in it."""
    parts = pattern.strip().split("{*}")
    first, *rest = (_fixed(part, value) for part in parts)
    if not rest:
        return re.compile(first, re.IGNORECASE | re.DOTALL)
    # What is found first is kept (?>): were each place tried with each other one, a hostile line would take hours.
    between = "".join(f"(?>.*?{part})" for part in rest[:-1] if part)
    return re.compile(f"{first}{between}.*{rest[-1]}", re.IGNORECASE | re.DOTALL)


def _fixed(part: str, value: Callable[[str], str]) -> str:
    """The expression for what has no {*} in it."""
    expression, end = "", 0
    for place in PLACE.finditer(part):
        word, capture, shape = place[1].partition("=")
        expression += _literal(part[end : place.start()])
        shaped = ".+" if not shape and place.end() == len(part) else _SHAPES[shape]
        expression += f"(?P<{word}>{shaped})" if capture else _literal(value(word))
        end = place.end()
    return expression + _literal(part[end:])


def _literal(text: str) -> str:
    return re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(text))

"""Reads the notations in which seed 002 writes a dictionary.

Strict JSON, a Python dict literal, and the seed's own notation: typographic quotes, `=` for `:`,
missing commas, quotes that open and do not close. Nothing is ever evaluated.
"""

import re
from typing import Any

import msgspec

DEEPEST = 8
"""Levels of nesting: a request has two."""

QUOTES = "\"'“”„‟«»‘’"
# Possessive throughout: a pattern that can give back what it took needs quadratic time for hostile blanks.
_KEY = re.compile(rf"[{QUOTES}]?+\s*+(\w++)\s*+[{QUOTES}]?+\s*+([=:])\s*+")
_SPACE = re.compile(r"[\s,]*+")
_PLAIN = re.compile(r"[^,{}\[\]]*+")
_GOES_ON = re.compile(rf"\s*+(?:[,}}\]]|$|[{QUOTES}]?+\w++\s*+[{QUOTES}]?+\s*+[=:])")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U(00(?:10|0[0-9a-fA-F])[0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS = {"None": None, "null": None, "True": True, "true": True, "False": False, "false": False}


class NotUnderstood(ValueError):
    """This is no dictionary in any of the notations."""


def read(line: str) -> dict[str, Any]:
    """The dictionary on this line. Its keys are in capitals."""
    try:
        found = msgspec.json.decode(line.encode())
    except (ValueError, RecursionError):
        found = _Reader(line.strip()).whole()
    if not isinstance(found, dict):
        raise NotUnderstood("not a dictionary")
    return capitals(found)


def capitals(fields: dict[str, Any]) -> dict[str, Any]:
    return {key.upper(): value for key, value in fields.items()}


class _Reader:
    """A reader that forgives, from left to right, in a time that grows with the length of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._closes_no_more: set[str] = set()

    def whole(self) -> dict[str, Any]:
        found = self._dict(0)
        if self.text[self.at :].strip():
            raise NotUnderstood("something follows the dictionary")
        return found

    def _dict(self, depth: int) -> dict[str, Any]:
        self._open("{", depth)
        found: dict[str, Any] = {}
        while not self._close("}"):
            key = _KEY.match(self.text, self.at)
            if not key:
                raise NotUnderstood("a name and a value were expected")
            self.at = key.end()
            found[key[1]] = self._value(key[2] == ":", depth + 1)
        return found

    def _list(self, depth: int) -> list[Any]:
        self._open("[", depth)
        found = []
        while not self._close("]"):
            before = self.at
            found.append(self._value(True, depth + 1))
            if self.at == before:
                raise NotUnderstood("a value was expected")
        return found

    def _value(self, typed: bool, depth: int) -> Any:
        """`typed`: a number or a word like None is one; behind `=` all is text."""
        char = self.text[self.at : self.at + 1]
        if char == "{":
            return self._dict(depth)
        if char == "[":
            return self._list(depth)
        if char and char in QUOTES:
            return self._quoted(char)
        plain = _PLAIN.match(self.text, self.at)[0]
        self.at += len(plain)
        plain = plain.strip()
        if not plain and self.text[self.at : self.at + 1] in ("", "{", "["):
            raise NotUnderstood("a value was expected")
        if typed and plain in _WORDS:
            return _WORDS[plain]
        return int(plain) if typed and plain.isdecimal() and len(plain) < 19 else plain

    def _quoted(self, quote: str) -> str:
        """Up to the quote after which the dictionary goes on: the same one again, or in the seed's way any."""
        closing = quote if quote in "\"'" else QUOTES
        start = self.at + 1
        end = self._closing(start, closing) or self._closing(start, QUOTES)
        if not end:
            raise NotUnderstood("a quote does not close")
        self.at = end
        text = self.text[start : end - 1]
        if quote not in "\"'" or "\\" not in text:
            return text
        # Two escapes may be the halves of one character; a half alone is none.
        return _ESCAPE.sub(_unescape, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _closing(self, start: int, quotes: str) -> int:
        if quotes not in self._closes_no_more:
            for found in re.compile(rf"\\.|[{quotes}]", re.DOTALL).finditer(self.text, start):
                if found[0][0] != "\\" and _GOES_ON.match(self.text, found.end()):
                    return found.end()
            self._closes_no_more.add(quotes)  # nor will it further on: it need not be looked for again
        return 0

    def _open(self, bracket: str, depth: int) -> None:
        if depth > DEEPEST or not self.text.startswith(bracket, self.at):
            raise NotUnderstood("no dictionary, or too deep")
        self.at += 1

    def _close(self, bracket: str) -> bool:
        self.at = _SPACE.match(self.text, self.at).end()
        if self.at >= len(self.text):
            raise NotUnderstood("it does not end")
        closed = self.text[self.at] == bracket
        self.at += closed
        return closed


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[4], found[4])

"""Dictionaries as students' servers write them: JSON, Python's own, or the notation of the paper."""

import ast
import json
import re
import warnings
from collections.abc import Callable
from typing import Any

_CURLY = str.maketrans("“”„‟‘’", '""""\'\'')
_PAIR = re.compile(r"""(?<!\w)(\w+)["']?\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^,{}"']*))""")
_DECODER = json.JSONDecoder()


def read(line: str) -> list[dict[str, Any]]:
    """All that stand in the line, one behind the other. Nothing is ever evaluated."""
    line = line.strip()
    for reader in (_json, _python, _paper):
        # A line that nests thousands deep is no dictionary for anybody.
        try:
            found = reader(line)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if found:
            return found
    return []


def has(got: Any, expected: Any, fits: Callable[[str, str], bool]) -> bool:
    """Is at least what is expected in it? Names of attributes in any case; lists in any order."""
    if isinstance(expected, dict):
        pairs = got.items() if isinstance(got, dict) else ()
        return all(
            any(fits(key, str(name)) and has(value, wanted, fits) for name, value in pairs)
            for key, wanted in expected.items()
        )
    if isinstance(expected, list):
        items = got if isinstance(got, list) else ()
        return all(any(has(item, wanted, fits) for item in items) for wanted in expected)
    return fits(str(expected), str(got))


def _json(line: str) -> list[dict[str, Any]]:
    found, at = [], 0
    while at < len(line):
        value, at = _DECODER.raw_decode(line, at)
        found.append(value)
        while at < len(line) and line[at].isspace():
            at += 1
    return [value for value in found if isinstance(value, dict)]


def _python(line: str) -> list[dict[str, Any]]:
    with warnings.catch_warnings():  # of an escape that Python does not know
        warnings.simplefilter("ignore")
        value = ast.literal_eval(line)
    return [value] if isinstance(value, dict) else []


def _paper(line: str) -> list[dict[str, Any]]:
    line = line.translate(_CURLY)
    if not line.startswith("{"):
        return []
    # The paper itself forgets the quote behind TYPE.
    pairs = _PAIR.findall(re.sub(r'"TYPE\s*=', '"TYPE"=', line))
    return [{name: next((text for text in texts if text), "").strip() for name, *texts in pairs}] if pairs else []

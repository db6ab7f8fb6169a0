"""Rubrics as they are written: TOML that a teacher may change, and so may write wrongly."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from chatlib.grader.judging.notation import NotationError, Step, parse
from chatlib.grader.judging.patterns import PLACE, compiled
from chatlib.grader.judging.rubric import Case, Group, Rubric, Text

MOST_CASES = 200
"""More than anybody wants to read a report of."""

LONGEST_WAIT = 60.0
"""Seconds, of any of the times."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")


class RubricError(ValueError):
    """Says in one line what is wrong with a rubric."""


def load(text: str) -> Rubric:
    """RubricError for what is no rubric."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RubricError(str(error)) from None
    _only(table, {*Rubric.__dataclass_fields__, "group"} - {"groups"}, "a rubric")
    readers: dict[str, Callable[[Any, str], Any]] = {
        "line_end": _string,
        "deadline": _seconds,
        "quiet": _seconds,
        "case_limit": _seconds,
        "phrases": _words,
        "names": _words,
        "variants": lambda value, key: [_words(variant, key) for variant in _list(value, key)],
        "replies": lambda value, key: [_reply(pair, key) for pair in _list(value, key)],
        "detect": _way,
    }
    rubric = Rubric(
        title=_text(_get(table, "title"), "title"),
        document=_string(_get(table, "document"), "document"),
        forgiven=_text(_get(table, "forgiven"), "forgiven"),
        groups=[_group(group) for group in _list(_get(table, "group"), "group")],
        **{key: read(table[key], key) for key, read in readers.items() if key in table},
    )
    if not 0 < len(rubric.cases) <= MOST_CASES:
        raise RubricError(f"a rubric has 1 to {MOST_CASES} cases, not {len(rubric.cases)}")
    _try_patterns(rubric)
    return rubric


def _group(table: Any) -> Group:
    _only(table, {"title", "case"}, "a group")
    return Group(_text(_get(table, "title"), "title"), [_case(case) for case in _list(_get(table, "case"), "case")])


def _case(table: Any) -> Case:
    _only(table, {"title", "section", "points", "conversation"}, "a case")
    title = _text(_get(table, "title"), "title")
    where, points, ways = title["en"], _get(table, "points"), _get(table, "conversation")
    if type(points) is not int or points < 1:
        raise RubricError(f"{where}: points is a whole number, 1 at least")
    ways = ways if isinstance(ways, list) and ways else [ways]
    return Case(title, _string(_get(table, "section"), "section"), points, [_way(way, where) for way in ways])


def _way(text: Any, where: str) -> list[Step]:
    try:
        return parse(_string(text, where))
    except NotationError as error:
        raise RubricError(f"{where}: {error}") from None


def _try_patterns(rubric: Rubric) -> None:
    """Each with the phrases that may stand in it."""
    conversations = [(case.title["en"], way) for case in rubric.cases for way in case.ways]
    for variant in rubric.variants:
        phrases = {**rubric.phrases, **variant}
        for where, steps in [("detect", rubric.detect), *conversations]:
            for pattern in (pattern for step in steps if not step.is_act for pattern in step.patterns):
                _try_pattern(PLACE.sub(lambda place, texts=phrases: texts.get(place[1], place[0]), pattern), where)


def _try_pattern(pattern: str, where: str) -> None:
    try:
        if pattern.startswith('{"'):
            json.loads(pattern)
        compiled(pattern, str)
    except (ValueError, RecursionError, re.error):
        raise RubricError(f"{where}: this cannot be looked for: {pattern}") from None


def _get(table: dict[str, Any], key: str) -> Any:
    if key not in table:
        raise RubricError(f"{key} is missing")
    return table[key]


def _only(table: Any, keys: set[str], what: str) -> None:
    if not isinstance(table, dict):
        raise RubricError(f"{what} is a table")
    if unknown := table.keys() - keys:
        raise RubricError(f"{what} has no {', '.join(sorted(unknown))}")


def _list(value: Any, key: str) -> list[Any]:
    if isinstance(value, list) and value:
        return value
    raise RubricError(f"{key} is a list, and not an empty one")


def _string(value: Any, key: str) -> str:
    if isinstance(value, str):
        return value
    raise RubricError(f"{key} is a text")


def _text(value: Any, key: str) -> Text:
    """In both languages; a plain string is the text in either."""
    if isinstance(value, str):
        return {"en": value, "id": value}
    if isinstance(value, dict) and value.keys() == {"en", "id"}:
        return {language: _string(text, key) for language, text in value.items()}
    raise RubricError(f"{key} is a text, or has one in en and one in id")


def _seconds(value: Any, key: str) -> float:
    if type(value) in (int, float) and 0 < value <= LONGEST_WAIT:
        return float(value)
    raise RubricError(f"{key} is a number of seconds, {LONGEST_WAIT:g} at most")


def _words(value: Any, key: str) -> Mapping[str, str]:
    if isinstance(value, dict) and all(_WORD.fullmatch(word) and isinstance(value[word], str) for word in value):
        return value
    raise RubricError(f"{key}: a word in small letters, and a text")


def _reply(value: Any, key: str) -> tuple[str, str]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return value[0], value[1]
    raise RubricError(f"{key}: pairs of a pattern and a line")

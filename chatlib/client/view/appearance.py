"""What each entry looks like: the spans of its text, and how far its further rows are indented. Pure."""

import re
import string
import time
from collections.abc import Iterator
from urllib.parse import quote

from chatlib.client.entries import QUOTED, Entry, one_line, printable
from chatlib.client.view import bars
from chatlib.client.view.layout import Row, Span, columns, cut, wrap
from chatlib.client.view.theme import person
from chatlib.client.words.texts import Words
from chatlib.core.mentions import mentions

URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\"'.,;:!?)\]}]")
ACTION = re.compile(r"\*(?! )([^*\n]+)(?<! )\*")
"""Somebody does something (/me): so it stands in every protocol."""

MOST_URL = 500
"""Characters of an address that can be clicked: it is written for each cell of it that is drawn."""

GAP = 2
"""Columns of indent where what stands before the text is too long to be one."""


def rows(entry: Entry, width: int, me: str, words: Words) -> list[Row]:
    match entry.kind:
        case "message":
            return _message(entry, width, me)
        case "day" | "new":
            return [_rule(entry, width, words)]
        case "poll":
            return _poll(entry, width)
        case "presence":
            return wrap([Span("class:faint", f"  {printable(entry.text)}")], width, 4)
        case "notice":
            return wrap([Span("class:note", f"• {printable(entry.text)}")], width, GAP)
        case "call":
            return wrap([Span("class:call", f"▸ {printable(entry.text)}")], width, GAP)
        case "error":
            return wrap([Span("class:error", f"! {printable(entry.text)}")], width, GAP)
    lines = printable(entry.text).split("\n")
    return [row for line in lines for row in wrap(_linked("", line), width, _hang(line))]


def _message(entry: Entry, width: int, me: str) -> list[Row]:
    text, sender = printable(entry.text), one_line(entry.sender)
    called = not (entry.mine or entry.gone) and mentions(text, me)
    who = person(entry.sender) + ("" if entry.mine else " bold")
    head = [Span("class:faint", time.strftime("%H:%M ", time.localtime(entry.at)))]
    if action := ACTION.fullmatch(text):
        text = action[1]
        head += [Span(who, f"* {sender}"), Span("", " ")]
    else:
        head += [Span(who + (" underline" if called else ""), sender), Span("", ": ")]
    style = "class:faint" if entry.gone else "class:mention" if called else "class:own" if entry.mine else ""
    indent = columns(head)
    tail = [Span("class:faint", f"  {one_line(entry.tail)}")] if entry.tail else []
    wrapped = wrap([*head, *_linked(style, text), *tail], width, indent if indent <= width // 3 else GAP)
    return [*_quote(entry, width), *wrapped]


def _poll(entry: Entry, width: int) -> list[Row]:
    style = "class:note" if entry.gone else "class:call"
    return [*wrap([Span(style, f"▸ {printable(entry.text)}")], width, GAP), *bars.rows(entry.bars, width)]


def _quote(entry: Entry, width: int) -> list[Row]:
    """Above the name of who answers."""
    if not entry.quote:
        return []
    return [[Span("class:faint", cut(" " * len("12:34 ") + QUOTED + one_line(entry.quote), width))]]


def _linked(style: str, text: str) -> Iterator[Span]:
    end = 0
    for found in URL.finditer(text):
        if found.start() > end:
            yield Span(style, text[end : found.start()])
        yield Span(
            "class:link", found[0], quote(found[0], safe=string.punctuation) if len(found[0]) <= MOST_URL else ""
        )
        end = found.end()
    if end < len(text) or not text:
        yield Span(style, text[end:])


def _hang(line: str) -> int:
    """Of a table's line ("  word   what it means"): where the second column begins."""
    table = re.match(r" {2,}\S.*? {2,}(?=\S)|\s*", line)
    return len(table[0])


def _rule(entry: Entry, width: int, words: Words) -> Row:
    """A line across, with a word in it."""
    text = words("new_since") if entry.kind == "new" else time.strftime("%Y-%m-%d", time.localtime(entry.at))
    style = "class:count" if entry.kind == "new" else "class:faint"
    label = f"── {text} "
    return [Span(style, label + "─" * max(0, min(width, 60) - columns([Span("", label)])))]

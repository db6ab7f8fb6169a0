"""What is asked before a line goes out."""

import pytest

from chatlib.client.caution import LONGEST, Question, Typed, leaving, question
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES

EN = Words("en")


def typed(asked: Question) -> dict[str, Typed | None]:
    return {choice.key: choice.typed for choice in asked.choices}


@pytest.mark.parametrize("text", ["halo", "/leave", "pm budi", "login ani rahasia", "satu\ndua", ""])
def test_an_ordinary_line_is_not_asked_about(text: str) -> None:
    assert question(text, "kelas", False, EN) is None


def test_a_paste_of_several_lines_is_one_message_after_one_question() -> None:
    text = "satu\n\n  tiga"
    asked = question(text, "kelas", True, EN)
    assert asked.text == "3 lines as one message?"
    assert typed(asked) == {"enter": Typed(text, "line", "kelas"), "escape": None}
    assert question("satu", "kelas", True, EN) is None


def test_what_is_too_long_can_go_as_a_file() -> None:
    assert question("a" * LONGEST, "kelas", False, EN) is None
    text = "é" * (LONGEST // 2) + "a"
    asked = question(text, "kelas", True, EN)
    assert "4.0 KiB" in asked.text
    assert typed(asked) == {"f": Typed(text, "file", "kelas"), "escape": None}


def test_a_command_without_a_slash_in_a_conversation() -> None:
    text = "creategrup x adduser y"
    asked = question(text, "budi", False, EN)
    assert "creategrup" in asked.text
    assert "budi" in asked.text
    assert typed(asked) == {"c": Typed(text, "line", "budi"), "s": Typed(text, "say", "budi"), "escape": None}
    assert question(text, "lobby", False, EN) is None


def test_leaving_ends_the_program_or_the_window() -> None:
    assert typed(leaving("lobby", EN)) == {"enter": Typed("/exit", "line", "lobby"), "escape": None}
    assert typed(leaving("budi", EN)) == {"enter": Typed("/close", "line", "budi"), "escape": None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_has_a_name(lang: str) -> None:
    words = Words(lang)
    asked = [
        leaving("budi", words),
        question("a\nb", "budi", True, words),
        question("a" * 5000, "budi", True, words),
        question("list", "budi", False, words),
    ]
    for one in asked:
        assert all(words(f"key_{choice.key}") and choice.label for choice in one.choices)

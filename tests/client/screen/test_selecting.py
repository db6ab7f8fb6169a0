"""One message of those that are shown is selected, and one becomes another."""

import pytest

from chatlib.client.caution import Typed
from chatlib.client.entries import Entry

from .glass import Terminal, run, soon

UP, DOWN = "\x1b[1;3A", "\x1b[1;3B"
"""With Alt."""


def said(seq: int, text: str) -> Entry:
    return Entry("message", text, 0.0, "budi", seq=seq)


def test_what_is_typed_is_about_the_message_that_is_selected() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [said(number, f"nomor {number}") for number in range(1, 4)])
        one.keyboard.send_text(UP + UP)
        await one.shows("[Esc] none")
        assert one.screen.selected.seq == 2
        one.keyboard.send_text("/delete\r")
        await soon(lambda: one.typed == [Typed("/delete", "line", "kelas", 2)], f"the line in {one.typed}")
        assert one.screen.selected is None
        await one.hides("[Esc] none")
        one.keyboard.send_text("halo\r")
        await soon(lambda: one.typed[1:] == [Typed("halo", "line", "kelas", 0)], f"the line in {one.typed}")

    run(scene)


@pytest.mark.parametrize("keys", ["\x1b", "\x03", DOWN + DOWN], ids=["escape", "ctrl-c", "down"])
def test_nothing_is_selected_any_more(keys: str) -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [said(1, "satu"), said(2, "dua")])
        one.keyboard.send_text(UP + UP)
        await one.shows("[Esc] none")
        one.keyboard.send_text(keys)
        await one.hides("[Esc] none")
        assert one.screen.question is None
        await one.types("halo\r", "halo")

    run(scene)


def test_a_message_that_was_deleted_says_so_where_it_stands() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [said(1, "satu"), said(2, "dua")])
        await one.shows("satu", "dua")
        one.screen.change("kelas", Entry("message", "(deleted)", 0.0, "budi", seq=1, gone=True))
        await one.shows("(deleted)", "dua")
        await one.hides("satu")

    run(scene)


def test_enter_alone_begins_an_answer_or_ones_own_message_anew() -> None:
    async def scene(one: Terminal) -> None:
        own = Entry("message", "salah\nketik", 0.0, "ani", mine=True, seq=2)
        one.screen.show("kelas", [said(1, "satu"), own])
        one.keyboard.send_text(UP + "\r")
        await one.shows("/edit salah", "ketik")
        one.keyboard.send_text("!\r")
        await soon(lambda: one.typed, "the line")
        one.keyboard.send_text(UP + UP + "\rya\r")
        await soon(lambda: len(one.typed) == 2, "the next line")
        assert one.typed == [
            Typed("/edit salah\nketik!", "line", "kelas", 2),
            Typed("/reply ya", "line", "kelas", 1),
        ]

    run(scene)

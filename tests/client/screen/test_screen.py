"""The screen: what is typed, what is shown, what is asked."""

import asyncio
import re

import pytest

from chatlib.client.caution import LONGEST, Typed
from chatlib.client.entries import Entry
from chatlib.client.screen.terminal import Terminal as Kind
from chatlib.client.view.roll import Place
from chatlib.client.view.status import Status

from .glass import Terminal, message, places, run, soon, terminal


def pasted(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


# ------------------------------------------------------------------------------ typing


def test_lines_that_are_typed() -> None:
    async def scene(one: Terminal) -> None:
        await one.types("halo\r", "halo")
        await one.types("satu\rdua\r", "satu", "dua")
        await one.types("salah\x7f\x7f\x7f\x7f\x7fbenar\r", "benar")
        await one.types("é 🙂\r", "é 🙂")
        await one.types("satu\x1b\rdua\r", "satu\ndua")
        await one.types("\r \rlagi\r", "lagi")

    run(scene)


def test_what_was_typed_while_the_terminal_was_asked_stands_there() -> None:
    async def scene(one: Terminal) -> None:
        await one.shows("kelas> seten")
        await one.types("gah\r", "setengah")

    run(scene, terminal=Kind(typed="seten"))


def test_the_arrow_brings_back_what_was_typed() -> None:
    async def scene(one: Terminal) -> None:
        await one.types("satu\r", "satu")
        await one.types("dua\r", "dua")
        # What was typed is fetched once the next line is begun.
        lines = one.screen.buffer
        await soon(lambda: len(lines._working_lines) == 3, "what was typed, and the new line")
        await one.types("\x1b[A\x1b[A\r", "satu")

    run(scene)


@pytest.mark.parametrize(
    ("begun", "rest", "line"),
    [("pm bu", "halo", "pm budi halo"), ("cI", "", "Citra"), ("/l", "", "/leave"), ("x", "", "x")],
)
def test_tab_completes_the_last_word(begun: str, rest: str, line: str) -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(begun)
        await soon(lambda: one.screen.buffer.text == begun, "what was typed")
        one.keyboard.send_text("\t")
        await soon(lambda: one.screen.buffer.text.strip() == line.removesuffix(rest).strip(), "the completion")
        one.keyboard.send_text(rest + "\r")
        await soon(lambda: one.typed, "the line")
        assert one.typed[0].text.strip() == line

    run(scene, where="lobby")


def test_what_is_typed_grows_and_never_takes_the_whole_screen() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message("di atas")])
        one.keyboard.send_text("\x1b\r".join(f"baris{number}" for number in range(4)))
        await one.shows("di atas", "baris0", "baris3")
        one.keyboard.send_text("".join(f"\x1b\rbaris{number}" for number in range(4, 30)))
        await one.shows("di atas", "baris29")
        await one.hides("baris0")

    run(scene, rows=16)


def test_typing_is_whole_while_a_thousand_lines_come() -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(200))

    async def scene(one: Terminal) -> None:
        for number, key in enumerate(text):
            one.screen.show("kelas", [message(f"nomor {5 * number + n}") for n in range(5)])
            one.keyboard.send_text(key)
            await asyncio.sleep(0)
        await one.types("\r", text)
        await one.shows("nomor 999")

    run(scene)


def test_a_resize_while_typing_leaves_nothing_behind() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message("satu dua tiga empat lima enam tujuh delapan sembilan sepuluh")])
        one.keyboard.send_text("setengah")
        await one.shows("kelas> setengah", "sembilan sepuluh")
        for columns, rows in ((40, 12), (100, 30), (60, 8)):
            one.resize(columns, rows)
            await one.shows("kelas> setengah")
            await soon(lambda rows=rows: len([r for r in one.rows if "kelas>" in r]) == 1, "one prompt")
            assert one.rows[-1] == "kelas> setengah"
        await one.types(" kalimat\r", "setengah kalimat")

    run(scene)


# ---------------------------------------------------------------------------- questions


def test_a_paste_is_one_message_after_one_question() -> None:
    text = "\n".join(f"baris {number}" for number in range(36))

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(pasted(text.replace("\n", "\r")) + "\r")
        await one.shows("36 lines as one message?")
        assert one.typed == []
        await one.types("\r", text)
        await one.hides("as one message")

    run(scene)


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
def test_a_paste_keeps_its_lines_and_can_be_taken_back(ends: str) -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(pasted(ends.join(("satu", "", "  tiga"))) + "\r")
        await one.shows("3 lines as one message?")
        one.keyboard.send_text("xyz\x1b")
        await one.hides("as one message")
        assert one.typed == []
        await one.types("!\r\r", "satu\n\n  tiga!")

    run(scene)


def test_a_paste_of_one_line_is_typed() -> None:
    async def scene(one: Terminal) -> None:
        await one.types(pasted("satu kata\n") + "\r", "satu kata")

    run(scene)


def test_what_is_too_long_goes_as_a_file() -> None:
    text = "a" * (LONGEST + 1)

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(pasted(text) + "\r")
        await one.shows("too long for a message")
        one.keyboard.send_text("f")
        await soon(lambda: one.typed, "the answer")
        assert one.typed == [Typed(text, "file", "kelas")]

    run(scene)


@pytest.mark.parametrize(("key", "how"), [("c", "line"), ("s", "say")])
def test_a_command_without_a_slash_is_asked_about(key: str, how: str) -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("pm citra rahasia\r")
        await one.shows("“pm” is a command")
        one.keyboard.send_text(key)
        await soon(lambda: one.typed, "the answer")
        assert one.typed == [Typed("pm citra rahasia", how, "kelas")]

    run(scene)


def test_ctrl_c_clears_the_line_first_and_asks_then() -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("setengah")
        await one.shows("kelas> setengah")
        one.keyboard.send_text("\x03")
        await one.hides("setengah")
        one.keyboard.send_text("\x03")
        await one.shows("Close the conversation with kelas?")
        one.keyboard.send_text("\x1b")
        await one.hides("Close the conversation")
        await one.types("halo\r", "halo")
        one.keyboard.send_text("\x03")
        await one.shows("Close the conversation")
        await one.types("\r", "/close")

    run(scene)


def test_ctrl_d_ends_it_at_once() -> None:
    async def scene(one: Terminal) -> None:
        await one.types("halo\r", "halo")
        one.keyboard.send_text("\x04")
        await asyncio.wait_for(one.reading, 10)
        assert "\x1b[?1004l" in one.raw
        assert "\x1b[?1049l" in one.raw

    run(scene)


def test_keys_of_the_caller() -> None:
    pressed = []

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("\x1bOQ\x0e")
        await soon(lambda: pressed == ["F2", "C-N"], f"{pressed}")

    run(scene, keys={"f2": lambda: pressed.append("F2"), "c-n": lambda: pressed.append("C-N")})


# ------------------------------------------------------------------------ what is shown


def test_each_conversation_has_its_own_place() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message("untuk kelas")])
        one.screen.show("budi", [message("untukmu saja")])
        await one.shows("untuk kelas", "kelas>")
        assert not any("untukmu saja" in row for row in one.rows)
        one.screen.look_at("budi")
        await one.shows("untukmu saja", "budi>")
        assert not any("untuk kelas" in row for row in one.rows)
        one.screen.clear("budi")
        await one.hides("untukmu saja")

    run(scene)


def test_many_that_are_shown_at_once_keep_their_order() -> None:
    async def scene(one: Terminal) -> None:
        for number in range(500):
            one.screen.show("kelas", [message(f"n{number:04}.")])
        await one.shows("n0499.")
        found = [int(n) for n in re.findall(r"n(\d{4})\.", "\n".join(one.rows))]
        assert found == list(range(500 - len(found), 500))
        assert len(found) > 15

    run(scene)


def test_keys_and_the_wheel_scroll_and_what_is_new_is_counted() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message(f"n{number:04}.") for number in range(100)])
        await one.shows("n0099.")
        one.keyboard.send_text("\x1b[5~")
        await one.shows("n0060.")
        one.screen.show("kelas", [message("sesudahnya")])
        await soon(lambda: any("new below" in row for row in one.rows), "the count")
        assert not any("sesudahnya" in row for row in one.rows)
        one.keyboard.send_text("\x1b[1~")
        await one.shows("n0000.")
        one.keyboard.send_text("\x1b[<65;10;10M")
        await one.hides("n0000.")
        one.keyboard.send_text("\x1b[4~")
        await one.shows("sesudahnya")
        await one.hides("new below")

    run(scene)


def test_what_is_said_takes_one_back_to_the_end() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message(f"n{number:04}.") for number in range(100)])
        one.keyboard.send_text("\x1b[5~")
        await one.shows("n0060.")
        await one.types("halo\r", "halo")
        await one.shows("n0099.")

    run(scene)


@pytest.mark.parametrize(("columns", "beside"), [(120, True), (60, False)])
def test_the_list_of_conversations_stands_where_there_is_room(columns: int, beside: bool) -> None:
    async def scene(one: Terminal) -> None:
        await one.shows("budi")
        (row,) = [row for row in one.rows if "budi" in row]
        assert ("│" in row) == beside
        assert ("kelas" in row) != beside

    run(scene, columns=columns, places=lambda: [Place("kelas"), Place("budi", 3, 1)])


def test_a_click_in_the_list_looks_at_a_conversation() -> None:
    chosen = []

    async def scene(one: Terminal) -> None:
        await one.shows("budi")
        row = next(number for number, row in enumerate(one.rows, 1) if "budi" in row)
        one.keyboard.send_text(f"\x1b[<0;110;{row}M\x1b[<0;110;{row}m")
        await soon(lambda: chosen == ["budi"], f"{chosen}")

    run(scene, columns=120, places=places("kelas", "budi"), choose=chosen.append)


def test_without_a_conversation_to_choose_there_is_no_list() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message("halo")])
        await one.shows("halo")
        assert not any("│" in row for row in one.rows)

    run(scene, columns=120, places=places("kelas"))


def test_how_it_stands() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.status(Status("kelas", "ujian", 12, None, True, 0, "foto.jpg:  42%\x1b[2J"))
        await one.shows("kelas · 12 people · connected · ujian", "foto.jpg:  42%")
        one.screen.status(Status("kelas", "ujian", 12, None, False, 3))
        await one.shows("kelas · no connection · 3 not sent")
        await one.hides("foto.jpg")

    run(scene)


def test_a_link_leads_where_it_says_and_ends_behind_its_last_letter() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message("lihat https://example.org/a dan ini")])
        await one.shows("https://example.org/a dan ini")
        # Before the first letter stands its colour.
        opened = re.findall(
            r"\x1b\]8;id=[0-9a-f]+;(https://example.org/a)\x1b\\(?:\x1b\[[\d;]*m)*(.)(?:\x1b\]8;;\x1b\\)", one.raw
        )
        assert "".join(char for _, char in opened) == "https://example.org/a"

    run(scene)


def test_no_escape_sequence_of_others_reaches_the_terminal() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [Entry("message", "a\x1b[2Jb\x1b]2;jahat\x07c\x9b5m", 0.0, "bu\x1b[31mdi")])
        await one.shows("a[2Jb]2;jahatc5m")
        assert not [part for part in ("a\x1b[2J", "\x1b[31m", "\x9b", "jahat\x07") if part in one.raw]
        assert one.title == "kelas — ani"

    run(scene)


# ------------------------------------------------------------------------------ the end


def test_it_can_be_ended_before_it_has_begun_and_typed_into_before_and_after() -> None:
    async def play() -> None:
        async with terminal() as one:
            one.screen.type("atas namamu")
            await soon(lambda: one.typed == [Typed("atas namamu", "line", "kelas")], "the line")
            one.screen.end()
            await asyncio.wait_for(one.reading, 10)
            one.screen.type("terlambat")
            one.screen.end()
            assert [typed async for typed in one.screen.lines()] == []

    asyncio.run(play())


# ------------------------------------------------------------------------ what is hostile


def test_a_line_is_for_the_conversation_in_which_it_was_typed() -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("rahasia\r\x0e")
        await soon(lambda: one.typed and one.screen.where == "budi", "both")
        assert one.typed == [Typed("rahasia", "line", "kelas")]
        one.keyboard.send_text("pm citra halo\r\x0e")
        await one.shows("“pm” is a command")
        one.screen.look_at("kelas")
        one.keyboard.send_text("s")
        await soon(lambda: len(one.typed) == 2, "the answer")
        assert one.typed[1] == Typed("pm citra halo", "say", "budi")

    shown: list[Terminal] = []

    async def watched(one: Terminal) -> None:
        shown.append(one)
        await scene(one)

    run(watched, keys={"c-n": lambda: shown[0].screen.look_at("budi")})


@pytest.mark.parametrize("current", ["ruang-0", "ruang-39"])
def test_a_click_looks_at_what_is_clicked_however_many_there_are(current: str) -> None:
    chosen = []

    async def scene(one: Terminal) -> None:
        await one.shows(current)
        for row, text in enumerate(one.rows, 1):
            if "ruang-" in text and ">" not in text and "·" not in text:
                one.keyboard.send_text(f"\x1b[<0;110;{row}M\x1b[<0;110;{row}m")
                name = "ruang-" + text.partition("ruang-")[2].strip()
                await soon(lambda name=name: chosen[-1:] == [name], f"{name}: {chosen[-1:]}")
        assert len(chosen) > 15

    listed = [f"ruang-{number}" for number in range(40)]
    run(scene, columns=120, rows=20, where=current, places=places(*listed), choose=chosen.append)


def test_an_address_of_any_length_is_drawn_in_bounds() -> None:
    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [message("https://example.org/" + "a" * 4000)])
        await one.shows("aaaaaaaa")
        assert len(one.raw) < 50_000

    run(scene)


@pytest.mark.parametrize(("columns", "rows"), [(80, 3), (10, 3), (20, 4), (8, 6)])
def test_on_the_smallest_of_screens_what_is_asked_can_be_read(columns: int, rows: int) -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("\x03")
        await one.shows("? ")
        await one.types("\r", "/close")

    run(scene, columns=columns, rows=rows)


def test_what_terminals_measure_differently_is_typed_and_sent_whole() -> None:
    family = "👨\u200d👩\u200d👧"

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(f"a{family}b\x1b[D\x1b[DX")
        await one.shows("kelas> a")
        await soon(lambda: "X" in one.screen.buffer.text, "what was typed")
        text = one.screen.buffer.text
        await one.types("\r", text)
        assert text.replace("X", "") == f"a{family}b"

    run(scene)


def test_a_long_line_is_seen_whole_while_it_is_typed() -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text("awal " + "kata " * 40 + "akhir")
        await one.shows("kelas> awal", "akhir")

    run(scene)

"""What is noticed while nobody looks, and what is typed into a window that came up under somebody's fingers."""

import errno

import pytest

from chatlib.client.entries import Entry
from chatlib.client.screen import guard
from chatlib.client.screen.attention import Attention
from chatlib.client.screen.guard import Guard
from chatlib.client.view.look import Look

from .glass import Terminal, message, run, soon

LOOK_AWAY, LOOK_HERE = "\x1b[O", "\x1b[I"


def test_the_title_counts_what_came_while_nobody_looked() -> None:
    async def scene(one: Terminal) -> None:
        assert "\x1b[?1004h" in one.raw
        assert one.title == "kelas — ani"
        one.screen.show("kelas", [message("dilihat")])
        assert one.title == "kelas — ani"
        one.keyboard.send_text(LOOK_AWAY)
        await soon(lambda: not one.attention.looked_at, "it")
        one.screen.show("kelas", [message("satu"), message("dua"), message("milikku", mine=True)])
        one.screen.show("kelas", [Entry("notice", "citra ada di sini")])
        one.screen.show("kelas", [message("dari dulu")], earlier=True)
        assert one.title == "* (2) kelas — ani"
        await one.shows("── new ──")
        one.keyboard.send_text(LOOK_HERE)
        await soon(lambda: one.title == "kelas — ani", one.title)
        assert one.seen
        one.screen.show("kelas", [message("tiga")])
        assert one.title == "kelas — ani"
        # What the terminal says of itself is nothing that was typed.
        await one.types("x\r", "x")

    run(scene)


@pytest.mark.parametrize(
    ("bell", "entry", "rings"),
    [
        ("mentions", message("@ani", urgent=True), True),
        ("mentions", message("halo"), False),
        ("all", message("halo"), True),
        ("off", message("@ani", urgent=True), False),
        ("all", message("aku", mine=True), False),
        ("all", Entry("notice", "x"), False),
    ],
)
def test_the_bell_rings_for_what_is_wanted(bell: str, entry: Entry, rings: bool) -> None:
    async def scene(one: Terminal) -> None:
        one.screen.dress(Look(bell=bell, desktop="off"))
        one.keyboard.send_text(LOOK_AWAY)
        await soon(lambda: not one.attention.looked_at, "it")
        before = one.raw.count("\a")
        titles = one.raw.count("\x1b]2;")
        one.screen.show("kelas", [entry, entry])
        # A title ends with the same character.
        assert one.raw.count("\a") - before - (one.raw.count("\x1b]2;") - titles) == (1 if rings else 0)

    run(scene)


def test_a_desktop_notification_goes_through_the_terminal() -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(LOOK_AWAY)
        await soon(lambda: not one.attention.looked_at, "it")
        one.screen.show("kelas", [message("hai; a\x1b]b", urgent=True)])
        assert "\x1b]777;notify;budi — kelas — ani;hai, a]b\x1b\\" in one.raw

    run(scene, environment={"TERM": "foot"})


def test_a_terminal_that_never_says_so_is_looked_at_as_long_as_keys_are_pressed() -> None:
    async def scene(one: Terminal) -> None:
        assert not one.attention.looked_at
        one.screen.show("kelas", [message("satu")])
        assert one.attention.unread == 1
        await one.types("x\r", "x")
        assert one.attention.unread == 0
        assert one.attention.looked_at
        one.screen.show("kelas", [message("dua")])
        assert one.attention.unread == 0

    run(scene, environment={"STY": "1.ruang"})


def test_what_was_begun_elsewhere_goes_back_there() -> None:
    strays = []

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(LOOK_HERE + "ah kalimat\r")
        await soon(lambda: "".join(strays) == "ah kalimat", f"{strays}")
        assert one.typed == []
        assert one.screen.buffer.text == ""

    run(scene, stray=strays.append)


def test_a_guard_stands_as_long_as_it_goes_on_without_a_pause() -> None:
    now, strays = [100.0], []
    one = Guard(strays.append, lambda: now[0])
    assert not one.stands
    one.begin()
    for _ in range(5):
        now[0] += guard.FIRST * 0.9
        assert one.stands
        one.catch("a")
    one.catch("\r")
    now[0] += guard.FIRST
    assert not one.stands
    one.focus()
    assert not one.stands
    assert strays == ["a"] * 5


def test_without_anywhere_to_go_back_to_there_is_no_guard() -> None:
    one = Guard(None)
    one.begin()
    assert not one.stands


class Gone:
    """The output of a terminal that was closed."""

    def write_raw(self, data: str) -> None:
        raise OSError(errno.EIO, "gone")

    set_title = write_raw

    def flush(self) -> None:
        raise OSError(errno.EIO, "gone")


def test_a_terminal_that_is_gone_is_told_nothing_and_ends_nothing() -> None:
    one = Attention("kelas", Look(bell="all"), {})
    one.begin(Gone(), lambda: None)
    one.start()
    one.focus(False)
    assert one.heard(message("halo", urgent=True), shown=True)
    one.call("lain")
    one.stop()


def test_what_was_read_elsewhere_is_counted_no_more() -> None:
    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(LOOK_AWAY)
        await soon(lambda: not one.attention.looked_at, "it")
        one.screen.show("kelas", [message("satu")])
        assert one.title == "* (1) kelas — ani"
        one.screen.read("lain")
        assert one.title == "* (1) kelas — ani"
        one.screen.read("kelas")
        assert one.title == "kelas — ani"

    run(scene)


def test_the_caller_is_told_whether_the_terminal_has_the_keyboard_and_what_is_typed() -> None:
    typed: list[bool] = []

    async def scene(one: Terminal) -> None:
        one.keyboard.send_text(LOOK_AWAY + LOOK_HERE)
        await soon(lambda: one.focused == [False, True], f"{one.focused}")
        one.keyboard.send_text("/x")
        await soon(lambda: one.screen.buffer.text == "/x", "it")
        assert not any(typed)
        one.keyboard.send_text("\x7f\x7fx")
        await soon(lambda: typed[-1:] == [True], f"{typed}")
        one.keyboard.send_text("\x7f")
        await soon(lambda: typed[-1:] == [False], f"{typed}")

    run(scene, active=typed.append)

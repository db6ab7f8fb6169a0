"""Pictures: made in a process of their own, and drawn where their cells are."""

import asyncio
import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from chatlib.client.entries import Entry
from chatlib.client.screen.graphics import COLUMNS, ROWS, Abilities, Graphics
from chatlib.client.screen.terminal import Terminal as Kind
from chatlib.client.view.layout import columns

from .glass import Terminal, message, run, soon

RED, BLUE = (200, 0, 0), (0, 0, 200)


@pytest.fixture
def picture(tmp_path: Path) -> str:
    """Red above, blue below."""
    path = tmp_path / "gambar.png"
    made = Image.new("RGB", (200, 100), RED)
    made.paste(BLUE, (0, 50, 200, 100))
    made.save(path)
    return str(path)


def rows(path: str, abilities: Abilities) -> list:
    return asyncio.run(Graphics(abilities).rows(path))


def test_half_cells_have_the_colours_of_the_picture(picture: str) -> None:
    found = rows(picture, Abilities())
    assert len(found) == 5
    assert {columns(row) for row in found} == {22}
    assert found[0][1].style == "#c80000 bg:#c80000"
    assert found[2][1].style == "#c80000 bg:#0000c8"
    assert found[4][-1].style == "#0000c8 bg:#0000c8"


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("JPEG", "L"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("WEBP", "RGB"),
    ],
)
def test_every_type_and_mode(tmp_path: Path, kind: str, mode: str) -> None:
    path = tmp_path / "gambar"
    Image.new("RGB", (3000, 1000), RED).convert(mode).save(path, kind)
    found = rows(str(path), Abilities())
    assert 1 <= len(found) <= ROWS
    assert columns(found[0]) == COLUMNS + 2


@pytest.mark.parametrize("content", [b"", b"halo", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_what_is_no_picture_shows_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gambar.png"
    path.write_bytes(content)
    assert rows(str(path), Abilities()) == []
    assert rows(str(path) + "x", Abilities()) == []


def test_a_picture_that_ends_early_shows_nothing(picture: str) -> None:
    whole = Path(picture).read_bytes()
    Path(picture).write_bytes(whole[: len(whole) // 2])
    assert rows(picture, Abilities()) == []


def test_in_pixels_it_is_drawn_again_wherever_it_goes(picture: str) -> None:
    drawn = re.compile(r"\x1b7\x1b\[(\d+);3H\x1bP0;1;0q(.*?)\x1b\\\x1b8", re.DOTALL)

    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [Entry("picture", picture)])
        await soon(lambda: drawn.search(one.raw), "the picture")
        places = lambda: [int(found[1]) for found in drawn.finditer(one.raw)]  # noqa: E731
        assert places() == [18]
        one.screen.show("kelas", [message("di bawah")])
        await soon(lambda: places() == [18, 17], f"{places()}")
        one.keyboard.send_text("x")
        await one.shows("kelas> x")
        assert places() == [18, 17]
        one.screen.show("kelas", [message("lagi")] * 20)
        await one.shows("lagi")
        one.screen.show("kelas", [message("lagi")] * 20)
        one.keyboard.send_text("\x1b[5~\x1b[5~\x1b[5~\x1b[5~")
        await soon(lambda: len(places()) == 3, f"{places()}")

    run(scene, terminal=Kind(abilities=Abilities("sixel", 10, 20)))


def test_kitty_gets_the_picture_itself(picture: str) -> None:
    sent = re.compile(r"\x1b_G(a=T[^;]*),m=0;([^\x1b]*)\x1b\\")

    async def scene(one: Terminal) -> None:
        one.screen.show("kelas", [Entry("picture", picture)])
        await soon(lambda: sent.search(one.raw), "the picture")
        about, data = sent.search(one.raw).groups()
        assert about == "a=T,f=100,q=2,C=1,i=1,p=1,c=20,r=5"
        shown = Image.open(io.BytesIO(base64.b64decode(data)))
        assert (shown.size, shown.getpixel((0, 0)), shown.getpixel((0, 99))) == ((200, 100), RED, BLUE)
        one.screen.clear("kelas")
        await soon(lambda: "\x1b_Ga=d,d=i,i=1,q=2\x1b\\" in one.raw, "its end")

    run(scene, terminal=Kind(abilities=Abilities("kitty", 10, 20)))

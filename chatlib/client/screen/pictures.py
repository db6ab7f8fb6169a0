"""Pictures in cells of a terminal: python pictures.py PATH COLUMNS ROWS WIDTH HEIGHT MANNER

A process of its own makes one, and ends: whoever sent the file may have made it to take much memory, or time. It writes
two lines: the columns and rows that the picture takes; and colours of halves of cells, a sixel sequence, or kitty's.
"""

import base64
import io
import os
import re
import sys
from contextlib import suppress

MOST_PIXELS = 40_000_000
"""Of what is looked at: a photograph of the largest cameras that people carry."""

MEMORY, SECONDS = 1 << 30, 10
"""Of this process."""

COLOURS = 255
"""Of a sixel picture, which terminals have room for."""

CHUNK = 4096
"""Characters of one sequence of kitty's."""

_RUN = re.compile(rb"(.)\1{3,}")


def main(path: str, columns: int, rows: int, width: int, height: int, manner: str) -> None:
    """`width` and `height`: pixels of a cell. Raises whatever Pillow does for what is no picture."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    dots = (1, 2) if manner == "halves" else (width, height)
    with Image.open(path) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        largest = max(opened.size)
        opened.draft("RGB", (columns * dots[0], rows * dots[1]))  # which reads it smaller, if that is easy
        picture = ImageOps.exif_transpose(opened)
        whole = largest / max(picture.size)
        scale = min(columns * width / picture.width, rows * height / picture.height, whole)
        columns = max(1, min(columns, round(picture.width * scale / width)))
        rows = max(1, min(rows, round(picture.height * scale / height)))
        if picture.mode not in ("RGB", "L"):
            picture = picture.convert("RGBA")
            picture = Image.alpha_composite(Image.new("RGBA", picture.size, (128, 128, 128, 255)), picture)
        size = (columns * dots[0], rows * dots[1])
        small = picture.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    made = {"halves": halves, "sixel": sixel, "kitty": kitty}[manner](small)
    print(columns, rows)
    print(made)


def halves(picture) -> str:
    """Of each row the colours of the upper and the lower half of each cell, in hexadecimal; rows part with blanks."""
    width, data = picture.width * 3, picture.tobytes()
    lines = []
    for above in range(0, len(data), 2 * width):
        below = above + width
        cells = (data[above + at : above + at + 3] + data[below + at : below + at + 3] for at in range(0, width, 3))
        lines.append("".join(cell.hex() for cell in cells))
    return " ".join(lines)


def sixel(picture) -> str:
    """Six rows of pixels at a time: each colour in turn says at which of them it stands."""
    from PIL import Image

    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    width, height = few.size
    palette, data = few.getpalette(), few.tobytes()
    out = [f'\x1bP0;1;0q"1;1;{width};{height}'.encode()]
    out += [b"#%d;2;%d;%d;%d" % (i, *(part * 100 // 255 for part in palette[3 * i : 3 * i + 3])) for i in set(data)]
    bits = [[bytes(colour) + bytes([1 << row]) + bytes(255 - colour) for row in range(6)] for colour in range(256)]
    letters = bytes((63 + value) & 255 for value in range(256))
    for top in range(0, height, 6):
        band = [data[at : at + width] for at in range(top * width, min(top + 6, height) * width, width)]
        for colour in set(b"".join(band)):
            found = 0
            for row, pixels in enumerate(band):
                if colour in pixels:
                    found |= int.from_bytes(pixels.translate(bits[colour][row]), "little")
            letter = found.to_bytes(width, "little").rstrip(b"\0").translate(letters)
            short = _RUN.sub(lambda run: b"!%d%b" % (len(run[0]), run[1]), letter)
            out.append(b"#%d%b$" % (colour, short))
        out.append(b"-")
    return b"".join(out).decode() + "\x1b\\"


def kitty(picture) -> str:
    """As PNG. What the sequences are to do with it (`{}`) is for who writes them to say."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    data = base64.b64encode(file.getvalue()).decode()
    parts = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
    return "".join(
        f"\x1b_G{'' if number else '{},'}m={int(number + 1 < len(parts))};{part}\x1b\\"
        for number, part in enumerate(parts)
    )


def _bounded() -> None:
    with suppress(ImportError, OSError, ValueError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    _bounded()
    try:
        path, columns, rows, width, height, manner = sys.argv[1:]
        main(path, int(columns), int(rows), int(width), int(height), manner)
    except Exception:
        os._exit(1)

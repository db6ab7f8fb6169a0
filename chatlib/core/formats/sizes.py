"""Numbers of bytes, as people write and read them."""

import re

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_WRITTEN = re.compile(r"(\d{1,15})\s*(?:([KMGT])(?:i?B)?|B)?", re.IGNORECASE | re.ASCII)


def shown(size: float, point: str = ".") -> str:
    """In the unit that fits, with one digit behind the point: "1.2 MiB"."""
    power = 0
    while size >= 1024 and power < len(_UNITS) - 1:
        size, power = size / 1024, power + 1
    return f"{size:.1f} {_UNITS[power]}".replace(".", point) if power else f"{int(size)} B"


def read(text: str) -> int:
    """From "2GiB", "500 MiB", "2g" or a plain number of bytes; units are powers of 1024. ValueError."""
    written = _WRITTEN.fullmatch(text.strip())
    if not written:
        raise ValueError(text)
    return int(written[1]) << 10 * (" KMGT".index(written[2].upper()) if written[2] else 0)

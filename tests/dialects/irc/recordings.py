"""What clients of IRC send, as it was recorded: one file for each in `clients`.

The first line names the program. Then come packets, with an empty line between them, of lines whose bytes that cannot
be seen are written as in Python. Behind `--` the program has come again, on another connection.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "clients"
AGAIN = "--"
PASSWORD = "rahasia123"
"""That of the account `ani`, in all of them."""

NEGOTIATES, AGREED = re.compile(r"\bCAP (?:LS|REQ)\b"), re.compile(r"\bCAP :?END\b")
JOINS = re.compile(r"\bJOIN :?#lobby\b", re.IGNORECASE)


def connections() -> dict[str, list[bytes]]:
    """By name, the packets of each connection."""
    found = {}
    for path in sorted(FOLDER.glob("*.txt")):
        _, text = path.read_text(encoding="utf-8").split("\n\n", 1)
        for number, connection in enumerate(text.rstrip("\n").split(f"\n\n{AGAIN}\n\n")):
            name = path.stem + (f" again {number}" if number else "")
            found[name] = [_bytes(packet) for packet in connection.split("\n\n")]
    return found


def _bytes(packet: str) -> bytes:
    return packet.replace("\n", "").encode().decode("unicode_escape").encode("latin-1")


def completed(packets: list[bytes]) -> list[bytes]:
    """With what it lacks if it broke off, as its program would have gone on here: it agrees, joins, talks, quits."""
    said = b"".join(packets).decode()
    missing = []
    if NEGOTIATES.search(said) and not AGREED.search(said):
        missing.append(b"CAP END\r\n")
    if not JOINS.search(said):
        missing.append(b"JOIN #lobby\r\n")
    if "PRIVMSG #lobby" not in said:
        missing.append(b"PRIVMSG #lobby :halo semua\r\n")
    if "PRIVMSG budi" not in said:
        missing.append(b"PRIVMSG budi :pesan pribadi\r\n")
    end = next((place for place, packet in enumerate(packets) if b"QUIT" in packet), len(packets))
    return [*packets[:end], *missing, *(packets[end:] or [b"QUIT :selesai\r\n"])]

"""What tshark makes of a capture with docs/wireshark/ruang.lua, PDU by PDU."""

import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

from .capture import Frame

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "wireshark" / "ruang.lua"
WITHIN = 50.0
"""Seconds."""


class Pdu(NamedTuple):
    """`port` is the client's. `fields` by their names behind "ruang."; "" where there is none."""

    frame: int
    port: int
    from_client: bool
    fields: dict[str, str]

    def __getattr__(self, name: str) -> str:
        return self.fields.get(name, "")


class Dissected(NamedTuple):
    """`protocols` that were found in the frames of each client's port."""

    pdus: list[Pdu]
    protocols: dict[int, set[str]]

    def of(self, port: int) -> list[Pdu]:
        return [pdu for pdu in self.pdus if pdu.port == port]


def dissect(capture: Path, frames: list[Frame], home: Path, *options: str) -> Dissected:
    """`frames` are those of the capture; `home` is where tshark looks for a user's own settings."""
    text = _printed(capture, home, "-T", "pdml", "-J", "ruang _ws.expert", *options)
    pdus: list[Pdu] = []
    protocols: dict[int, set[str]] = {}
    packets = ElementTree.fromstring(text)
    for number, (packet, frame) in enumerate(zip(packets, frames, strict=True), 1):
        protocols.setdefault(frame.client_port, set()).update(proto.get("name", "") for proto in packet)
        for proto in packet.iterfind("./proto[@name='ruang']"):
            fields = {field.get("name", ""): field.get("show", "") for field in proto.iter("field")}
            known = {name[6:]: show for name, show in fields.items() if name.startswith("ruang.")}
            pdus.append(Pdu(number, frame.client_port, frame.from_client, known))
    return Dissected(pdus, protocols)


def accepts(capture: Path, home: Path, display_filter: str) -> None:
    """AssertionError if tshark does not understand it."""
    _printed(capture, home, "-Y", display_filter, "-T", "fields", "-e", "frame.number")


def _printed(capture: Path, home: Path, *options: str) -> str:
    """No word of trouble with the script."""
    done = subprocess.run(
        ["tshark", "-X", f"lua_script:{SCRIPT}", "-r", str(capture), *options],
        capture_output=True,
        timeout=WITHIN,
        env={**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
    )
    errors, text = done.stderr.decode(), done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, errors
    assert "lua" not in errors.lower(), errors
    assert "Lua Error" not in text, text[text.index("Lua Error") :][:500]
    return text

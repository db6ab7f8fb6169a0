"""What is fuzzed, each target with the one sentence that must hold for any bytes."""

from zlib import crc32

from chatlib.dialects import notation

from .harness import fill, talk

REPEATED_ONE_IN = 64
"""Inputs: the longest lines take long."""


def pm(data: bytes) -> None:
    """Any bytes at `pm` become commands that can be carried out, each with one answer no longer than they account
    for, the same ones wherever the bytes are split."""
    talk("pm", data)


def sendto(data: bytes) -> None:
    """Any bytes at `sendto` become commands that can be carried out, each with one answer no longer than they account
    for, the same ones wherever the bytes are split."""
    talk("sendto", data)


def mamushi(data: bytes) -> None:
    """Any bytes at `mamushi` become commands that can be carried out, each with one answer no longer than they account
    for, the same ones wherever the bytes are split; and the notation reads any text in linear time, or refuses it."""
    talk("mamushi", data)
    if crc32(data) % REPEATED_ONE_IN == 0:
        read_at_length(data)


def token(data: bytes) -> None:
    """Any bytes at `token` become commands that can be carried out, each with one answer no longer than they account
    for, the same ones wherever the bytes are split."""
    talk("token", data)


def irc(data: bytes) -> None:
    """Any bytes at `irc` become commands that can be carried out, each with one answer no longer than they account
    for, the same ones wherever the bytes are split."""
    talk("irc", data)


def detection(data: bytes) -> None:
    """Any bytes on a connection that has said nothing yet decide once and for all which dialect it speaks, or get
    help, wherever they are split."""
    talk("", data)


def read_at_length(data: bytes) -> None:
    """The notation reads what was repeated up to the longest line, or refuses it. Beyond linear time it never ends."""
    line = data.decode("utf-8", "replace")
    for text in (fill(line), line[:1] + fill(line[1:])):
        try:
            notation.read(text)
        except notation.NotUnderstood:
            pass


TARGETS = {target.__name__: target for target in (pm, sendto, mamushi, token, irc, detection)}

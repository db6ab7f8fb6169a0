"""The languages that clients speak: bytes in, commands out; events in, bytes out. No sockets.

One file or folder per dialect, one contract (``base``), and ``detection``, which finds out from the first
line what a connection speaks; ``strangers`` knows who speaks none of them. docs/protocols.md has the wire itself, with
transcripts.
"""

NAMES = ("pm", "sendto", "mamushi", "token", "irc")
"""What ports of one dialect can be for."""

LONGEST_LINE = 64 * 1024
"""Bytes of a line, its end included, in every dialect (docs/protocols.md)."""

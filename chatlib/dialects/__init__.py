"""The languages that clients speak: bytes in, commands out; events in, bytes out. No sockets.

One file per dialect, one contract (``base``), and ``detection``, which finds out from the first
line what a connection speaks. docs/protocols.md has the wire itself, with transcripts.
"""

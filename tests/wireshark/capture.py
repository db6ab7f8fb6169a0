"""Writes what was recorded as a capture file: headers made up, checksums and sequence numbers right."""

import struct
from collections.abc import Iterable
from typing import NamedTuple

CLIENT, SERVER = b"\x0a\x00\x00\x02", b"\x0a\x00\x00\x01"
"""IPv4 addresses."""

FIN, SYN, PSH, ACK = 1, 2, 8, 16
_NANOSECONDS = 0xA1B23C4D
_ETHERNET = 1
_IPV4 = b"\x08\x00"


class Segment(NamedTuple):
    """`at` in seconds."""

    at: float
    from_client: bool
    data: bytes


class Conversation(NamedTuple):
    """`port` is the server's. What came is in the order of its coming. `initial`: both sequence numbers at the SYN."""

    port: int
    client_port: int
    segments: list[Segment]
    initial: int = 1000


class Frame(NamedTuple):
    at: float
    client_port: int
    from_client: bool
    data: bytes


def frames(conversations: Iterable[Conversation]) -> list[Frame]:
    """Of all of them, each from its SYN to its FINs, by time."""
    return sorted((frame for one in conversations for frame in _frames(one)), key=lambda frame: frame.at)


def pcap(frames: Iterable[Frame]) -> bytes:
    header = struct.pack("<IHHiIII", _NANOSECONDS, 2, 4, 0, 0, 1 << 18, _ETHERNET)
    return header + b"".join(_record(frame.at, frame.data) for frame in frames)


def byte_by_byte(segments: list[Segment]) -> list[Segment]:
    return [
        Segment(segment.at + index * 1e-7, segment.from_client, bytes([byte]))
        for segment in segments
        for index, byte in enumerate(segment.data)
    ]


def run_together(segments: list[Segment]) -> list[Segment]:
    """What one side sends before the other one does, in one segment."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].from_client == segment.from_client:
            segment = segment._replace(data=joined.pop().data + segment.data)
        joined.append(segment)
    return joined


def cut_in_letters(segments: list[Segment]) -> list[Segment]:
    """Cut behind each first byte of a letter of several."""
    found = []
    for segment in segments:
        start = 0
        for index, byte in enumerate(segment.data, 1):
            if byte >= 0xC0 or index == len(segment.data):
                found.append(Segment(segment.at + index * 1e-7, segment.from_client, segment.data[start:index]))
                start = index
    return found


def _frames(conversation: Conversation) -> list[Frame]:
    client = conversation.client_port
    ports = {True: (client, conversation.port), False: (conversation.port, client)}
    sent = dict.fromkeys((True, False), conversation.initial)
    frames: list[Frame] = []

    def add(at: float, from_client: bool, flags: int, data: bytes = b"") -> None:
        acknowledged = sent[not from_client] if flags & ACK else 0
        packet = _packet(from_client, *ports[from_client], sent[from_client], acknowledged, flags, data)
        at = max(at, frames[-1].at if frames else at)  # in pieces, one may last until the next one came
        frames.append(Frame(at, client, from_client, packet))
        sent[from_client] += len(data) + bool(flags & (SYN | FIN))

    begin, end = conversation.segments[0].at, conversation.segments[-1].at
    add(begin - 3e-6, True, SYN)
    add(begin - 2e-6, False, SYN | ACK)
    add(begin - 1e-6, True, ACK)
    for segment in conversation.segments:
        add(segment.at, segment.from_client, PSH | ACK, segment.data)
    add(end + 1e-3, True, FIN | ACK)
    add(end + 2e-3, False, FIN | ACK)
    return frames


def _packet(
    from_client: bool, source: int, target: int, sent: int, acknowledged: int, flags: int, data: bytes
) -> bytes:
    addresses = CLIENT + SERVER if from_client else SERVER + CLIENT
    tcp = struct.pack(">HHIIBBHHH", source, target, sent, acknowledged, 5 << 4, flags, 65535, 0, 0) + data
    pseudo = addresses + struct.pack(">BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + _checksum(pseudo + tcp) + tcp[18:]
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + addresses
    ip = ip[:10] + _checksum(ip) + ip[12:]
    return bytes(12) + _IPV4 + ip + tcp


def _checksum(data: bytes) -> bytes:
    """Of the Internet (RFC 1071)."""
    total = sum(struct.unpack(f">{(len(data) + 1) // 2}H", data + bytes(len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack(">H", ~total & 0xFFFF)


def _record(at: float, frame: bytes) -> bytes:
    nanoseconds = round(at * 1e9)
    return struct.pack("<IIII", nanoseconds // 10**9, nanoseconds % 10**9, len(frame), len(frame)) + frame

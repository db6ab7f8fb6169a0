"""For whom a connection is, by its first bytes."""

import pytest

from chatlib.dialects.detection import specialist


@pytest.mark.parametrize(
    ("data", "whom"),
    [
        (b"\x16\x03\x01", "tls"),
        (b'{"FLAG":"UPLOAD","FILE":3}\n\x00\x01raw', "transfers"),
        (b'{"FILE":3,"FLAG":"DOWNLOAD"}\r\n', "transfers"),
        (b"{'flag' : ' UPLOAD '}\n", "transfers"),
        (b'{"FLAG":"LINK"}\n', "links"),
        (b'{"FLAG":"LOGIN","CONTENT":"UPLOAD"}\n', ""),
        (b'{"FLAG":["LINK"]}\n', ""),
        (b'{"FLAG":"LINK"', None),
        (b"{LINK\n", ""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "web"),
        (b"M-SEARCH * HTTP/1.1\r\n", ""),
        (b"BREW /kopi HTTP/1.0\n", "web"),
        (b"PRI * HTTP/2.0\r\n", ""),
        (b"get / http/1.1\r\n", ""),
        (b"GET / HTTP/1.1 ini\n", ""),
        (b"GE", None),
        (b"GET /index.html HTT", None),
        (b"GET /index.html HTTP/1.1\r", None),
        (b"GET saya\n", ""),
        (b"budi\n", ""),
        (b"budi", ""),
        (b"LINK\n", ""),
        (b"\xff\xfe\n", ""),
    ],
)
def test_the_first_bytes_tell(data, whom):
    assert specialist(data) == whom

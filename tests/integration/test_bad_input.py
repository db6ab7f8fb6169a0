"""What no client should send: it is answered, and no other client ever sees it."""

import itertools
import json
from base64 import b64encode

import pytest

from .client import Mamushi
from .server import Server

DEEP = "[" * 30_000
BAD_REQUESTS = {
    "deep lists": DEEP,
    "deep dictionaries": '{"A":' * 10_000,
    "deep and complete": '{"FLAG":' + DEEP + "]" * 30_000 + "}",
    "deep in the notation of the paper": "{FLAG=" * 9_000 + "}" * 9_000,
    "flag of another type": '{"FLAG":{"FLAG":"PING"}}',
    "no flag": "{}",
    "many quotes": "{" + "“" * 20_000,
    "many backslashes": '{"FLAG":"' + "\\" * 60_000,
    "many keys": "{" + "A=1," * 15_000,
    "much blank": "{" + " " * 60_000 + "!",
    "not a dictionary": '["FLAG","PING"]',
    "something behind": '{"FLAG":"PING"} {"FLAG":"PING"}',
}
STRANGE_REQUESTS = {
    "long number": '{"FLAG":"PING","N":' + "9" * 60_000 + "}",
    "long fraction": '{"FLAG":"PING","N":0.' + "9" * 60_000 + "}",
    "infinite": '{"FLAG":"PING","N":1e999}',
    "long number as ID": '{"FLAG":"PING","ID":' + "9" * 5_000 + "}",
    "dictionary as ID": '{"FLAG":"PING","ID":{"a":1}}',
    "half a character in the ID": '{"FLAG":"PING","ID":"\\ud800"}',
    "half a character in the flag": '{"FLAG":"\\udfff"}',
    "half a character as room": '{"FLAG":"MAKE_ROOM","CONTENT":"\\ud800"}',
    "half a character as receiver": '{"FLAG":"SEND","RECEIVER":"\\ud800","CONTENT":"halo"}',
    "half a character as text": '{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"\\ud83d"}',
    "half a character as password": '{"FLAG":"REG","CONTENT":{"username":"separuh","password":"\\ud800"}}',
    "half a character as token": '{"FLAG":"RESUME","TOKEN":"\\ud800","SEQ":1}',
    "half a character in a list": '{"FLAG":"CREATE_GROUP","RECEIVER":"tim","CONTENT":["\\ud800"]}',
    "long name": '{"FLAG":"MAKE_ROOM","CONTENT":"' + "x" * 60_000 + '"}',
    "negative SEQ": '{"FLAG":"HISTORY","RECEIVER":"lobby","AFTER":-5,"LIMIT":-1}',
    "huge SEQ": '{"FLAG":"HISTORY","RECEIVER":"lobby","BEFORE":9223372036854775808}',
    "huge limit": '{"FLAG":"HISTORY","RECEIVER":"lobby","LIMIT":999999999999}',
    "SEQ of another type": '{"FLAG":"HISTORY","RECEIVER":"lobby","AFTER":[1]}',
    "empty name": '{"FLAG":"GUEST","CONTENT":""}',
    "NUL as name": '{"FLAG":"MAKE_ROOM","CONTENT":"\\u0000"}',
}


NUMBERS = itertools.count()


@pytest.fixture
def asker(server: Server) -> Mamushi:
    """Logged in. No request may end its connection."""
    return server.guest(f"penanya{next(NUMBERS)}")


@pytest.mark.parametrize("request_", BAD_REQUESTS.values(), ids=BAD_REQUESTS)
def test_what_cannot_be_understood(asker: Mamushi, request_: str) -> None:
    asker.send(request_)
    assert asker.push("BAD_REQUEST")["FLAG"] == "DATA"
    assert asker.call("PING")["CODE"] == "PING_OK"


@pytest.mark.parametrize("request_", STRANGE_REQUESTS.values(), ids=STRANGE_REQUESTS)
def test_what_is_strange_gets_one_answer(asker: Mamushi, request_: str) -> None:
    asker.send(request_)
    assert asker.call("PING")["CODE"] == "PING_OK"
    # Others come and go; that is told with their names.
    assert len([got for got in asker.pushes if "SENDER" not in got]) == 1


def test_invalid_utf8_becomes_replacement_characters(server: Server) -> None:
    ani = server.sendto("ani8")
    budi = server.pm("budi8")
    ani.until("[Masuk] budi8")
    budi.raw(b"awal \xff\xfe\xc3 akhir\n")
    ani.expect("[budi8] awal \ufffd\ufffd\ufffd akhir")
    other = server.connect()
    other.raw(b"\xff\xfe\n")
    assert other.line().startswith("[Error]")


def test_control_characters_reach_nobody(server: Server) -> None:
    bad = "awal\x00\x01\x07\x08\x0b\x1b[31m\x1b]0;judul\x07\x7f\x9b2J\r\x85\t akhir"
    good = "awal[31m]0;judul2J\t akhir"
    tini, _ = server.token("tinik")
    ani, eko, budi = server.sendto("anik"), server.mamushi("ekok"), server.pm("budik")
    for client in (ani, budi):
        client.ask({ani: "list", budi: "whoami"}[client], "k")

    budi.send(bad, f"pm anik {bad}", f"pm ekok {bad}", f"pm tinik {bad}")
    ani.until(f"[budik] {good}")
    ani.until(f"[budik -> anik] {good}")
    assert eko.push("MESSAGE")["CONTENT"] == eko.push("MESSAGE")["CONTENT"] == good
    ani.send(f"sendall {bad}", f"sendto budik {bad}")
    budi.until(f"anik: {good}")
    budi.until(f"[PrivateMessage] from anik : {good}")
    eko.call("SEND", RECEIVER="budik", CONTENT=bad)
    budi.until(f"[PrivateMessage] from ekok : {good}")
    tini.call(f"send budik {bad}")
    budi.until(f"[PrivateMessage] from tinik : {good}")
    assert tini.call("inbox")["messages"]["budik"][0]["msg"] == good

    assert tini.call(f"sendfile tinik a\x1b[2Jb {b64encode(b'isi').decode()}")["status"] == "OK"
    (file,) = tini.call("receivefile")["files"]
    assert file["name"] == "a[2Jb"


BAD_NAMES = ["\x1b[31mmerah", "nol\x00", "bunyi\x07", "\u202ebalik", "a\u200bb", "dua kata", "a:b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_with_characters_of_no_name_are_refused(server: Server, name: str) -> None:
    pm, mamushi = server.connect(), server.connect(Mamushi)
    token = server.connect()
    pm.send(name)
    assert pm.line().startswith("[Error]")
    account = {"username": name, "password": "rahasia"}
    assert mamushi.call("REG", CONTENT=account)["CODE"] == "BAD_REQUEST"
    assert mamushi.call("GUEST", CONTENT=name)["CODE"] == "GUEST_FAILED"
    if " " not in name:
        token.send(f"register {name} rahasia")
        assert json.loads(token.line())["status"] == "ERROR"


def test_a_line_of_nothing_but_control_characters_is_an_empty_message(server: Server) -> None:
    ani, budi = server.sendto("anih"), server.pm("budih")
    budi.ask("\x00\x1b\x07", "[Error]")
    ani.ask("sendall \x01\x02", "[Error] pesan kosong")

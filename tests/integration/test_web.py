"""Browsers on the port that all others use."""

import gzip
import json
import os
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .client import eventually
from .server import Server
from .web import Browser, WebSocket

Start = Callable[..., Server]
CONTENT = b"halo\n" * 60_000


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    browser = Browser(server.port)
    yield browser
    browser.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., WebSocket]]:
    sockets = []

    def open_(*arguments: object, **more: object) -> WebSocket:
        sockets.append(WebSocket(*arguments, **more))
        return sockets[-1]

    yield open_
    for one in sockets:
        one.close()


def web_process(server: Server) -> int:
    return next(pid for pid, name in server.started().items() if name == "ruang-web")


def test_the_page_is_sent_small_and_only_once(browser: Browser) -> None:
    plain = browser.ask("GET", "/")
    small = browser.ask("GET", "/", Accept_Encoding="gzip")
    assert (plain.status, small.status) == (200, 200)
    assert gzip.decompress(small.body) == plain.body
    assert plain.headers["Content-Security-Policy"] == "default-src 'self'; img-src 'self' blob:"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in plain.headers
    again = browser.ask("GET", "/", If_None_Match=plain.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/", 200),
        ("POST", "/", 405),
        ("TRACE", "/about", 405),
        ("GET", "/mana", 404),
        ("GET", "/page/../index.html", 404),
        ("GET", "/page/%2e%2e/%2e%2e/plain.py", 404),
        ("GET", "/client/simple/", 404),
        ("GET", "/client/../ruang.sqlite", 404),
        ("GET", "/client/%2e%2e/ruang.sqlite", 404),
        ("GET", "/files/x", 404),
        ("POST", "/files/1", 405),
    ],
)
def test_what_is_there_and_what_is_not(browser: Browser, method: str, path: str, status: int) -> None:
    assert browser.ask(method, path).status == status
    port = browser.port
    assert browser.ask("GET", "/about").json()["version"]
    assert browser.port == port  # the connection goes on


def test_a_request_that_comes_byte_by_byte(server: Server) -> None:
    client = server.connect()
    client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":
        client.raw(bytes([byte]))
    assert client.line().startswith("HTTP/1.1 200")


@pytest.mark.parametrize("line", ["POST / HTTP/1.1", "GET /chat HTTP/1.1", "PUT /files/1 HTTP/1.0", "PRI / HTTP/1.1"])
def test_lines_behind_a_request_are_never_chat(server: Server, line: str) -> None:
    listener = server.pm("pendengar1")
    client = server.connect()
    said = "penyusup\nini dari halaman lain\n"
    client.raw(f"{line}\r\nHost: x\r\nContent-Length: {len(said)}\r\n\r\n{said}{said}".encode())
    assert client.line().startswith("HTTP/1.")
    client.close()
    server.pm("berikut1")
    assert listener.line() == "[Masuk] berikut1"
    listener.send("exit")


def test_a_name_in_capitals_is_no_request(server: Server) -> None:
    client = server.connect()
    client.raw(b"GET")
    client.raw(b"AH1\n")
    client.expect("[Sukses] username: GETAH1")


def test_all_meet_each_other(server: Server, opened) -> None:
    budi = server.pm("budi2")
    ani, text, binary = (opened(server.port, kind) for kind in ("", "text.ircv3.net", "binary.ircv3.net"))
    ani.guest("ani2")
    for irc, nick in ((text, "tini2"), (binary, "dodo2")):
        login = [f"NICK {nick}", f"USER {nick} 0 * :x", "JOIN #lobby"]
        for line in login if irc is text else [one.encode() for one in login]:
            irc.send(line)
    assert text.until(" 366 ").startswith(":ruang 366 tini2 #lobby ")
    assert binary.until(b" 366 ").startswith(b":ruang 366 dodo2 #lobby ")
    ani.send('{"FLAG":"SEND","RECEIVER":"lobby",\r\n"CONTENT":"satu"}\n')
    assert budi.until("satu") == "ani2: satu"
    assert text.until("satu") == ":ani2!ani2@ruang PRIVMSG #lobby :satu"
    assert binary.until(b"satu") == b":ani2!ani2@ruang PRIVMSG #lobby :satu"
    text.send("PRIVMSG ani2 :dua\r\nPRIVMSG #lobby :tiga")
    assert json.loads(ani.until("dua"))["CONTENT"] == "dua  PRIVMSG #lobby :tiga"
    budi.send("empat")
    assert json.loads(ani.until("empat"))["SENDER"] == "budi2"


def test_frames_that_cannot_be(server: Server, opened) -> None:
    for frame, code in (("x" * 65536, 1009), (b"budi", 1003)):
        one = opened(server.port)
        one.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            one.line()
        assert closed.value.rcvd.code == code
    one = opened(server.port)
    one.send("x" * 65535)
    assert json.loads(one.line())["CODE"] == "BAD_REQUEST"
    with pytest.raises(InvalidStatus):
        WebSocket(server.port, "soap")


def test_who_leaves_is_gone_and_who_is_shown_out_is_told(server: Server, opened) -> None:
    budi, ani = server.pm("budi3"), opened(server.port)
    ani.guest("ani3")
    ani.send('{"FLAG":"SEND","RECEIVER":"lobby","CONTENT":"terakhir"}')
    ani.close()
    assert budi.until("ani3:") == "ani3: terakhir"
    budi.until("[Keluar] ani3")
    tini = opened(server.port, "text.ircv3.net")
    tini.send("QUIT :pergi")
    tini.until("ERROR")
    with pytest.raises(ConnectionClosed) as closed:
        tini.line()
    assert closed.value.rcvd.code == 1001


def test_pages_of_others_may_not_connect(start: Start) -> None:
    server = start("--web-origin", "https://Kelas.example:443")
    here = f"http://127.0.0.1:{server.port}"
    for origin in (None, here, "https://kelas.example"):
        WebSocket(server.port, origin=origin).close()
    for origin in ("null", "http://127.0.0.1", f"{here}.jauh.example", "http://kelas.example", "https://jauh.example"):
        with pytest.raises(InvalidStatus) as refused:
            WebSocket(server.port, origin=origin)
        assert refused.value.response.status_code == 403


def test_files(server: Server, browser: Browser, opened) -> None:
    ani = opened(server.port)
    token = {"Authorization": f"Bearer {ani.guest('ani4')}"}
    what = {"NAME": 'foto "é".png', "SIZE": len(CONTENT), "SHA256": sha256(CONTENT).hexdigest()}
    path = f"/files/{ani.call('SEND', TYPE='FILE', RECEIVER='lobby', CONTENT=what)['FILE']}"
    assert browser.ask("PUT", path, CONTENT).status == 401
    half = browser.ask("PUT", path, CONTENT[:70_000], **token)
    assert (half.status, half.json()["CODE"]) == (400, "BAD_REQUEST")
    for _ in range(2):  # the second time because the answer to the first was lost
        done = browser.ask("PUT", path, CONTENT, **token)
        assert (done.status, done.json()["CODE"]) == (200, "FILE_OK")
    got = browser.ask("GET", path, **token)
    assert (got.status, got.body) == (200, CONTENT)
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''foto%20%22%C3%A9%22.png"
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert browser.ask("HEAD", path, **token).headers["Content-Length"] == str(len(CONTENT))
    assert browser.ask("GET", path).json()["CODE"] == "NOT_LOGGED_IN"
    assert browser.ask("GET", f"{path}0", **token).json()["REASON"] == "unknown-file"


def test_what_is_no_upload_is_refused_and_costs_nobody_anything(server: Server, browser: Browser, opened) -> None:
    ani = opened(server.port)
    token = {"Authorization": f"Bearer {ani.guest('ani7')}"}
    what = {"NAME": "a", "SIZE": 3, "SHA256": sha256(b"abc").hexdigest()}
    path = f"/files/{ani.call('SEND', TYPE='FILE', RECEIVER='lobby', CONTENT=what)['FILE']}"
    assert browser.ask("PUT", path, gzip.compress(b"abc"), Content_Encoding="gzip", **token).status == 415
    assert browser.ask("PUT", path, b"abcdef", **token).json()["CODE"] == "BAD_REQUEST"
    for header in ("Bearer \xff\xfe", "Basic x", ""):
        assert browser.ask("GET", path, Authorization=header).status == 401
    strange = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    assert browser.ask("GET", "/chat", Origin="http://[", **strange).status == 403
    assert browser.ask("GET", "/chat", Sec_WebSocket_Key="\xff", **strange).status == 400
    assert browser.ask("PUT", path, b"abc", **token).json()["CODE"] == "FILE_OK"


def test_a_download_that_breaks_ends_the_connection(server: Server, browser: Browser, opened) -> None:
    """What followed on it would be taken for the rest."""
    ani = opened(server.port)
    token = {"Authorization": f"Bearer {ani.guest('ani8')}"}
    content = bytes(24 << 20)
    what = {"NAME": "a", "SIZE": len(content), "SHA256": sha256(content).hexdigest()}
    path = f"/files/{ani.call('SEND', TYPE='FILE', RECEIVER='lobby', CONTENT=what)['FILE']}"
    assert browser.ask("PUT", path, content, **token).status == 200
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token['Authorization']}\r\n\r\n"
        slow.sendall(request.encode() + b"GET /about HTTP/1.1\r\nHost: x\r\n\r\n")
        got = len(slow.recv(1 << 16))
        os.kill(next(pid for pid, name in server.started().items() if name == "ruang-transfers"), signal.SIGKILL)
        slow.settimeout(20)
        with suppress(ConnectionError):
            while data := slow.recv(1 << 20):
                got += len(data)
    assert got < len(content)


def test_another_content_than_was_offered(server: Server, browser: Browser, opened) -> None:
    ani = opened(server.port)
    token = {"Authorization": f"Bearer {ani.guest('ani5')}"}
    what = {"NAME": "a", "SIZE": 3, "SHA256": sha256(b"abc").hexdigest()}
    path = f"/files/{ani.call('SEND', TYPE='FILE', RECEIVER='lobby', CONTENT=what)['FILE']}"
    refused = browser.ask("PUT", path, b"xyz", **token)
    assert (refused.status, refused.json()["REASON"]) == (409, "wrong-content")


def test_a_workers_death_is_not_noticed(server: Server, opened) -> None:
    ani, budi = opened(server.port), server.pm("budi6")
    ani.guest("ani6")
    for number in range(3):
        budi.send(f"sebelum {number}")
        ani.until(f"sebelum {number}")
        server.kill("worker")
        budi.send(f"sesudah {number}")
        ani.until(f"sesudah {number}")
        ani.call("SEND", RECEIVER="lobby", CONTENT=f"jawab {number}")
        budi.until(f"jawab {number}")


def test_the_process_begins_with_the_first_request_and_after_its_death_with_the_next(start: Start, opened) -> None:
    server = start()
    assert "ruang-web" not in server.started().values()
    server.signal(signal.SIGHUP)
    server.says("every process has begun afresh")
    ani = opened(server.port)
    token = ani.guest("ani")
    seq = ani.call("SEND", RECEIVER="lobby", CONTENT="satu", ID="a")["SEQ"]
    os.kill(web_process(server), signal.SIGKILL)
    with pytest.raises(ConnectionClosed):
        ani.line()
    server.pm("budi").send("dua")
    again = opened(server.port)
    assert again.call("RESUME", TOKEN=token, SEQ=seq)["CODE"] == "RESUME_OK"
    assert json.loads(again.line())["CONTENT"] == "dua"
    assert again.call("SEND", RECEIVER="lobby", CONTENT="satu", ID="a")["SEQ"] == seq
    before = web_process(server)
    server.signal(signal.SIGHUP)
    eventually(lambda: web_process(server) != before, "another process")
    with pytest.raises(ConnectionClosed):
        again.line()
    opened(server.port).guest("citra")


def test_encrypted(start: Start, opened) -> None:
    server = start("--tls-self-signed")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    browser = Browser(server.port, context)
    assert len(browser.ask("GET", "/about").json()["fingerprint"]) == 64
    browser.close()
    budi = server.pm("budi")
    opened(server.port, context=context, origin=f"https://127.0.0.1:{server.port}").guest("ani")
    budi.until("[Masuk] ani")


def test_connections_that_a_browser_keeps_in_hand_do_not_count(start: Start) -> None:
    server = start("--count-loopback", "--max-per-address", "4")

    def admitted() -> bool:
        client = server.connect()
        try:
            client.send("")
            return bool(client.line())
        except (AssertionError, OSError):
            return False

    eventually(lambda: not server.hang_up() and admitted(), "that what asked whether it is open has gone")
    silent = [server.connect() for _ in range(3)]
    assert not admitted()
    silent.pop().close()
    browser = Browser(server.port)

    def answers() -> bool:
        with suppress(OSError):
            return browser.ask("GET", "/about").status == 200

    eventually(answers, "a place")
    assert admitted()  # in the place of one of the silent
    assert not admitted()  # one connection excuses one
    browser.close()
    assert all(one.sock.getpeername() for one in silent)

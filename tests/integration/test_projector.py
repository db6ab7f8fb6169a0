"""A class looks on: what it is shown is what happens, whoever is killed; when nobody does, nothing of it is there."""

import json
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import connect

from chatlib.server.worker.inlet import PEEKS

from .client import DEADLINE, Client, eventually
from .server import Server
from .web import Browser

pytestmark = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")

Start = Callable[..., Server]
Frame = dict[str, Any]


class Viewer:
    """Looks on, and comes back when it is disconnected. `seen` has all frames as they came."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open = ExitStack()
        self.seen: list[str] = []
        self.came = 0
        self._come()

    def _come(self) -> None:
        # A socket of one's own: that of a refused handshake would be left to the garbage collector.
        with ExitStack() as opening:
            sock = opening.enter_context(socket.create_connection(("127.0.0.1", self._port), DEADLINE))
            url = f"ws://127.0.0.1:{self._port}/lab/live"
            self._socket = opening.enter_context(
                connect(url, sock=sock, open_timeout=DEADLINE, close_timeout=1, max_size=None)
            )
            self._open = opening.pop_all()
        self.came += 1

    def _comes_back(self) -> bool:
        with suppress(OSError, WebSocketException, EOFError):
            self._come()
            return True
        return False

    def frame(self) -> Frame:
        """The next one."""
        while True:
            try:
                self.seen.append(self._socket.recv(DEADLINE))
                return json.loads(self.seen[-1])
            except ConnectionClosed:
                self.close()
                eventually(self._comes_back, "the projector")

    def until(self, kind: str, **fields: object) -> Frame:
        """The next frame of this type that has these fields."""
        end = time.monotonic() + DEADLINE
        last: dict[str, Frame] = {}
        while time.monotonic() < end:
            frame = self.frame()
            if frame["type"] == kind and fields.items() <= frame.items():
                return frame
            last[frame["type"]] = frame
        raise AssertionError(f"no {kind} with {fields} came in time; the last ones were {last}")

    def wish(self, **wish: Any) -> None:
        self._socket.send(json.dumps(wish))

    def do(self, what: str, place: str = "") -> None:
        self.wish(do=what, place=place)

    def verdict(self, what: str, place: str = "") -> Frame:
        """Presses the button; what came of it."""
        self.do(what, place)
        number = self.until("action", what=what, place=place, phase="begun")["number"]
        return self.until("action", number=number, phase="over")

    def counts(self) -> Frame:
        """Returns once both sides count."""
        while len((frame := self.until("ledger"))["told"]) < 2:
            pass
        return frame

    def messages(self, count: int) -> list[Frame]:
        return [self.until("message") for _ in range(count)]

    def close(self) -> None:
        self._open.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"), "--workers", "2", "--burst", "100000", "--lab")
    yield server
    server.stop()


@pytest.fixture
def look(server: Server) -> Iterator[Callable[[], Viewer]]:
    """Somebody looks on, and both sides count."""
    viewers: list[Viewer] = []

    def look() -> Viewer:
        viewers.append(Viewer(server.port))
        viewers[-1].counts()
        return viewers[-1]

    yield look
    for viewer in viewers:
        viewer.close()


def on_board(server: Server) -> set[str]:
    """The names of those who have the board in their memory."""
    found = set()
    for process in server.processes():
        with suppress(OSError, psutil.Error):
            if "ruang-board" in Path(f"/proc/{process.pid}/maps").read_text():
                found.add(process.name())
    return found


def irc(server: Server, name: str) -> Client:
    client = server.connect()
    client.send(f"NICK {name}", f"USER {name} 0 * :{name}", "JOIN #lobby")
    client.until(" 366 ")
    return client


class Talker:
    """A client of some dialect, how it says something aloud and in private, and something that is answered at last."""

    def __init__(self, name: str, client: Client, say: str, tell: str, last: str, answer: str) -> None:
        self.name = name
        self.client = client
        self._say, self._tell, self._last, self._answer = say, tell, last, answer
        self.said = 0

    def line(self, text: str) -> str:
        return self._say.replace("TEXT", text)

    def say(self, text: str) -> str:
        """The line that it was."""
        self.client.send(self.line(text))
        self.said += 1
        return self.line(text) + "\n"

    def tell(self, whom: str, text: str) -> None:
        self.client.send(self._tell.replace("WHOM", whom).replace("TEXT", text))

    def heard(self) -> list[str]:
        """All lines up to the answer to one more question."""
        self.client.send(self._last)
        lines = [self.client.line()]
        while self._answer not in lines[-1]:
            lines.append(self.client.line())
        return lines[:-1]


SEND = '{"FLAG":"SEND","RECEIVER":"%s","CONTENT":"TEXT"}'


@pytest.fixture
def talkers(server: Server) -> list[Talker]:
    """Of each dialect that hears the lobby, with names that no other test takes; nothing more is on its way to them."""
    suffix = os.urandom(3).hex()
    pm, se, ma, ir = (kind + suffix for kind in ("pm", "se", "ma", "ir"))
    found = [
        Talker(pm, server.pm(pm), "TEXT", "pm WHOM TEXT", "whoami", "[Whoami]"),
        Talker(se, server.sendto(se), "sendall TEXT", "sendto WHOM TEXT", "list", "[List]"),
        Talker(ma, server.mamushi(ma), SEND % "lobby", SEND % "WHOM", '{"FLAG":"PING"}', "PING_OK"),
        Talker(ir, irc(server, ir), "PRIVMSG #lobby :TEXT", "PRIVMSG WHOM :TEXT", "PING x", "PONG"),
    ]
    for talker in found:
        talker.heard()
    for talker in found:  # who came last was told to those before
        talker.heard()
    return found


class Talking:
    """They talk in turn for as long as it takes."""

    def __init__(self, talkers: list[Talker]) -> None:
        self._talkers = talkers
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._talk)

    def _talk(self) -> None:
        while not self._enough.wait(0.005):
            for talker in self._talkers:
                talker.say(f"{talker.name} ke-{talker.said}.")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()


def got(talkers: list[Talker]) -> dict[str, list[str]]:
    """By name, the lines of what others said, of which each client must have heard all, once and in order."""
    found = {}
    for talker in talkers:
        others = [one for one in talkers if one is not talker]
        last = [f"{one.name} ke-{one.said - 1}." for one in others if one.said]
        lines = talker.heard()
        while not all(any(text in line for line in lines) for text in last):
            lines += talker.heard()
        lines = [line for line in lines if " ke-" in line and f"{talker.name} ke-" not in line]
        for one in others:
            own = [line for line in lines if f"{one.name} ke-" in line]
            assert len(own) == one.said
            assert all(f" ke-{number}." in line for number, line in enumerate(own))
        found[talker.name] = lines
    return found


ALL = {"ruang-worker-1", "ruang-worker-2", "ruang-state", "ruang-web"}


def test_the_board_is_there_only_while_somebody_looks_on(server: Server) -> None:
    """In nobody's memory before the first viewer and after the last one: neither is any of the cost."""
    assert on_board(server) == set()
    first, second = Viewer(server.port), Viewer(server.port)
    second.counts()
    assert on_board(server) >= ALL
    first.close()
    second.until("ledger")
    second.until("ledger")
    assert on_board(server) >= ALL
    second.close()
    eventually(lambda: not on_board(server), "the end of the board")
    third = Viewer(server.port)
    assert third.counts()["accepted"] == 0
    third.close()


def test_nobody_keeps_the_board_who_has_written_down_messages(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    viewer = look()
    for talker in talkers:
        talker.say("halo semua")
    viewer.until("message")
    viewer.verdict("kill", "worker 1")
    viewer.close()
    eventually(lambda: not on_board(server), "the end of the board")


def is_all_right(frame: Frame) -> bool:
    return frame["balanced"] and not (frame["lost"] or frame["doubled"] or frame["disconnected"])


def test_whoever_is_killed_all_is_even_and_is_what_the_clients_got(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    viewer = look()
    with Talking(talkers):
        over = [viewer.verdict("kill", "worker 1"), viewer.verdict("kill", "state"), viewer.verdict("kill", "worker 2")]
        assert viewer.came == 1
        over.append(viewer.verdict("reload"))
        assert viewer.came == 2, "its own process was replaced"
        server.says("every process has begun afresh")
        over.append(viewer.verdict("kill", "web"))
        over.append(viewer.verdict("kill", "worker 1"))
    for frame in over:
        assert is_all_right(frame), frame
        assert frame["pause"] > 0, frame
        assert frame["accepted"] > 0 or frame["place"] == "web", frame
    heard = got(talkers)
    said = sum(talker.said for talker in talkers)
    ledger = viewer.until("ledger")
    while (ledger["accepted"], ledger["stored"], ledger["balanced"]) != (said, said, True):
        assert ledger["accepted"] <= said
        assert ledger["stored"] <= said
        ledger = viewer.until("ledger")
    assert is_all_right(ledger)
    assert ledger["delivered"] == sum(map(len, heard.values())) == 3 * said
    assert [one["told"] for one in ledger["told"]] == [one["heard"] for one in ledger["told"]]
    assert [one["told"] for one in ledger["told"]] == [said, said]
    assert [one["given"] for one in ledger["bytes"]] == [one["kernel"] + one["waiting"] for one in ledger["bytes"]]


def test_the_way_of_a_message_has_all_its_steps_and_the_very_lines(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    viewer = look()
    for talker in talkers:
        asked = talker.say(f"halo dari {talker.name}.")
        lines = [one.client.until("halo dari") for one in talkers if one is not talker]
        frame = viewer.until("message", text=f"halo dari {talker.name}.")
        assert (frame["sender"], frame["place"], frame["private"]) == (talker.name, "lobby", False)
        assert (frame["came"], frame["came_bytes"]) == (asked, len(asked))
        assert frame["length"] == len(frame["text"])
        receivers = frame["receivers"]
        told = Counter({one["line"].rstrip("\r\n"): 0 for one in receivers})
        for one in receivers:
            told[one["line"].rstrip("\r\n")] += one["count"]
            assert (one["bytes"], len(one["cids"])) == (len(one["line"].encode()), one["count"])
        assert told == Counter(lines)
        assert {one["dialect"] for one in receivers} == {"pm", "sendto", "mamushi", "irc"} - {frame["dialect"]}
        check_steps(frame)
        for one in talkers:
            one.heard()


STATE = ["read", "ruled", "stored", "told"]
WORKER = ["woke", "asked", "heard", "rendered", "recorded", "written", "consumed"]


def check_steps(frame: Frame) -> None:
    steps = [(one["step"], one["process"]) for one in frame["steps"]]
    times = [one["us"] for one in frame["steps"]]
    assert times == sorted(times)
    assert times[0] == 0
    assert [step for step, _ in steps if step in ("woke", "asked", *STATE)] == ["woke", "asked", *STATE]
    (sender,) = {process for step, process in steps if step == "woke"}
    assert [step for step, process in steps if process == sender and step in ("woke", "asked", "consumed")] == [
        "woke", "asked", "consumed",
    ]  # fmt: skip
    for worker in {one["worker"] for one in frame["receivers"]}:
        own = [step for step, process in steps if process == f"worker {worker}"]
        assert own == [step for step in WORKER if step in own]
        assert {"heard", "rendered", "recorded", "written"} <= {*own}


def test_a_message_of_a_dialect_that_only_fetches_is_seen_as_well(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    viewer = look()
    client, _ = server.token("tk" + talkers[0].name)
    client.call("sendgroup lobby halo dari token.")
    frame = viewer.until("message", text="halo dari token.")
    assert (frame["dialect"], frame["came"]) == ("token", "sendgroup lobby halo dari token.\n")
    assert Counter({one["dialect"]: one["count"] for one in frame["receivers"]}) == Counter(
        ["pm", "sendto", "mamushi", "irc"]
    )
    check_steps(frame)


def test_the_token_of_a_session_is_in_no_frame(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    """Whoever has it is that user."""
    viewer = look()
    client, token = server.token("tk" + talkers[0].name)
    client.call(f"sendgroup {token} lobby halo dari token.")
    frame = viewer.until("message", text="halo dari token.")
    assert (frame["dialect"], frame["came"]) == ("token", "sendgroup ... lobby halo dari token.\n")
    assert frame["came_bytes"] == len(f"sendgroup {token} lobby halo dari token.\n")
    viewer.until("connections")
    assert token not in "".join(viewer.seen)


def test_of_what_was_sent_in_one_go_the_very_line_is_shown(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    viewer = look()
    pm = talkers[0]
    pm.client.send(f"pm {talkers[1].name} halo, {SECRET}", "halo semua", "halo")
    assert viewer.until("message", text="halo")["came"] == "halo\n"
    assert SECRET not in "".join(viewer.seen)


SECRET = "sandi-mawar"


def test_what_is_said_in_private_is_in_no_frame(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    """Of all that viewers are sent from beginning to end."""
    viewer = look()
    client, token = server.token("tk" + talkers[0].name)
    for talker, whom in zip(talkers, talkers[1:] + talkers[:1], strict=True):
        talker.tell(whom.name, SECRET)
        whom.client.until(SECRET)
    client.call(f"send {token} {talkers[0].name} {SECRET}")
    talkers[0].client.until(SECRET)
    room = "ruang-bunga"
    for line in (f"creategrup {room}", f"switchgrup {room} {SECRET}"):
        talkers[0].client.ask(line, room)
    frames = viewer.messages(6)
    assert [frame["private"] for frame in frames] == [True] * 6
    for frame in frames:
        assert (frame["sender"], frame["place"], frame["text"], frame["came"], frame["cid"]) == (
            "",
            "private",
            "",
            "",
            0,
        )
        assert frame["length"] == len(SECRET)
        assert frame["came_bytes"] > frame["length"]
        assert all((one["line"], one["cids"]) == ("", []) for one in frame["receivers"])
    for verdict in (viewer.verdict("kill", "worker 1"), viewer.verdict("kill", "state")):
        assert is_all_right(verdict)
    seen = "".join(viewer.seen)
    assert talkers[0].name in seen
    assert SECRET not in seen
    assert room not in seen


def test_the_strip_has_the_lines_of_the_console(server: Server, look: Callable[[], Viewer]) -> None:
    viewer = look()
    name = "ev" + os.urandom(3).hex()
    server.pm(name)
    told = viewer.until("event")
    while name not in told["text"]:
        told = viewer.until("event")
    assert told["level"] == "info"
    viewer.do("kill", "worker 2")
    told = viewer.until("event")
    while "died" not in told["text"]:
        told = viewer.until("event")
    server.says(told["text"])
    viewer.until("action", phase="over")


def test_others_have_successors_as_well(look: Callable[[], Viewer], talkers: list[Talker]) -> None:
    viewer = look()
    with Talking(talkers):
        for place in ("spare", "standby", "transfers", "view"):
            frame = viewer.verdict("kill", place)
            assert is_all_right(frame), frame
    got(talkers)


def test_who_is_stopped_goes_on_when_he_may(look: Callable[[], Viewer], talkers: list[Talker]) -> None:
    viewer = look()
    with Talking(talkers):
        for place in ("worker 1", "state"):
            viewer.do("stop", place)
            viewer.until("action", what="stop", place=place, phase="begun")
            while statuses(viewer.until("processes"))[place] != "stopped":
                pass
            viewer.do("continue", place)
            viewer.until("action", what="continue", place=place, phase="over")
            frame = viewer.until("action", what="stop", place=place, phase="over")
            assert is_all_right(frame), frame
    got(talkers)


def statuses(frame: Frame) -> dict[str, str]:
    return {one["place"]: one["status"] for one in frame["processes"]}


def test_what_cannot_be_is_refused_in_words(look: Callable[[], Viewer], server: Server) -> None:
    viewer = look()
    before = server.started()
    for what, place in (
        ("kill", "supervisor"), ("kill", "forker"), ("kill", "worker 3"), ("kill", ""), ("stop", "spare"),
        ("stop", "x"),
    ):  # fmt: skip
        viewer.do(what, place)
        frame = viewer.until("action", what=what, place=place)
        assert frame["phase"] == "refused"
        assert " " in frame["reason"]
    assert server.started() == before


def test_the_processes_are_those_that_there_are(server: Server, look: Callable[[], Viewer]) -> None:
    viewer = look()
    server.pm("pr" + os.urandom(3).hex())
    there = eventually(lambda: len(found := server.started()) >= 7 and found, "all of them")
    frame = viewer.until("processes")
    while not statuses(frame) or {"gone", "begins"} & {*statuses(frame).values()}:  # at first none is known
        frame = viewer.until("processes")
    pids = {one["place"]: one["pid"] for one in frame["processes"]}
    assert pids.pop("supervisor") == server.process.pid
    assert pids.pop("forker") == server.fork_server().pid
    assert set(pids.values()) == there.keys()
    assert {"worker 1", "worker 2", "spare", "state", "standby", "web"} <= pids.keys()
    assert sum(one["connections"] for one in frame["processes"]) >= 1
    assert all(one["memory"] > 0 for one in frame["processes"])


def test_connections_are_described(look: Callable[[], Viewer], talkers: list[Talker]) -> None:
    viewer = look()
    expected = dict(zip([one.name for one in talkers], ["pm", "sendto", "mamushi", "irc"], strict=True))
    found: dict[str, str] = {}
    while not expected.items() <= found.items():
        frame = viewer.until("connections")
        assert len(frame["shown"]) == frame["total"]
        found |= {one["name"]: one["dialect"] for one in frame["shown"]}
        assert all((one["waiting"], one["fault"]) == (0, "") for one in frame["shown"])


FRAMES = {
    "hello": {"version", "port", "lang", "workers"},
    "processes": {"at", "processes"},
    "connections": {"worker", "total", "shown"},
    "ledger": {
        "since", "accepted", "stored", "delivered", "waiting", "lost", "doubled", "disconnected", "left", "balanced",
        "told", "bytes", "per_second",
    },
    "message": {
        "seq", "at", "sender", "place", "private", "text", "length", "dialect", "cid", "came", "came_bytes", "steps",
        "receivers",
    },
    "event": {"at", "level", "text"},
    "queues": {"workers", "view"},
    "faults": {"faults"},
    "action": {
        "number", "what", "place", "at", "phase", "reason", "pause", "connections", "lost", "doubled", "disconnected",
        "accepted", "balanced",
    },
    "error": {"text"},
}  # fmt: skip
"""Of each type, what viewers rely on."""


def test_frames_have_what_viewers_rely_on(look: Callable[[], Viewer], talkers: list[Talker]) -> None:
    viewer = look()
    talkers[0].say("halo")
    viewer.do("burn")
    viewer.do("kill", "nobody")
    viewer.do("kill", "spare")
    found: dict[str, Frame] = {}
    for text in viewer.seen:
        found[json.loads(text)["type"]] = json.loads(text)
    while not found.keys() >= FRAMES.keys():
        frame = viewer.frame()
        found[frame["type"]] = frame
    assert {kind: set(found[kind]) - {"type"} for kind in FRAMES} == FRAMES
    assert set(found["queues"]["workers"][0]) == {"worker", "batches", "lines", "tells", "bytes", "lagging"}


def test_who_does_not_read_is_dropped_and_others_go_on(server: Server, look: Callable[[], Viewer]) -> None:
    """It asks for so much nonsense that the complaints about it fill all that may wait for it."""
    viewer = look()
    silent = socket.socket()
    silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    silent.settimeout(DEADLINE)
    silent.connect(("127.0.0.1", server.port))
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
    key = f"{upgrade}\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    silent.sendall(f"GET /lab/live HTTP/1.1\r\nHost: localhost\r\n{key}\r\n\r\n".encode())
    nonsense = b"\x81\x81\0\0\0\0x" * 1000  # a frame of one character, masked by zeros
    with silent:
        eventually(lambda: not is_taken(silent, nonsense), "the end of the connection", every=0)
    assert viewer.came == 1
    assert viewer.until("ledger")["balanced"]


def is_taken(sock: socket.socket, data: bytes) -> bool:
    try:
        sock.sendall(data)
    except ConnectionError:
        return False
    return True


def test_who_comes_later_is_told_what_there_is_and_what_was(
    server: Server, look: Callable[[], Viewer], talkers: list[Talker]
) -> None:
    first = look()
    first.wish(do="fault", target=talkers[0].name, kind="delay", delay=20, jitter=0, seconds=3600)
    while not (faults := first.until("faults")["faults"]):
        pass
    over = first.verdict("kill", "worker 2")
    second = look()
    told = [json.loads(text) for text in second.seen]
    second.wish(do="heal")
    while second.until("faults")["faults"]:
        pass
    assert [frame["type"] for frame in told[:3]] == ["hello", "question", "faults"]
    assert [one["target"] for one in told[2]["faults"]] == [one["target"] for one in faults] == [talkers[0].name]
    assert over in told
    assert any(frame["type"] == "event" and "died" in frame["text"] for frame in told)


def test_who_asks_for_what_cannot_be_is_told_so_alone(look: Callable[[], Viewer], talkers: list[Talker]) -> None:
    asks, other = look(), look()
    for wish in ({"do": "burn"}, {"do": "fault", "target": talkers[0].name, "kind": "burn"}):
        asks.wish(**wish)
        assert " " in asks.until("error")["text"]
    talkers[0].say("halo semua")
    other.until("message", text="halo semua")
    assert not [text for text in other.seen if json.loads(text)["type"] == "error"]


def test_without_a_lesson_there_is_nothing_to_be_seen(start: Start) -> None:
    server = start("--workers", "1")
    browser = Browser(server.port)
    for path in ("/lab", "/lab/live", "/lab?token=", "/lab/live?token=", "/lab/index.html", "/lab/x/y"):
        assert browser.ask("GET", path).status == 404
    browser.close()
    with pytest.raises(InvalidStatus) as refused:
        Viewer(server.port)
    assert refused.value.response.status_code == 404
    assert on_board(server) == set()


def test_from_other_names_and_pages_nobody_may(server: Server) -> None:
    browser = Browser(server.port)
    own = f"http://127.0.0.1:{server.port}"
    assert browser.ask("GET", "/lab").status == 200
    assert browser.ask("GET", "/lab", Origin=own).status == 200
    for path in ("/lab", "/lab/live"):
        assert browser.ask("GET", path, Host="jahat.example").status == 403
        assert browser.ask("GET", path, Host="jahat.example", Origin="http://jahat.example").status == 403
        assert browser.ask("GET", path, Origin="http://jahat.example").status == 403
        assert browser.ask("GET", f"{path}?token=salah", Host="jahat.example").status == 403
    browser.close()

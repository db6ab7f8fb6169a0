"""kill -9 of everything at once: what was acknowledged is there, once and in order."""

import threading
from collections.abc import Callable
from typing import Any

from .client import Closed, Mamushi, eventually
from .server import Server

Start = Callable[..., Server]
WITHOUT_LIMIT = ("--burst", "1000000", "--rate", "1000000")
AT_ONCE = 20
ENOUGH = 400


class Sender(threading.Thread):
    """Sends numbered messages to the class room until the connection ends; `acknowledged`: the SEQ by ID."""

    def __init__(self, client: Mamushi, name: str) -> None:
        super().__init__()
        self.client = client
        self.name = name
        self.acknowledged: dict[str, int] = {}
        self.next = 0
        self.start()

    def request(self, number: int) -> dict[str, Any]:
        return {"RECEIVER": "kelas", "CONTENT": f"{self.name} {number}", "ID": f"{self.name}-{number}"}

    def run(self) -> None:
        try:
            while True:
                for _ in range(AT_ONCE):
                    self.client.request("SEND", **self.request(self.next))
                    self.next += 1
                answers = 0
                while answers < AT_ONCE:
                    got = self.client.read()
                    if got["CODE"] == "SEND_OK":
                        self.acknowledged[got["ID"]] = got["SEQ"]
                        answers += 1
        except (Closed, OSError):
            pass


def test_everything_acknowledged_outlives_a_crash_under_load(start: Start) -> None:
    server = start(*WITHOUT_LIMIT)
    clients = [server.mamushi(f"eko{number}") for number in range(3)]
    clients[0].call("MAKE_ROOM", CONTENT="kelas")
    for client in clients:
        assert client.call("JOIN_ROOM", CONTENT="kelas")["CODE"] == "JOIN_ROOM_OK"
    senders = [Sender(client, f"eko{number}") for number, client in enumerate(clients)]
    eventually(lambda: all(len(sender.acknowledged) >= ENOUGH for sender in senders), "enough of load")
    server.kill_all()
    for sender in senders:
        sender.join()
    server.hang_up()

    again = start(*WITHOUT_LIMIT, data=server.data)
    clients = [again.mamushi(f"eko{number}", register=False) for number in range(3)]
    # What was not acknowledged is sent again by the same IDs, whether it had arrived or not.
    for sender, client in zip(senders, clients, strict=True):
        for number in range(sender.next):
            if f"{sender.name}-{number}" not in sender.acknowledged:
                answer = client.call("SEND", **sender.request(number))
                sender.acknowledged[answer["ID"]] = answer["SEQ"]
    history = clients[0].history("kelas")
    order = [message["SEQ"] for message in history]
    assert order == sorted(set(order))
    for sender in senders:
        mine = {message["CONTENT"]: message["SEQ"] for message in history if message["SENDER"] == sender.name}
        assert len(mine) == sum(message["SENDER"] == sender.name for message in history), "something is there twice"
        assert list(mine) == [f"{sender.name} {number}" for number in range(sender.next)]
        assert mine == {key.replace("-", " "): seq for key, seq in sender.acknowledged.items()}


def test_messages_for_somebody_offline_outlive_it(start: Start) -> None:
    server = start(*WITHOUT_LIMIT)
    server.sendto("ani").ask("logout", "[OK]")
    eko = server.mamushi("eko")
    for number in range(150):
        assert eko.call("SEND", RECEIVER="ani", CONTENT=f"nomor {number}.")["CODE"] == "SEND_OK"
    server.kill_all()
    ani = start(data=server.data).sendto("ani", verb="login")
    for number in range(150):
        line = ani.line()
        assert line.startswith("[eko -> ani] (")
        assert line.endswith(f") nomor {number}.")
    ani.send("list")
    ani.expect("[List] ani")


def test_what_was_pushed_is_not_pushed_again(start: Start) -> None:
    server = start()
    ani, eko, budi = server.sendto("ani"), server.mamushi("eko"), server.pm("budi")
    for number in range(5):
        budi.ask(f"pm ani sudah {number}", "[OK]")
        budi.ask(f"pm eko sudah {number}", "[OK]")
        ani.until(f"[budi -> ani] sudah {number}")
        assert eko.push("MESSAGE")["CONTENT"] == f"sudah {number}"
    ani.ask("list", "[List]")
    eko.call("PING")
    ani.close()
    budi.until("[Keluar] ani")
    for number in range(3):
        budi.ask(f"pm ani belum {number}", "[OK]")
    server.kill_all()

    again = start(data=server.data)
    ani = again.sendto("ani", verb="login")
    assert [ani.line().rpartition(") ")[2] for _ in range(3)] == ["belum 0", "belum 1", "belum 2"]
    ani.send("list")
    ani.expect("[List] ani")
    assert again.mamushi("eko", register=False).texts() == []


def test_rooms_tokens_and_inboxes_outlive_it(start: Start) -> None:
    server = start()
    tini, token = server.token("tini")
    paff, other = server.token("paff")
    assert tini.call(f"creategroup {token} kelas")["status"] == "OK"
    assert paff.call(f"joingroup {other} kelas")["status"] == "OK"
    assert paff.call(f"send {other} tini sudah dibaca")["status"] == "OK"
    assert list(tini.call("inbox")["messages"]) == ["paff"]
    assert paff.call(f"send {other} tini belum dibaca")["status"] == "OK"
    assert paff.call(f"sendgroup {other} kelas untuk semua")["status"] == "OK"
    server.kill_all()

    again = start(data=server.data)
    _, third = again.token("neko")
    tini, _ = again.token("robo")
    (message,) = tini.call(f"inbox {token}")["messages"]["paff"]
    assert message["msg"] == "belum dibaca"
    assert [m["msg"] for m in tini.call(f"inboxgroup {token} kelas")["messages"]] == ["untuk semua"]
    assert tini.call(f"inboxgroup {third} kelas")["message"] == "Bukan Anggota Group"


def test_a_guest_who_comes_back_is_in_her_rooms_and_missed_nothing(start: Start) -> None:
    server = start()
    ani = server.mamushi("ani")
    gita = server.connect(Mamushi)
    token = gita.call("GUEST", CONTENT="gita")["TOKEN"]
    assert gita.call("CREATE_GROUP", RECEIVER="tim", CONTENT=["ani"])["CODE"] == "CREATE_GROUP_OK"
    assert ani.call("ACCEPT", RECEIVER="tim")["CODE"] == "ACCEPT_OK"
    seen = ani.call("SEND", RECEIVER="tim", CONTENT="sebelum")["SEQ"]
    assert gita.push("MESSAGE")["SEQ"] == seen
    server.kill_all()

    again = start(data=server.data)
    ani = again.mamushi("ani", register=False)
    assert ani.call("SEND", RECEIVER="tim", CONTENT="sesudah")["CODE"] == "SEND_OK"
    gita = again.connect(Mamushi)
    assert gita.call("RESUME", TOKEN=token, SEQ=seen)["CODE"] == "RESUME_OK"
    assert gita.push("MESSAGE")["CONTENT"] == "sesudah"
    assert gita.call("SEND", RECEIVER="tim", CONTENT="masih di sini")["CODE"] == "SEND_OK"
    assert ani.push("MESSAGE")["CONTENT"] == "masih di sini"


def test_it_survives_crash_after_crash(start: Start) -> None:
    data = None
    for crash in range(3):
        server = start(data=data)
        eko = server.mamushi("eko", register=crash == 0)
        assert [message["CONTENT"] for message in eko.history("lobby")] == [f"halo {n}" for n in range(crash)]
        assert eko.call("SEND", RECEIVER="lobby", CONTENT=f"halo {crash}")["CODE"] == "SEND_OK"
        server.kill_all()
        data = server.data

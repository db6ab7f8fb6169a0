"""Servers that are linked: what crosses, who is let in, and what outlives what."""

import os
import random
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
import pytest

from .client import DEADLINE, eventually
from .files import Person
from .realms import KEY, Home, Realms, Stranger
from .server import Server, free_port, run

Start = Callable[..., Server]
ENOUGH = 150
CONTENT = random.Random(4).randbytes(1_500_000)


@pytest.fixture
def realms(start: Start, tmp_path: Path) -> Callable[..., Realms]:
    def make(names: str = "ab", *options: object) -> Realms:
        return Realms(start, tmp_path, names, *options)

    return make


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realms]:
    """Realms a and b, which know c as well; several tests use them. What a tells b is encrypted."""
    started: list[Server] = []

    def start(*options: object, **more: Any) -> Server:
        started.append(Server(more.pop("data"), *options, **more))
        return started[-1]

    realms = Realms(start, tmp_path_factory.mktemp("realms"), "abc", encrypted="b")
    realms.up("a", "b")
    yield realms
    for server in started:
        server.stop()


def test_all_dialects_write_to_another_realm_and_meet_in_its_rooms(both: Realms) -> None:
    ani, (tini, token), sinta = both["a"].pm("ani"), both["a"].token("tini"), both["a"].sendto("sinta")
    budi = both["b"].mamushi("budi")
    ani.ask("pm budi@b dari pm", "[OK] pesan untuk budi@b terkirim")
    sinta.ask("sendto budi@B dari sendto", "[OK]")
    assert tini.call(f"send {token} budi@b dari token")["status"] == "OK"
    assert tini.call("sendprivaterealm b budi ke realm")["status"] == "OK"
    got = [budi.push("MESSAGE") for _ in range(4)]
    assert [(m["SENDER"], m["CONTENT"]) for m in got] == [
        ("ani@a", "dari pm"),
        ("sinta@a", "dari sendto"),
        ("tini@a", "dari token"),
        ("tini@a", "ke realm"),
    ]
    for name in ("ani", "sinta", "tini"):
        assert budi.call("SEND", RECEIVER=f"{name}@a", CONTENT=f"hai {name}")["CODE"] == "SEND_OK"
    ani.until("[PrivateMessage] from budi@b : hai ani")
    sinta.until("[budi@b -> sinta] hai sinta")
    eventually(lambda: tini.call("inbox")["messages"].get("budi@b"), "the message for tini")
    assert [m["SENDER"] for m in budi.history("ani@a")] == ["ani@a", "budi"]

    assert budi.call("MAKE_ROOM", CONTENT="kelas")["CODE"] == "MAKE_ROOM_OK"
    assert budi.call("JOIN_ROOM", CONTENT="kelas")["CODE"] == "JOIN_ROOM_OK"
    # The answer to the first line is that of the other realm, and the second one is answered after it.
    ani.send("joingrup kelas@b", "whoami")
    assert ani.until("kelas@b") == "[OK] bergabung dengan kelas@b"
    ani.expect("[Whoami] ani")
    assert tini.call(f"joingroup {token} kelas@b")["message"] == "Bergabung Dengan Group"
    assert tini.call("sendgrouprealm b kelas halo kelas")["status"] == "OK"
    ani.until("[Grupchat] tini@kelas@b : halo kelas")
    assert budi.push("JOINED")["CONTENT"] == "ani@a"
    message = budi.push("MESSAGE")
    assert (message["SENDER"], message["ROOM"], message["CONTENT"]) == ("tini@a", "kelas", "halo kelas")
    assert budi.call("ROOM_USERS", RECEIVER="kelas")["CONTENT"] == ["ani@a", "budi", "tini@a"]
    ani.ask("switchgrup kelas@b listuser", "[Groupchat] kelas@b: ani, budi@b, tini")
    assert tini.call("joingroup mana@b")["message"] == "Group Tidak Ditemukan"
    assert tini.call("sendprivaterealm z budi hai")["message"] == "realm z tidak dikenal di sini"
    assert budi.call("SEND", RECEIVER="tono@a", CONTENT="hai")["CODE"] == "SEND_OK"
    assert budi.push("MESSAGE")["SENDER"] == "server"
    ani.close()
    assert budi.push("OFFLINE")["SENDER"] == "ani@a"
    assert budi.push("LEFT")["CONTENT"] == "ani@a"


def test_invitations_cross_and_are_answered(both: Realms) -> None:
    ani, budi = both["a"].pm("anton"), both["b"].pm("bono")
    ani.ask("creategrup tim adduser bono@b", "[OK] grup tim dibuat")
    budi.until("[Invitation] anton@a mengundang ke tim@a, anggota: anton@a")
    budi.ask("acceptgrup tim@a", "[OK] bergabung dengan tim@a")
    ani.until("[Groupchat] bono@b bergabung dengan tim")
    ani.ask("switchgrup tim halo", "[Grupchat] anton@tim : halo")
    budi.until("[Grupchat] anton@a@tim@a : halo")
    budi.ask("exitgrup tim@a", "[OK] keluar dari tim@a")
    ani.until("[Groupchat] bono@b meninggalkan groupchat tim")


def test_files_cross_to_users_and_rooms(both: Realms) -> None:
    ani, budi = Person(both["a"], "anisa"), Person(both["b"], "bagus")
    ani.send("bagus@b", CONTENT)
    message = budi.chat.push("MESSAGE")
    assert (message["TYPE"], message["SENDER"], message["CONTENT"]) == ("FILE", "anisa@a", "foto.jpg")
    assert budi.get(message["FILE"]) == CONTENT
    assert ani.chat.call("MAKE_ROOM", CONTENT="album")["CODE"] == "MAKE_ROOM_OK"
    assert ani.chat.call("JOIN_ROOM", CONTENT="album")["CODE"] == "JOIN_ROOM_OK"
    assert budi.chat.call("JOIN_ROOM", CONTENT="album@a")["CODE"] == "JOIN_ROOM_OK"
    budi.send("album@a", b"dari b")
    message = ani.chat.push("MESSAGE")
    assert (message["SENDER"], message["ROOM"]) == ("bagus@b", "album")
    assert ani.get(message["FILE"]) == b"dari b"
    ani.send("bagus@b", b"tidak mau")
    fid = budi.chat.push("MESSAGE")["FILE"]
    assert budi.chat.call("REJECT", FILE=fid)["CODE"] == "REJECT_OK"
    assert ani.chat.push("MESSAGE")["CONTENT"] == "bagus@b menolak berkas foto.jpg"
    eventually(lambda: not arriving(both["b"]) and not arriving(both["a"]), "the end of what was arriving")


def test_a_content_goes_on_where_it_stopped_and_is_checked(both: Realms) -> None:
    tini = Person(both["b"], "tiara")
    digest, half = sha256(CONTENT).hexdigest(), len(CONTENT) // 2

    def link() -> Stranger:
        stranger = both["b"].connect(Stranger)
        stranger.prove(stranger.greet("c", "b", LANE=1))
        stranger.heard()
        return stranger

    def talk(number: int) -> dict[str, Any]:
        file = {"size": len(CONTENT), "sha256": digest}
        talk = {"what": "talk", "sender": "citra", "at": 0, "text": f"{number}.jpg", "to": "tiara", "file": file}
        return {"NUMBER": number, "ENTRY": talk}

    first = link()
    first.say(CONTENT=digest, SIZE=len(CONTENT))
    assert first.heard() == {"OFFSET": 0}
    first.raw(CONTENT[:half])
    eventually(lambda: [path.stat().st_size for path in arriving(both["b"])] == [half], "half of it")
    first.close()
    second = link()
    second.say(CONTENT=digest, SIZE=len(CONTENT))
    assert second.heard() == {"OFFSET": half}
    second.raw(CONTENT[half:])
    second.say(**talk(1))
    assert second.heard() == {"RECEIVED": 1}
    assert tini.get(tini.chat.push("MESSAGE")["FILE"]) == CONTENT
    # Nobody gets at a content by its name alone, with other bytes, or if it is too large.
    second.say(**talk(2))
    assert second.heard() == {"RECEIVED": 2}
    second.say(CONTENT=digest, SIZE=len(CONTENT))
    assert second.heard() == {"OFFSET": 0}
    second.raw(bytes(len(CONTENT)))
    second.say(**talk(3))
    assert second.heard() == {"RECEIVED": 3}
    for content, size in ((digest, 2**40), (digest, -1), ("../../lock", 5)):
        second.say(CONTENT=content, SIZE=size)
        assert second.heard() == {"OFFSET": -1}
    assert tini.chat.texts() == []
    assert arriving(both["b"]) == []


def arriving(server: Server) -> list[Path]:
    return list((server.data / "files" / "arriving").iterdir())


def test_a_realm_that_is_down_gets_everything_in_order_and_once_though_both_are_killed(realms) -> None:
    both = realms("ab", "--burst", 100000)
    both.up("a", "b")
    both["b"].mamushi("budi").close()
    eko = both["a"].mamushi("eko")
    Person(both["a"], "emil").send("budi@b", CONTENT)
    for number in range(ENOUGH):
        assert eko.call("SEND", RECEIVER="budi@b", CONTENT=f"{number}")["CODE"] == "SEND_OK"
        if number == 50:
            both["b"].kill_all()
    both["a"].kill_all()
    both.up("a", "b")
    budi = both["b"].mamushi("budi", register=False)
    eventually(lambda: len(budi.history("eko@a")) >= ENOUGH, "all messages")
    assert [message["CONTENT"] for message in budi.history("eko@a")] == [str(number) for number in range(ENOUGH)]
    # Before the file has come, nobody here knows emil.
    eventually(lambda: budi.call("HISTORY", RECEIVER="emil@a")["CODE"] == "HISTORY_OK", "the file")
    (file,) = budi.history("emil@a")
    assert Person(both["b"], "budi").get(file["FILE"]) == CONTENT


def test_processes_that_die_are_replaced_and_the_links_come_back(realms) -> None:
    both = realms()
    both.up("a", "b")
    budi = both["b"].mamushi("budi")

    def written(text: str) -> bool:
        client = both["a"].connect()
        try:
            client.send("ani")
            client.expect("[Sukses] username: ani")
            client.ask(f"pm budi@b {text}", "[OK]")
        except (AssertionError, OSError):
            return False
        finally:
            client.close()
        return True

    (links,) = re.findall(r"links (\d+): linked with realm b", both["a"].output.text)
    for what, victim in (("links", int(links)), ("state", both["a"].state().pid)):
        os.kill(victim, signal.SIGKILL)
        eventually(lambda pid=victim: not psutil.pid_exists(pid), "its end")
        eventually(lambda text=what: written(text), "a message")
        assert budi.push("MESSAGE")["CONTENT"] == what
    eventually(lambda: both["a"].output.text.count("linked with realm b") == 3, "the third link")


def test_a_worker_that_dies_cannot_wait_for_another_realm_and_its_client_can(both: Realms) -> None:
    # Realm c is this test: it has let b dial it, and does not answer.
    with socket.create_server(("127.0.0.1", both.ports["c"])) as listener:
        listener.settimeout(DEADLINE)
        with closing(Home(listener, own="c", peer="b")) as home:
            both["b"].says("linked with realm c")
            susi = both["b"].pm("susi")
            susi.send("joingrup kelas@c", "whoami")
            asked = home.hear_until("join")
            os.kill(both["b"].worker_of("susi"), signal.SIGKILL)
            susi.expect("[Error] realm c sedang tidak terhubung, coba lagi nanti", "[Whoami] susi")
            # It was too late to let her in: that is taken back.
            stranger = both["b"].connect(Stranger)
            stranger.prove(stranger.greet("c", "b"))
            upto = stranger.heard()["RECEIVED"]
            roster = {
                "what": "roster",
                "number": asked["number"],
                "user": "susi",
                "room": "kelas",
                "open": True,
                "members": ["susi@b"],
            }
            stranger.say(NUMBER=upto + 1, ENTRY=roster)
            left = home.hear_until("leave")
            assert (left["user"], left["room"]) == ("susi", "kelas")


def test_strangers_get_nowhere(both: Realms) -> None:
    tono = both["b"].mamushi("tono")

    def refused(own: str, peer: str, **more) -> str:
        stranger = both["b"].connect(Stranger)
        answer = stranger.greet(own, peer, **more)
        assert stranger.rest() == ""
        return answer["FAULT"]

    assert refused("z", "b") == "link_no_peer"
    assert refused("b", "b") == "link_other_realm"
    assert refused("c", "a") == "link_other_realm"
    assert refused("c", "b", NONCE="1") == "link_not_understood"
    forged = both["b"].connect(Stranger)
    forged.prove(forged.greet("c", "b"), key="ein ganz anderer Schluessel")
    assert "link_wrong_key" in forged.rest()

    # A recording of a good handshake does not help either.
    good = both["b"].connect(Stranger)
    challenge = good.greet("c", "b")
    good.prove(challenge)
    assert good.heard()["RECEIVED"] < 7
    replayed = both["b"].connect(Stranger)
    replayed.greet("c", "b", NONCE=good.nonce)
    replayed.prove(challenge)
    assert "link_wrong_key" in replayed.rest()

    # Whoever has the key speaks for his own users, and as long as nobody touches the line.
    assert good.deliver(7, what="talk", sender="citra", at=0, text="asli", to="tono") == 7
    assert good.deliver(8, what="talk", sender="ani@a", at=0, text="palsu", to="tono") == 8
    assert good.deliver(9, what="talk", sender="tono@b", at=0, text="palsu", to="tono") == 9
    assert good.deliver(7, what="talk", sender="citra", at=0, text="sekali lagi", to="tono") == 9
    assert good.deliver(10, what="besok", x=1) == 10
    assert good.deliver(11, what="talk", sender="citra", at=0, text="lagi", to="tono") == 11
    line = good.seal('{"NUMBER":12,"ENTRY":{"what":"talk","sender":"citra","at":0,"text":"ya","to":"tono"}}')
    good.send(line.replace("ya", "no"))
    good.rest()
    both["b"].says("tampered")
    assert [(m["SENDER"], m["CONTENT"]) for m in tono.history("citra@c")] == [("citra@c", "asli"), ("citra@c", "lagi")]
    assert tono.texts() == ["asli", "lagi"]
    assert both["b"].output.text.count("said what it may not say") == 1
    assert KEY not in both["b"].output.text


def test_a_stranger_who_says_nothing_more_or_far_too_much_is_hung_up_on(both: Realms) -> None:
    stranger = both["b"].connect(Stranger)
    stranger.greet("c", "b")
    stranger.raw(b"x" * 10_000)
    with suppress(OSError):
        stranger.rest()


def test_a_client_may_still_begin_with_anything(both: Realms) -> None:
    client = both["b"].connect()
    client.ask('{"FLAG":"GUEST","CONTENT":"LINK"}', "GUEST_OK")


def test_keys_and_names_that_do_not_fit_get_one_clear_line(tmp_path: Path, start: Start) -> None:
    keys, data = tmp_path / "keys", ("--data", tmp_path / "data", "--lang", "en")
    keys.write_text("pendek")
    done = run(9, *data, "--realm", "a", "--peer", "b=h:1", "--peer-key", keys)
    assert (done.returncode, done.stderr) == (1, f"ruang: {keys}, line 1: a key has 16 characters at least\n")
    start("--realm", "a", data=tmp_path / "data").stop()
    done = run(free_port(), *data, "--realm", "b")
    assert (done.returncode, done.stderr) == (1, f"ruang: {tmp_path / 'data'} belongs to the realm a\n")

"""Servers that are linked: what crosses, who is let in, and what outlives what."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from .client import eventually
from .realms import KEY, Realms, Stranger
from .server import Server, free_port, run

Start = Callable[..., Server]
ENOUGH = 150


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


def test_a_realm_that_is_down_gets_everything_in_order_and_once_though_both_are_killed(realms) -> None:
    both = realms("ab", "--burst", 100000)
    both.up("a", "b")
    both["b"].mamushi("budi").close()
    eko = both["a"].mamushi("eko")
    for number in range(ENOUGH):
        assert eko.call("SEND", RECEIVER="budi@b", CONTENT=f"{number}")["CODE"] == "SEND_OK"
        if number == 50:
            both["b"].kill_all()
    both["a"].kill_all()
    both.up("a", "b")
    budi = both["b"].mamushi("budi", register=False)
    eventually(lambda: len(budi.history("eko@a")) >= ENOUGH, "all messages")
    assert [message["CONTENT"] for message in budi.history("eko@a")] == [str(number) for number in range(ENOUGH)]


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
    assert len(re.findall(r"links \d+: linked with realm b", both["a"].output.text)) == 3


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
    assert good.received() == 0
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
    eventually(lambda: "tampered" in both["b"].output.text, "the line on the console")
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

"""What was asked and is not answered when a worker dies: the answer comes once, from its successor."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest

from chatlib.server.worker.inlet import PEEKS
from chatlib.server.worker.takeover.record import recall

from .client import Client, Mamushi, eventually
from .server import Server

pytestmark = pytest.mark.skipif(not PEEKS, reason="a connection outlives its worker only where bytes can be looked at")

HOW = pytest.mark.parametrize("how", ["worker", "both"])
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """All connections have the same worker, so that one of them can tell how far it has come."""
    server = Server(tmp_path_factory.mktemp("data"), "--workers", "1")
    yield server
    server.stop()


@contextmanager
def unanswered(server: Server, how: str) -> Iterator[Client]:
    """What is asked in here is not answered when the worker is killed; the state gets to it later, or is killed too, or
    it alone is.

    Gives a client without line ends, whose message `halo` is the last thing that was asked.
    """
    bare = server.connect()
    bare.raw(b"polos%d" % next(numbers))
    assert bare.exactly(4) == b"true"
    state, (worker,) = server.state(), server.workers()
    state.suspend()
    try:
        yield bare
        bare.raw(b"halo")
        with server.record(1) as log:
            eventually(lambda: any(one.cut > one.taken for one in recall(log)[2].values()), "the question")
        if how != "state":
            psutil.Process(worker).kill()
        if how != "worker":
            state.kill()
    finally:
        with suppress(psutil.NoSuchProcess):
            state.resume()


@HOW
def test_each_question_has_its_answer_in_its_turn(server: Server, how: str) -> None:
    pm, sendto, mamushi = server.pm(f"pm{how}"), server.sendto(f"se{how}"), server.mamushi(f"ma{how}")
    poller, token = server.token(f"to{how}")
    for client, line, answer in ((pm, "whoami", "[Whoami]"), (sendto, "list", "[List]"), (mamushi, "{}", "BAD")):
        client.ask(line, answer)
    with unanswered(server, how):
        pm.send("whoami", f"pm to{how} satu", "exitgrup tidakada", "whoami")
        sendto.send("apa", f"sendto se{how} dua", "sendto tidakada tiga")
        mamushi.request("MAKE_ROOM", CONTENT=f"kamar{how}", ID=1)
        mamushi.request("JOIN_ROOM", CONTENT=f"kamar{how}", ID=2)
        mamushi.request("SEND", RECEIVER=f"to{how}", CONTENT="empat", ID=3)
        poller.send(f"send {token} tidakada nol", "apa", f"whoami {token}")
    whoami, sent = f"[Whoami] pm{how}", f"[OK] pesan untuk to{how} terkirim"
    assert answers(pm, 4) == [whoami, sent, "[Error] grup tidakada tidak ada", whoami]
    help_, error = "[Perintah] sendall, sendto, list, logout", "[Error] tidakada tidak online atau tidak ada"
    assert answers(sendto, 4) == [help_, "[OK]", f"[se{how} -> se{how}] dua", error]
    assert [mamushi.push(code)["ID"] for code in ("MAKE_ROOM_OK", "JOIN_ROOM_OK", "SEND_OK")] == [1, 2, 3]
    refusals = [json.loads(poller.line() or poller.line())["message"] for _ in range(3)]
    assert refusals == ["User Tidak Ditemukan", "Protocol Tidak Benar", "Protocol Tidak Benar"]
    poller.line()
    got = poller.call(f"inbox {token}")["messages"]
    assert {name: [message["msg"] for message in of] for name, of in got.items()} == {
        f"pm{how}": ["satu"],
        f"ma{how}": ["empat"],
    }


def answers(client: Client, count: int) -> list[str]:
    """The next lines that are not about somebody else."""
    lines = (client.line() for _ in itertools.count())
    return list(
        itertools.islice((line for line in lines if not line.startswith(("[Masuk]", "polos", "[polos"))), count)
    )


@pytest.mark.parametrize("how", ["worker", "state", "both"])
def test_of_what_is_said_in_one_breath_nothing_is_lost_or_doubled(server: Server, how: str) -> None:
    ani, budi = server.pm(f"an{how}"), server.pm(f"bu{how}")
    ani.ask("whoami", "[Whoami]")
    texts, before = [str(number) for number in range(150)], len(server.runs())
    with unanswered(server, how):
        ani.send(*(f"pm bu{how} {text}" for text in texts))
    ani.send("whoami")
    sent = f"[OK] pesan untuk bu{how} terkirim"
    assert [ani.until(sent) for _ in texts] == 150 * [sent]
    assert ani.until("[Whoami]") == f"[Whoami] an{how}"
    assert [budi.until("[PrivateMessage]").rpartition(" ")[2] for _ in texts] == texts
    assert len(server.runs()) > before, "else nothing was tried"


@HOW
def test_who_was_just_coming_or_going(server: Server, how: str) -> None:
    account = {"username": f"lama{how}", "password": "rahasia"}
    resumable = server.mamushi(f"lama{how}").call("LOGIN", CONTENT=account, DEVICE="x")["TOKEN"]
    going, leaving = server.sendto(f"pergi{how}"), server.pm(f"keluar{how}")
    pm, guest, resuming, auth, regist, late = (server.connect(Mamushi) for _ in range(6))
    server.lingering |= {f"lama{how}", f"tamu{how}"}
    with unanswered(server, how):
        going.send("logout", f"login pergi{how} rahasia")
        leaving.send("exit", "whoami")
        pm.send(f"baru{how}", "whoami")
        guest.request("GUEST", CONTENT=f"tamu{how}")
        resuming.request("RESUME", TOKEN=resumable, SEQ=0)
        auth.send(f"auth lama{how} rahasia")
        regist.send(f"regist daftar{how} rahasia", "list")
        late.send(f"terakhir{how}", "whoami")
        late.end_input()
    going.until("[OK] logout")
    going.until("[OK] selamat datang")
    assert leaving.rest().count("Whoami") == 0
    pm.until(f"[Whoami] baru{how}")
    token = guest.push("GUEST_OK")["TOKEN"]
    resuming.push("RESUME_OK")
    regist.until("[List]")
    assert late.rest().count("[Whoami]") == 1
    # The tokens that were on their way are those that the state knows.
    auth.ask(f"list {auth.line().split(chr(34))[-2]}", "users")
    guest.close()
    assert server.connect(Mamushi).call("RESUME", TOKEN=token, SEQ=0)["CODE"] == "RESUME_OK"


@HOW
def test_what_comes_without_line_ends_stays_apart(server: Server, how: str) -> None:
    witness = server.pm(f"saksi{how}")
    with unanswered(server, how) as bare:
        pass
    bare.raw(b"kedua")
    heard = [witness.until("polos") for _ in range(3)]
    assert [line.partition(": ")[2] for line in heard] == ["", "halo", "kedua"]


def test_a_state_that_does_nothing_holds_up_answers_and_nothing_else(server: Server) -> None:
    """Whoever replaces a worker meanwhile must not wait for it, else nobody would ever find that it hangs."""
    client, state = server.pm("sabar"), server.state()
    client.send("whoami")
    replaced = server.output.text.count("takes its place")
    state.suspend()
    try:
        (worker,) = server.workers()
        psutil.Process(worker).kill()
        eventually(lambda: server.output.text.count("takes its place") > replaced, "another worker")
    finally:
        state.resume()
    client.until("[Whoami] sabar")

"""The processes of a server: who they are, who replaces them, and how they end."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .client import DEADLINE, eventually
from .server import PROJECT, STOP_WITHIN, Server, command, free_port

Start = Callable[..., Server]


def test_supervisor_workers_and_state_are_processes_of_their_own(server: Server) -> None:
    for name in ("satu", "dua", "tiga", "empat"):
        server.pm(name)
    workers = {server.worker_of(name) for name in ("satu", "dua", "tiga", "empat")}
    state = server.state().pid
    found = {process.pid: process for process in server.processes()}
    assert len({server.process.pid, state, *workers}) == 2 + len(workers)
    assert {server.process.pid, state, *workers} <= set(found)
    for pid in (state, *workers):
        assert found[pid].parent() == server.fork_server(), "whoever the supervisor forks holds its siblings' pipes"


def test_connections_spread_over_all_workers(start: Start) -> None:
    server = start("--workers", "3")
    names = [f"orang{number}" for number in range(9)]
    for name in names:
        server.pm(name)
    assert len({server.worker_of(name) for name in names}) == 3


def test_a_killed_worker_is_replaced_and_its_clients_go_on(start: Start) -> None:
    server = start("--workers", "2")
    clients = {name: server.pm(name) for name in ("ani", "budi", "citra", "dodi")}
    victim = server.worker_of("ani")
    os.kill(victim, signal.SIGKILL)
    pattern = rf"worker {victim} died .*; connections that live on: 2\n(?:.*\n)*?.*worker (\d+) takes its place"
    (successor,) = eventually(lambda: re.findall(pattern, server.output.text), "a new worker")
    assert int(successor) != victim
    new = [server.pm(f"baru{number}") for number in range(4)]
    assert int(successor) in {server.worker_of(f"baru{number}") for number in range(4)}
    new[0].send("halo")
    new[3].until("baru0: halo")
    for name, client in clients.items():
        client.until("baru0: halo")
        client.ask("whoami", f"[Whoami] {name}")


def test_a_killed_spare_is_replaced_and_nobody_notices(server: Server) -> None:
    ani = server.pm("anispare")

    def spares() -> list[int]:
        return [pid for pid, name in server.started().items() if name == "ruang-spare"]

    (spare,) = eventually(spares, "a spare")
    os.kill(spare, signal.SIGKILL)
    eventually(lambda: spares() not in ([], [spare]), "a new spare")
    ani.ask("whoami", "[Whoami] anispare")


def test_who_was_made_by_a_fork_server_that_is_gone_is_replaced_as_well(start: Start) -> None:
    server = start("--workers", "2")
    ani, eko = server.pm("ani"), server.mamushi("eko")
    for who in ("worker", "state", "both"):
        # One that ends over what it was asked for has no successor.
        eventually(lambda: {"ruang-spare", "ruang-standby"} <= set(server.started().values()), "spares")
        before = server.fork_server()
        before.kill()
        server.kill(who)
        eventually(lambda before=before: server.fork_server() != before, "another fork server")
        assert eko.call("SEND", RECEIVER="lobby", CONTENT=f"setelah {who}")["CODE"] == "SEND_OK"
        ani.until(f"eko: setelah {who}")
    server.says("how is not known")


def test_a_killed_state_process_is_replaced_and_knows_everything(start: Start) -> None:
    server = start("--burst", "100000")
    eko = server.mamushi("eko")
    server.sendto("ani").ask("logout", "[OK]")
    assert eko.call("MAKE_ROOM", CONTENT="kelas")["CODE"] == "MAKE_ROOM_OK"
    assert eko.call("JOIN_ROOM", CONTENT="kelas")["CODE"] == "JOIN_ROOM_OK"
    sent = [(eko.call("SEND", RECEIVER="kelas", CONTENT=f"pesan {n}")["SEQ"], f"pesan {n}") for n in range(50)]
    assert eko.call("SEND", RECEIVER="ani", CONTENT="titip")["CODE"] == "SEND_OK"
    server.kill("state")
    server.pm("tamu")
    again = server.mamushi("eko", register=False)
    for device in (eko, again):
        assert [(message["SEQ"], message["CONTENT"]) for message in device.history("kelas")] == sent
    server.sendto("ani", verb="login").until("titip")


def test_nothing_outlives_a_killed_supervisor_and_another_one_can_begin_at_once(start: Start) -> None:
    server = start()
    client = server.pm("budi")
    server.process.kill()
    assert server.ended() == -signal.SIGKILL
    assert client.rest() == ""
    start(data=server.data, port=server.port).pm("budi")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_in_order(start: Start, number: int) -> None:
    server = start()
    budi, ani, eko = server.pm("budi"), server.sendto("ani"), server.mamushi("eko")
    silent, halfway = server.connect(), server.connect()
    halfway.send("login ani salah", "login ani salah")
    halfway.expect("[Error] kata sandi salah", "[Error] kata sandi salah")
    halfway.raw(b"login ani ra")
    eko.raw(b'{"FLAG":')
    budi.ask("whoami", "[Whoami] budi")
    # Ctrl-C goes to all processes of the terminal, SIGTERM to the one that was started.
    os.killpg(server.process.pid, number) if number == signal.SIGINT else server.signal(number)
    for client in (budi, ani, eko, silent, halfway):
        client.rest()  # a reset would be an error
        client.close()
    assert server.ended() == 0
    assert server.errors.text == ""


def test_a_second_interrupt_ends_at_once(start: Start) -> None:
    server = start()
    server.pm("budi")  # and this client does not go by itself
    server.signal(signal.SIGINT)
    server.says("closing down")
    server.signal(signal.SIGINT)
    server.ended()
    assert "everything is closed" not in server.output.text
    assert server.errors.text == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_comes_early_is_obeyed_as_well(tmp_path: Path, number: int) -> None:
    arguments = command(free_port(), "--host", "127.0.0.1", "--data", tmp_path / "data")
    process = subprocess.Popen(
        arguments, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    with process:
        process.stdout.readline()  # that it is open
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
        _, errors = process.communicate(timeout=DEADLINE)
    assert (process.returncode, errors.decode()) == (0, "")


def test_it_starts_again_where_it_was_stopped(start: Start) -> None:
    first = start()
    first.sendto("ani").close()
    first.stop()
    start(data=first.data).sendto("ani", verb="login")


def test_whoever_started_it_is_told_when_it_is_ready_and_alive(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(DEADLINE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "600000")
        server = start()
        assert [systemd.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        server.stop()
        heard = b"WATCHDOG=1"
        while heard == b"WATCHDOG=1":
            heard = systemd.recv(100)
        assert heard == b"STOPPING=1"


def test_a_signal_is_obeyed_while_a_spare_is_being_made(start: Start) -> None:
    server = start()
    server.state().kill()
    server.says("takes its place")
    server.signal(signal.SIGTERM)  # while the next spare takes its time to begin
    assert server.ended(STOP_WITHIN) == 0
    assert server.errors.text == ""

"""A window for every conversation: the client in tmux, as two users have it."""

import os
import signal

import psutil
import pytest

from .client import eventually
from .terminal import ROOT, Tmux, client_command

WINDOW = str(ROOT / "chatlib" / "client" / "windows" / "window.py")
HUB = str(ROOT / "client.py")


@pytest.fixture
def tmux(server):
    """Ends before the server looks whether everybody is gone."""
    one = Tmux()
    yield one
    one.close()
    eventually(lambda: not running(WINDOW), "all windows are gone")


@pytest.fixture
def pair(tmux, server, request, tmp_path):
    """Two accounts in their lobbies, each with a tmux session of its own."""
    mark = f"{abs(hash(request.node.name)) % 10**6:x}"
    names = (f"ani{mark}", f"budi{mark}")
    for name in names:
        server.sendto(name).close()
        enter(tmux, server.port, name, "--downloads", str(tmp_path / "unduh"))
    return names


def enter(tmux, port, name, *options):
    tmux.session(name, client_command(port, "--user", name, *options), RUANG_PASSWORD="rahasia")
    tmux.shows(name, "lobby", f"You are {name}")


def running(program, *words):
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if program in line and all(word in line for word in words):
            found.append(process.pid)
    return found


def test_tab_completes_a_name(tmux, pair):
    ani, budi = pair
    tmux.put(ani, "lobby", f"pm {budi[:-1]}")
    tmux.shows(ani, "lobby", f"lobby> pm {budi[:-1]}")
    tmux.key(ani, "lobby", "Tab")
    tmux.shows(ani, "lobby", f"lobby> pm {budi}")


def test_a_private_message_opens_a_window_on_both_sides(tmux, pair):
    ani, budi = pair
    tmux.type(ani, "lobby", f"pm {budi} halo budi")
    tmux.opens(ani, budi)
    tmux.opens(budi, ani)
    tmux.shows(ani, budi, f"{ani}: halo budi")
    tmux.shows(budi, ani, f"{ani}: halo budi")
    tmux.type(budi, ani, "halo juga; apa kabar?")
    tmux.shows(ani, budi, f"{budi}: halo juga; apa kabar?")
    assert tmux.text(ani, budi).count(": halo budi") == 1
    assert "halo" not in tmux.text(ani, "lobby")


def test_a_window_that_was_closed_opens_again_with_what_was_said(tmux, pair):
    ani, budi = pair
    tmux.type(ani, "lobby", f"pm {budi} satu")
    tmux.opens(budi, ani)
    tmux.shows(budi, ani, "satu")
    tmux.type(budi, ani, "/close")
    eventually(lambda: ani not in tmux.windows(budi), "the window is closed")
    tmux.shows(ani, budi, "satu")
    tmux.type(ani, budi, "dua")
    tmux.opens(budi, ani)
    tmux.shows(budi, ani, "dua")
    assert [tmux.text(budi, ani).count(f": {word}") for word in ("satu", "dua")] == [1, 1]


def test_a_group_opens_a_window_and_an_invitation_is_accepted_by_one_key(tmux, pair):
    ani, budi = pair
    tmux.type(ani, "lobby", f"creategrup grup-{ani} adduser {budi}")
    tmux.opens(ani, f"grup-{ani}")
    tmux.shows(budi, "lobby", "invites you")
    tmux.key(budi, "lobby", "F2")
    tmux.opens(budi, f"grup-{ani}")
    tmux.shows(ani, f"grup-{ani}", f"{budi} joined")
    tmux.type(ani, f"grup-{ani}", "selamat datang")
    tmux.shows(budi, f"grup-{ani}", f"{ani}: selamat datang")
    tmux.type(budi, f"grup-{ani}", "/leave")
    tmux.shows(ani, f"grup-{ani}", f"{budi} left")
    eventually(lambda: f"grup-{ani}" not in tmux.windows(budi), "the window is closed")


def test_a_file_is_sent_from_a_window_and_accepted_by_one_key_in_the_other(tmux, pair, tmp_path):
    ani, budi = pair
    (tmp_path / "catatan kuliah.txt").write_text("baris satu\n")
    tmux.type(ani, "lobby", f"pm {budi} ini dia")
    tmux.opens(ani, budi)
    tmux.shows(budi, ani, "ini dia")
    tmux.put(ani, budi, f"/file {tmp_path}/cata")
    tmux.key(ani, budi, "Tab")
    # The path is longer than the line.
    eventually(lambda: "catatankuliah.txt" in "".join(tmux.text(ani, budi).split()), "the whole name")
    tmux.key(ani, budi, "Enter")
    tmux.shows(ani, budi, "catatan kuliah.txt is sent")
    tmux.shows(budi, ani, "catatan kuliah.txt (TXT, 11 B)")
    tmux.shows(budi, ani, "F4 or /get")
    tmux.key(budi, ani, "F4")
    tmux.shows(budi, ani, "| baris satu")


@pytest.mark.parametrize("how", ["exit", "ctrl_c", "kill"])
def test_no_window_outlives_its_hub(tmux, pair, how):
    ani, budi = pair
    tmux.type(ani, "lobby", f"pm {budi} halo")
    tmux.shows(ani, budi, "halo")
    if how == "exit":
        tmux.type(ani, "lobby", "exit")
    elif how == "ctrl_c":
        tmux.key(ani, "lobby", "C-c")
        tmux.shows(ani, "lobby", "Leave Ruang?")
        tmux.key(ani, "lobby", "Enter")
    else:
        (pid,) = running(HUB, ani)
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not running(HUB, ani), "the hub is gone")
    eventually(lambda: tmux.windows(ani) == [], "all of its windows are closed")


def test_everybody_comes_back_after_the_server_was_killed_and_every_line_is_there_once(start, tmux):
    server = start()
    names = ("ani", "budi", "citra")
    for name in names:
        server.sendto(name).close()
        enter(tmux, server.port, name)
    for round_ in range(6):
        if round_ == 2:
            server.kill_all()
        if round_ == 4:
            server = start(data=server.data, port=server.port)
        for name in names:
            tmux.type(name, "lobby", f"baris-{round_}-{name}.")
    lines = [f": baris-{round_}-{name}." for round_ in range(6) for name in names]
    for reader in names:
        eventually(lambda reader=reader: all(x in tmux.text(reader, "lobby") for x in lines), f"all lines at {reader}")
        assert [tmux.text(reader, "lobby").count(line) for line in lines] == [1] * len(lines)

"""The options of the command line, seen from outside."""

from collections.abc import Callable
from pathlib import Path

from .client import Mamushi, TokenClient
from .server import PROJECT, Server, free_port, run

Start = Callable[..., Server]
ROSTER = PROJECT / "docs" / "roster-example.csv"


def test_ports_for_one_dialect(start: Start) -> None:
    ports = {dialect: free_port() for dialect in ("pm", "sendto", "mamushi", "token")}
    server = start(*(word for dialect, port in ports.items() for word in ("--listen", f"{port}={dialect}")))
    for dialect, port in ports.items():
        server.says(f"{port} ({dialect})")

    # Each of these lines would be another dialect's, or none's, on the port for all.
    pm = server.connect(port=ports["pm"])
    pm.ask("login", "[Error]")
    pm.ask("budi", "[Sukses] username: budi")
    sendto = server.connect(port=ports["sendto"])
    sendto.send("halo")
    sendto.expect("[Error] perintah salah")
    assert sendto.rest() == ""
    mamushi = server.connect(Mamushi, ports["mamushi"])
    mamushi.send("halo")
    assert mamushi.read()["CODE"] == "BAD_REQUEST"
    assert mamushi.call("GUEST", CONTENT="eko")["CODE"] == "GUEST_OK"
    token = server.connect(TokenClient, ports["token"])
    assert token.call("list") == {"status": "ERROR", "message": "Session Tidak Ditemukan", "users": []}
    assert token.call("halo") == {"status": "ERROR", "message": "Protocol Tidak Benar"}
    # And all of them are in the same room.
    server.pm("tamu").send("halo semua")
    pm.until("tamu: halo semua")
    assert mamushi.push("MESSAGE")["CONTENT"] == "halo semua"


def test_the_example_roster(start: Start) -> None:
    server = start("--roster", ROSTER)
    client = server.connect(TokenClient)
    for name in ("paff", "neko", "robo", "ivy", "vanessa"):
        assert client.call(f"auth {name} cytus")["status"] == "OK"
    assert client.call("auth paff lain")["message"] == "Password Salah"
    server.says("5 new accounts")


def test_a_roster_makes_only_what_is_missing(start: Start, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("\ufeffani , lain\n\nbudi,kata sandi\n", encoding="utf-8")
    first = start()
    first.sendto("ani")
    first.stop()
    second = start("--roster", roster, data=first.data)
    second.says("1 new accounts")
    second.sendto("ani", verb="login")
    account = {"username": "budi", "password": "kata sandi"}
    assert second.connect(Mamushi).call("LOGIN", CONTENT=account)["CODE"] == "LOGIN_OK"


def test_nobody_is_preset_without_a_roster(server: Server) -> None:
    assert server.connect(TokenClient).call("auth paff cytus")["message"] == "User Tidak Ada"


def test_the_language_of_the_console(server: Server, start: Start) -> None:
    for one, opened, came in (
        (server, "Ruang is open on port", "budi came in (pm)"),
        (start("--lang", "id"), "Ruang dibuka di port", "budi masuk (pm)"),
    ):
        one.says(opened)
        one.pm("budi")  # the wire is the same in both
        one.says(came)


def test_the_level_of_the_console(start: Start) -> None:
    server = start("--log-level", "warning")
    server.pm("budi").ask("whoami", "[Whoami]")
    server.stop()
    assert server.output.text == ""


def test_max_message_sync_full_and_workers(start: Start) -> None:
    server = start("--max-message", "10", "--sync", "full", "--workers", "1")
    ani, budi, citra = server.sendto("ani"), server.pm("budi"), server.pm("citra")
    assert len({server.worker_of(name) for name in ("ani", "budi", "citra")}) == 1
    budi.send("sepuluh...")
    ani.until("[budi] sepuluh...")
    citra.until("budi: sepuluh...")
    budi.ask("sebelas....", "[Error] pesan terlalu panjang")


def test_burst_and_rate(start: Start) -> None:
    """Five messages at once, then one a second."""
    server = start("--burst", "5", "--rate", "1")
    budi, ani, eko = server.pm("budi"), server.sendto("ani"), server.guest("eko")
    (tini, token), witness = server.token("tini"), server.pm("saksi")
    ani.send(*(f"sendto budi {n}" for n in range(12)))
    answers = [line for line in (ani.line() for _ in range(14)) if line.startswith(("[OK]", "[Error]"))]
    assert answers[:5] == ["[OK]"] * 5
    assert "[Error] terlalu cepat, tunggu sebentar" in answers[5:]
    codes = [eko.call("SEND", RECEIVER="budi", CONTENT=str(n))["CODE"] for n in range(12)]
    assert codes[:5] == ["SEND_OK"] * 5
    assert "RATE_LIMITED" in codes[5:]
    status = [tini.call(f"send {token} budi {n}")["status"] for n in range(12)]
    assert status[:5] == ["OK"] * 5
    assert "ERROR" in status[5:]
    budi.send(*(f"nomor {n}" for n in range(12)))
    budi.until("[Error] terlalu cepat")
    for n in range(5):
        witness.until(f"budi: nomor {n}")
    # Nobody is thrown out for it, and the others are as free as before.
    witness.ask("pm budi halo", "[OK]")
    budi.until("from saksi : halo")


def test_help() -> None:
    ended = run("--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    for option in ("PORT", "--listen", "--data", "--roster", "--lang", "--max-message", "--burst", "--rate", "--sync"):
        assert option in ended.stdout


def test_version() -> None:
    ended = run("--version")
    assert (ended.returncode, ended.stderr) == (0, "")
    name, version = ended.stdout.split()
    assert name == "Ruang"
    assert version[0].isdigit()

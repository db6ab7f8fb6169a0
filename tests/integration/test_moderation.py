"""Who runs the server puts people off it, in whatever dialect they are there."""

import re
from collections.abc import Callable
from pathlib import Path

from .client import Mamushi
from .server import Server, free_port, run

Start = Callable[..., Server]


def password_of(server: Server) -> str:
    server.says("password is")
    return re.search(r"password is (\S+)", server.output.text)[1]


def test_an_admin_puts_people_off_the_server(start: Start) -> None:
    server = start("--admin", "guru")
    guru = server.connect(Mamushi)
    account = {"username": "guru", "password": password_of(server)}
    assert guru.call("LOGIN", CONTENT=account)["CODE"] == "LOGIN_OK"
    assert guru.call("RULES", RECEIVER="lobby")["CONTENT"]["ROLE"] == "admin"

    budi, irc, citra = server.pm("budi"), server.connect(), server.mamushi("citra")
    irc.send("NICK irma", "USER irma 0 * :irma", "JOIN #lobby")
    irc.until("366")
    assert guru.call("BAN", RECEIVER="lobby", CONTENT="budi", SECONDS=600, REASON="ribut")["CODE"] == "BAN_OK"
    budi.until("[Error] kamu dilarang masuk selama 10 menit oleh guru: ribut")
    assert budi.rest() == ""
    server.connect().ask("budi", "[Error] kamu dilarang di lobby")
    assert guru.call("KICK", RECEIVER="lobby", CONTENT="irma")["CODE"] == "KICK_OK"
    irc.until("ERROR :Closing link: kicked by guru")
    assert irc.rest() == ""
    assert guru.call("KICK", RECEIVER="lobby", CONTENT="citra", REASON="cukup")["CODE"] == "KICK_OK"
    told = citra.push("EXPELLED")
    assert (told["SENDER"], told["REASON"], "BANNED" in told) == ("guru", "cukup", False)
    assert citra.rest() == ""
    assert guru.call("RULES", RECEIVER="lobby", CONTENT={"ACCOUNTS": True})["CODE"] == "RULES_OK"
    server.connect().ask("dewi", "[Error] di lobby hanya akun yang boleh masuk, bukan tamu")
    citra = server.mamushi("citra", register=False)
    assert citra.call("MUTE", RECEIVER="lobby", CONTENT="guru")["CODE"] == "DENIED"


def test_what_holds_outlives_the_server_and_an_admin_can_be_revoked(start: Start) -> None:
    first = start("--admin", "guru")
    account = {"username": "guru", "password": password_of(first)}
    guru = first.connect(Mamushi)
    guru.call("LOGIN", CONTENT=account)
    assert guru.call("BAN", RECEIVER="lobby", CONTENT="nakal")["CODE"] == "BAN_OK"
    guru.close()
    first.stop()
    for words, told in (
        (("guru", "--revoke"), "guru does not run this server any more"),
        (("lain",), "no account lain"),
    ):
        ended = run("admin", *words, "--data", first.data)
        assert told in ended.stdout + ended.stderr

    second = start(data=first.data)
    second.connect().ask("nakal", "[Error] kamu dilarang di lobby")
    guru = second.connect(Mamushi)
    guru.call("LOGIN", CONTENT=account)
    assert guru.call("UNBAN", RECEIVER="lobby", CONTENT="nakal")["CODE"] == "DENIED"


def test_only_an_account_can_be_an_admin(tmp_path: Path) -> None:
    ended = run(free_port(), "--admin", "lobby", "--data", tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "lobby" in ended.stderr

"""What comes in one piece is answered and told as if it had come line by line."""

import pytest

from .client import Client
from .server import Server

PASTED = ["satu", "dua", "dua", "a  b", "x" * 300]

TO_NOBODY = {"pm": "pm takada {}", "sendto": "sendto takada {}", "irc": "PRIVMSG takada :{}"}
TO_BUDI = {"pm": "pm {to} {}", "sendto": "sendto {to} {}", "irc": "PRIVMSG {to} :{}"}
ALOUD = {"pm": "{}", "sendto": "sendall {}", "irc": "PRIVMSG #lobby :{}"}
LAST = {"pm": "whoami", "sendto": "apa", "irc": "PING :akhir"}
ANSWER = {"pm": "[Whoami]", "sendto": "[Perintah]", "irc": "PONG"}
"""To a line behind all others."""

EOL = {"pm": "\n", "sendto": "\n", "irc": "\r\n"}


def irc(server: Server, nick: str, *wanted: str) -> Client:
    client = server.connect()
    client.send(*wanted, f"NICK {nick}", f"USER {nick} 0 * :{nick}", *(["CAP END"] if wanted else []))
    client.until(f" 001 {nick} ")
    client.ask("JOIN #lobby", " 366 ")
    return client


def come_in(server: Server, dialect: str, name: str) -> Client:
    return irc(server, name) if dialect == "irc" else getattr(server, dialect)(name)


def up_to(client: Client, part: str) -> list[str]:
    lines = [client.line()]
    while part not in lines[-1]:
        lines.append(client.line())
    return lines


def heard(clients: list[Client], by: Client) -> list[list[str]]:
    """What each of them has been told, up to something that is said last."""
    by.send("selesai")
    return [up_to(one, "selesai") for one in clients]


@pytest.mark.parametrize("dialect", LAST)
def test_it_makes_no_difference_whether_lines_come_one_by_one(server: Server, dialect: str) -> None:
    ani, last = come_in(server, dialect, f"ani{dialect}"), server.pm(f"fajar{dialect}")
    names = [f"budi{dialect}", f"citra{dialect}", f"dewi{dialect}"]
    pm, sendto = server.pm(names[0]), server.sendto(names[1])
    tagged = irc(server, names[2], "CAP REQ :message-tags account-tag")
    others = [pm, sendto, tagged]
    heard([ani, *others], last)
    lines = [form[dialect].format(text, to=names[n % 3]) for n, form in enumerate(
        [TO_BUDI, TO_BUDI, TO_BUDI, ALOUD, TO_NOBODY]) for text in PASTED]  # fmt: skip
    if dialect != "irc":
        lines.insert(2, TO_BUDI[dialect].format(" ", to=names[0]))  # nothing, which is refused
    answers = []
    for line in lines:
        ani.raw("".join(one + EOL[dialect] for one in (line, LAST[dialect])).encode())
        answers += up_to(ani, ANSWER[dialect])[:-1]
    one_by_one = heard(others, last)
    up_to(ani, "selesai")
    before = len(server.runs())
    ani.raw("".join(line + EOL[dialect] for line in [*lines, LAST[dialect]]).encode())
    assert up_to(ani, ANSWER[dialect])[:-1] == answers
    assert len(server.runs()) > before, "else nothing was tried"
    assert [list(map(untagged, one)) for one in heard(others, last)] == [list(map(untagged, one)) for one in one_by_one]


def untagged(line: str) -> str:
    """Without what is another one's each time."""
    return line.partition(" ")[2] if line.startswith("@") else line


def test_each_message_of_a_breath_has_its_own_number(server: Server) -> None:
    ani, budi = server.pm("ani1"), server.mamushi("budi1")
    ani.send("whoami", *(f"pm budi1 {text}" for text in PASTED), "whoami")
    told = [budi.push("MESSAGE") for _ in PASTED]
    assert [one["CONTENT"] for one in told] == PASTED
    assert [one["SEQ"] - told[0]["SEQ"] for one in told] == list(range(len(PASTED)))
    found = budi.call("HISTORY", RECEIVER="ani1", BEFORE=told[3]["SEQ"], LIMIT=2, ID=1)
    assert [one["CONTENT"] for one in found["CONTENT"]] == PASTED[1:3]

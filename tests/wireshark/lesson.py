"""A lesson in which somebody speaks each dialect: what the captures are made of."""

import asyncio
import hashlib

from chatlib.client import connect
from tests.integration.client import Client, Mamushi, TokenClient
from tests.integration.server import Server
from tests.integration.test_tls import TlsClient

from .capture import Segment
from .relay import Relay

SEEDS_NOTATION = "{“FLAG”=“REG” , “SENDER”=“eko” , “RECEIVER” = “server” , “CONTENT” ={username=“eko” password=“r4”} }"
CONTENT = b"satu\ndua\n" * 5


def record(server: Server) -> dict[str, list[Segment]]:
    """What was said in each conversation, by who spoke. `server` speaks TLS as well."""
    relay = Relay(server.port)
    lesson = Lesson(relay)
    try:
        lesson.pm_and_sendto()
        lesson.mamushi()
        lesson.content()
        lesson.token()
        lesson.irc()
        lesson.without_line_ends()
        lesson.encrypted()
        asyncio.run(lesson.native())
    finally:
        for client in lesson.clients:
            client.close()
        relay.stop()
    return dict(zip(lesson.names, relay.recorded, strict=True))


class Lesson:
    """`names` of those who spoke, in the order in which they came."""

    def __init__(self, relay: Relay) -> None:
        self.names: list[str] = []
        self.clients: list[Client] = []
        self._port = relay.port

    def _comes(self, name: str, kind: type[Client] = Client) -> Client:
        self.names.append(name)
        client = kind(self._port)
        self.clients.append(client)
        return client

    def pm_and_sendto(self) -> None:
        budi = self._comes("pm")
        budi.ask("budi", "[Sukses]")
        ani = self._comes("sendto")
        ani.ask("regist ani r4hasia", "[OK]")
        budi.until("[Masuk] ani")
        budi.send("halo semua")
        ani.until("[budi] halo semua")
        budi.ask("pm ani apa kabar, Zoë? 你好 👋", "[OK]")
        budi.ask("sendto ani ini juga", "[OK]")
        budi.ask("pm tono hai", "[Error]")
        ani.ask("sendto budi baik: terima kasih", "[OK]")
        budi.send("whoami", "listuser")  # ahead of the answers
        budi.until("[ListUser]")
        budi.ask("creategrup tugas adduser ani", "[Groupchat]")
        budi.ask("switchgrup tugas bab dua", "[Grupchat]")
        ani.ask("list", "[List]")
        budi.send("exit")
        budi.rest()
        ani.until("[Keluar] budi")

    def mamushi(self) -> None:
        eko = self._comes("mamushi", Mamushi)
        eko.send(SEEDS_NOTATION)
        eko.read()
        eko.send('{"flag":"LOGIN","content":{"username":"eko","password":"r4"}}')
        eko.read()
        eko.call("SEND", RECEIVER="ani", CONTENT='katanya: "nanti", ya? 👋 \\ \n}', ID="m1")
        eko.call("HISTORY", RECEIVER="ani", ID="m2")
        eko.call("TERBANG", ID="m3")

    def content(self) -> None:
        guest = self._comes("offers", Mamushi)
        token = guest.call("GUEST", CONTENT="pembawa")["TOKEN"]
        file = {"NAME": "catatan.txt", "SIZE": len(CONTENT), "SHA256": hashlib.sha256(CONTENT).hexdigest()}
        number = guest.call("SEND", TYPE="FILE", RECEIVER="ani", CONTENT=file)["FILE"]
        upload = self._comes("uploads", Mamushi)
        upload.request("UPLOAD", TOKEN=token, FILE=number)
        upload.read()
        upload.raw(CONTENT)
        upload.read()

    def token(self) -> None:
        paff = self._comes("token", TokenClient)
        paff.call("register paff cytus Paff")
        token = paff.call("auth paff cytus")["tokenid"]
        paff.call(f"send {token} ani sampai nanti")
        paff.call("send tono hai")
        paff.call("inbox")

    def irc(self) -> None:
        wati = self._comes("irc")
        wati.send("CAP LS 302", "NICK wati", "USER wati 0 * :Wati")
        wati.until("CAP * LS")
        wati.send("CAP REQ :labeled-response echo-message message-tags", "CAP END")
        wati.until(" 422 ")
        wati.ask("JOIN #lobby", " 366 ")
        wati.ask("@label=b7;+draft/x=a\\sb PRIVMSG ani :selamat siang", "label=b7")
        wati.ask("PRIVMSG tono :hai", " 401 ")
        wati.ask("WHOIS ani", " 318 ")
        wati.ask("PING satu", "PONG")

    def without_line_ends(self) -> None:
        bare = self._comes("bare")
        bare.raw(b"tono")
        assert bare.exactly(4) == b"true"
        bare.raw(b"halo dari tono")
        self.clients[self.names.index("irc")].until("halo dari tono")
        bare.raw(b"whoami")
        bare.until("[Whoami]")

    def encrypted(self) -> None:
        sari = self._comes("encrypted", TlsClient)
        sari.ask("sari", "[Sukses]")
        sari.ask("pm ani rahasia sekali", "[OK]")
        sari.ask("whoami", "[Whoami]")

    async def native(self) -> None:
        self.names.append("native")
        async with await connect("127.0.0.1", self._port, "gema") as chat:
            await chat.send("ani", "dari sebuah program")

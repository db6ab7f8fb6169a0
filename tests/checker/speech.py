"""How the clients put things, and what they make of what they hear. Pure: one table for each dialect.

A request has exactly one answer, or none; answers come in the order of the requests. In the tables stand, by verb, the
line that is sent and the answer that means success: `*` stands for anything, words in braces are filled in.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

import msgspec

from .texts import key

NAME = r"[a-z]+\d+"
LOBBY = "lobby"
decode = msgspec.json.decode


class Request(NamedTuple):
    """`answer`: what means success; empty if nothing will be answered."""

    line: str
    answer: str


class Spoken(NamedTuple):
    """A message in `where`: the lobby, a room, or the name of the listener. `seq` where the dialect tells it."""

    sender: str
    where: str
    text: str
    seq: int = 0


class Answer(NamedTuple):
    line: str


class Invited(NamedTuple):
    room: str


class Garbled(ValueError):
    """This is no line of the dialect."""


class Speech(ABC):
    """One client's. `enters`, `returns` and `exits` are the verbs to come, to come again and to go away with. `deeds`:
    what else can be done in a room, or with a message of this SEQ; it may well be refused.

    `rooms` says which rooms it can make: "open" or "invite"; `joins` whether it is in a room that it made.
    """

    table: ClassVar[dict[str, tuple[str, str]]]
    enters: ClassVar[tuple[str, ...]]
    returns: ClassVar[tuple[str, ...]] = ()
    exits: ClassVar[str] = ""
    queries: ClassVar[tuple[str, ...]]
    deeds: ClassVar[tuple[str, ...]] = ()
    rooms: ClassVar[str] = ""
    joins: ClassVar[bool] = True
    account: ClassVar[bool] = True
    pushed: ClassVar[bool] = True

    def __init__(self, name: str) -> None:
        self.name = name

    def request(self, verb: str, target: str = "", text: str = "") -> Request:
        return Request(*[part.format(me=self.name, target=target, text=text) for part in self.table[verb]])

    @abstractmethod
    def hear(self, line: str) -> Spoken | Answer | Invited | None:
        """What a line without its end means; None if it is news that need not be checked. Garbled for all others."""

    @abstractmethod
    def good(self, request: Request, line: str) -> bool | None:
        """Whether an answer means success; None if it is none to this request."""


def fits(pattern: str, line: str) -> bool:
    """`pattern` may contain one `*`."""
    start, star, end = pattern.partition("*")
    return line.startswith(start) and line.endswith(end) if star else line == pattern


# ----------------------------------------------------------------- lines of words

NEWS = re.compile(
    rf"\[(?:Masuk|Keluar)\] {NAME}"
    rf"|\[Groupchat\] (?:undangan untuk {NAME} dikirim ke {NAME} oleh (?P<by>{NAME})"
    rf"|{NAME} (?:bergabung dengan|menolak undangan|meninggalkan groupchat) {NAME}"
    rf"|{NAME} mengubah aturan {NAME}: .+)"
    rf"|\[(?:Reaksi|Tangan|Giliran|Jajak)\] .+"
)
INVITATION = re.compile(rf"\[Invitation\] {NAME} mengundang ke ({NAME}), anggota: {NAME}(?:, {NAME})*")


class Words(Speech):
    """What `pm` and `sendto` have in common."""

    answers: ClassVar[re.Pattern[str]]

    def hear(self, line: str) -> Spoken | Answer | Invited | None:
        if self.answers.fullmatch(line):
            return Answer(line)
        if news := NEWS.fullmatch(line):
            return Answer(line) if news["by"] == self.name else None
        if invitation := INVITATION.fullmatch(line):
            return Invited(invitation[1])
        spoken = self._spoken(line)
        if spoken is None:
            raise Garbled(line)
        return spoken

    def good(self, request: Request, line: str) -> bool | None:
        return True if fits(request.answer, line) else False if line.startswith("[Error] ") else None

    @abstractmethod
    def _spoken(self, line: str) -> Spoken | Answer | None: ...


class Pm(Words):
    table = {
        "name": ("{me}", "[Sukses] username: {me}"),
        "lobby": ("{text}", ""),
        "user": ("pm {target} {text}", "[OK] pesan untuk {target} terkirim"),
        "room": ("switchgrup {target} {text}", "[Grupchat] {me}@{target} : {text}"),
        "create": ("creategrup {target}", "[OK] grup {target} dibuat"),
        "join": ("joingrup {target}", "[OK] bergabung dengan {target}"),
        "accept": ("acceptgrup {target}", "[OK] bergabung dengan {target}"),
        "reject": ("rejectgrup {target}", "[OK] undangan {target} ditolak"),
        "leave": ("exitgrup {target}", "[OK] keluar dari {target}"),
        "invite": (
            "switchgrup {target} adduser {text}",
            "[Groupchat] undangan untuk {text} dikirim ke {target} oleh {me}",
        ),
        "whoami": ("whoami", "[Whoami] {me}"),
        "list": ("listuser", "[ListUser] *"),
        "exit": ("exit", ""),
    }
    enters = ("name",)
    returns = ("name",)
    exits = "exit"
    queries = ("whoami", "list")
    rooms = "invite"
    account = False
    answers = re.compile(r"\[(?:Sukses|OK|Error|Whoami|ListUser)\] .+")
    _LOBBY = re.compile(rf"({NAME}): (.+)")
    _PRIVATE = re.compile(rf"\[PrivateMessage\] from ({NAME}) : (.+)")
    _ROOM = re.compile(rf"\[Grupchat\] ({NAME})@({NAME}) : (.+)")

    def _spoken(self, line: str) -> Spoken | Answer | None:
        if found := self._LOBBY.fullmatch(line):
            return Spoken(found[1], LOBBY, found[2])
        if found := self._PRIVATE.fullmatch(line):
            return Spoken(found[1], self.name, found[2])
        if found := self._ROOM.fullmatch(line):
            return Answer(line) if found[1] == self.name else Spoken(*found.groups())
        return None


class BarePm(Pm):
    """Never sends a line end; its name is answered by a bare word. `lobby` is missing: it has no answer to wait for."""

    table = {verb: words for verb, words in Pm.table.items() if verb != "lobby"} | {"name": ("{me}", "true")}
    answers = re.compile(r"true|false|" + Pm.answers.pattern)
    exits = ""


class Sendto(Words):
    table = {
        "regist": ("regist {me} rahasia", "[OK] selamat datang {me}"),
        "login": ("login {me} rahasia", "[OK] selamat datang {me}"),
        "lobby": ("sendall {text}", "[OK]"),
        "user": ("sendto {target} {text}", "[OK]"),
        "list": ("list", "[List] *"),
        "exit": ("logout", "[OK] logout {me}"),
    }
    enters = ("regist",)
    returns = ("login",)
    exits = "exit"
    queries = ("list",)
    answers = re.compile(r"\[OK\]|\[(?:OK|Error|List)\] .+")
    _LOBBY = re.compile(rf"\[({NAME})\] (.+)")
    _PRIVATE = re.compile(rf"\[({NAME}) -> ({NAME})\] (?:\(\d{{4}}-\d\d-\d\d \d\d:\d\d\) )?(.+)")

    def _spoken(self, line: str) -> Spoken | None:
        if found := self._LOBBY.fullmatch(line):
            return Spoken(found[1], LOBBY, found[2])
        if found := self._PRIVATE.fullmatch(line):
            return Spoken(*found.groups())
        return None


# --------------------------------------------------------------------- objects


class Mamushi(Speech):
    """In the table: the fields of the request beside FLAG, as JSON; and the CODE of success."""

    table = {
        "REG": ('"CONTENT":{{"username":"{me}","password":"rahasia"}}', "REG_OK"),
        "LOGIN": ('"CONTENT":{{"username":"{me}","password":"rahasia"}}', "LOGIN_OK"),
        "lobby": ('"RECEIVER":"lobby","CONTENT":"{text}"', "SEND_OK"),
        "user": ('"RECEIVER":"{target}","CONTENT":"{text}"', "SEND_OK"),
        "room": ('"RECEIVER":"{target}","CONTENT":"{text}"', "SEND_OK"),
        "create": ('"CONTENT":"{target}"', "MAKE_ROOM_OK"),
        "join": ('"CONTENT":"{target}"', "JOIN_ROOM_OK"),
        "accept": ('"RECEIVER":"{target}"', "ACCEPT_OK"),
        "reject": ('"RECEIVER":"{target}"', "REJECT_OK"),
        "leave": ('"RECEIVER":"{target}"', "ROOM_QUITTED"),
        "invite": ('"RECEIVER":"{target}","CONTENT":"{text}"', "INVITE_OK"),
        "LIST_USER": ("", "LIST_USER_OK"),
        "HISTORY": ('"RECEIVER":"lobby","LIMIT":200', "HISTORY_OK"),
        "PING": ("", "PING_OK"),
        "REACT": ('"SEQ":{target},"CONTENT":"ya"', "REACT_OK"),
        "HAND": ('"RECEIVER":"{target}"', "HAND_OK"),
        "CALL": ('"RECEIVER":"{target}"', "CALL_OK"),
        "POLL": ('"RECEIVER":"{target}","CONTENT":{{"QUESTION":"?","OPTIONS":["a","b"]}}', "POLL_OK"),
        "VOTE": ('"RECEIVER":"{target}","CONTENT":1', "VOTE_OK"),
        "MUTE": ('"RECEIVER":"{target}","CONTENT":"{text}","SECONDS":2', "MUTE_OK"),
        "UNMUTE": ('"RECEIVER":"{target}","CONTENT":"{text}"', "UNMUTE_OK"),
        "RULES": ('"RECEIVER":"{target}","CONTENT":{{"SLOW":1}}', "RULES_OK"),
        "UNREAD": ("", "UNREAD_OK"),
        "TYPING": ('"RECEIVER":"{target}","CONTENT":"active"', "TYPING_OK"),
    }
    flags: ClassVar[dict[str, str]] = {
        "lobby": "SEND", "user": "SEND", "room": "SEND", "create": "MAKE_ROOM", "join": "JOIN_ROOM", "accept": "ACCEPT",
        "reject": "REJECT", "leave": "QUIT_ROOM", "invite": "INVITE",
    }  # fmt: skip
    enters = ("REG", "LOGIN")
    queries = ("LIST_USER", "HISTORY", "PING")
    deeds = ("REACT", "REACT", "HAND", "CALL", "POLL", "VOTE", "MUTE", "UNMUTE", "RULES", "UNREAD", "TYPING")
    rooms = "open"
    joins = False

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._asked = 0

    def request(self, verb: str, target: str = "", text: str = "") -> Request:
        fields, code = super().request(verb, target, text)
        self._asked += 1
        more = f",{fields}" if fields else ""
        line = f'{{"FLAG":"{self.flags.get(verb, verb)}","ID":{self._asked}{more}}}'
        return Request(line, f"{code} {self._asked}")

    def hear(self, line: str) -> Spoken | Answer | Invited | None:
        told = _object(line)
        if "ID" in told:
            return Answer(line)
        match told.get("CODE"):
            case "MESSAGE":
                return _message(told, self.name)
            case "INVITATION":
                return Invited(told["ROOM"])
            case "ONLINE" | "OFFLINE" | "JOINED" | "LEFT" | "INVITED" | "DECLINED":
                return None
            case "REACTED" | "HANDS" | "POLL" | "RULES" | "TYPING":
                return None
        raise Garbled(line)

    def good(self, request: Request, line: str) -> bool | None:
        told = _object(line)
        code, _, asked = request.answer.partition(" ")
        if str(told["ID"]) != asked:
            return None
        if told["CODE"] == "HISTORY_OK":
            check_page([_message(message, self.name) for message in told["CONTENT"]])
        return told["CODE"] == code


class Token(Speech):
    table = {
        "register": ("register {me} rahasia", '"message":"User Terdaftar"'),
        "auth": ("auth {me} rahasia", '"tokenid":'),
        "user": ("send {target} {text}", '"message":"Message Sent"'),
        "room": ("sendgroup {target} {text}", '"message":"Message Sent"'),
        "create": ("creategroup {target}", '"message":"Group Dibuat"'),
        "join": ("joingroup {target}", '"message":"Bergabung Dengan Group"'),
        "inbox": ("inbox", '"messages":'),
        "inboxgroup": ("inboxgroup {target}", '"messages":'),
        "list": ("list", '"users":'),
    }
    enters = ("register", "auth")
    queries = ("list",)
    rooms = "open"
    pushed = False

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._gap = False

    def hear(self, line: str) -> Answer | None:
        """Behind every answer comes an empty line."""
        gap, self._gap = self._gap, not self._gap
        if gap and line:
            raise Garbled(line)
        return None if gap else Answer(line)

    def good(self, request: Request, line: str) -> bool | None:
        told = _object(line)
        return True if told.get("status") == "OK" and request.answer in line else False if "message" in told else None

    def letters(self, line: str, where: str) -> Iterator[Spoken]:
        """What an inbox held; `where`: the room, or one's own name."""
        messages = _object(line)["messages"]
        if isinstance(messages, dict):
            for sender, letters in messages.items():
                yield from (Spoken(sender, where, letter["msg"]) for letter in letters)
        else:
            yield from (Spoken(letter["from"], where, letter["msg"]) for letter in messages)


def check_page(page: list[Spoken]) -> None:
    """Whether a page of history is as it was said, in its order; Garbled if not."""
    for message in page:
        if key(message.text) is None:
            raise Garbled(message.text)
    if any(one.seq >= another.seq for one, another in pairwise(page)):
        raise Garbled("a page of history that is out of order")


def _object(line: str) -> dict[str, Any]:
    try:
        found = decode(line)
    except msgspec.DecodeError:
        raise Garbled(line) from None
    if not isinstance(found, dict):
        raise Garbled(line)
    return found


def _message(told: dict[str, Any], me: str) -> Spoken:
    return Spoken(told["SENDER"], told.get("ROOM", me), told["CONTENT"], told["SEQ"])

"""How a client of IRC puts things: with labels, so that every request has one answer, and messages of several lines."""

import re
from typing import ClassVar

from .speech import LOBBY, Answer, Garbled, Invited, Request, Speech, Spoken

CAPS = "batch draft/multiline echo-message labeled-response message-tags"
PIECE = 400
"""Bytes of a text in one line."""

_LINE = re.compile(r"(?:@(?P<tags>\S+) )?:(?P<source>[^ !]+)\S* (?P<verb>\S+)(?: (?P<rest>.*))?")
_NEWS = frozenset({"JOIN", "PART", "QUIT", "KICK", "MODE", "TOPIC", "NICK", "NOTICE", "TAGMSG"})
_GREETING = frozenset({"002", "003", "004", "005", "422"})


class Irc(Speech):
    table = {
        "cap": (f"CAP REQ :{CAPS}", f":ruang CAP * ACK :{CAPS}"),
        "nick": ("NICK {me}", ""),
        "names_it": ("USER {me} 0 * :{me}", ""),
        "end": ("CAP END", ":ruang 001 {me} *"),
        "enter": ("JOIN #lobby", "JOIN"),
        "lobby": ("PRIVMSG #lobby :{text}", "PRIVMSG"),
        "user": ("PRIVMSG {target} :{text}", "PRIVMSG"),
        "room": ("PRIVMSG #{target} :{text}", "PRIVMSG"),
        "create": ("JOIN #{target}", "JOIN"),
        "join": ("JOIN #{target}", "JOIN"),
        "accept": ("JOIN #{target}", "JOIN"),
        "leave": ("PART #{target}", "PART"),
        "invite": ("INVITE {text} #{target}", "341"),
        "names": ("NAMES #lobby", "353"),
        "ping": ("PING {me}", "PONG"),
        "hand": ("HAND #{target}", "NOTICE"),
        "vote": ("VOTE #{target} 1", "NOTICE"),
        "exit": ("QUIT", ""),
    }
    enters = ("cap", "nick", "names_it", "end", "enter")
    returns = enters
    exits = "exit"
    queries = ("names", "ping")
    deeds = ("hand", "vote")
    rooms = "open"
    account = False
    unlabeled: ClassVar[frozenset[str]] = frozenset({"cap", "nick", "names_it", "end", "exit"})

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._asked = 0
        self._batches: dict[str, list[str] | None] = {}  # by name: the pieces of a message, None for what is an answer

    def request(self, verb: str, target: str = "", text: str = "") -> Request:
        if verb in ("lobby", "user", "room"):
            where = target if verb == "user" else "#lobby" if verb == "lobby" else f"#{target}"
            return self._say(where, text)
        request = super().request(verb, target, text)
        if verb in self.unlabeled:
            return request
        return Request(f"{self._label()}{request.line}", f"{self._asked} {request.answer}")

    def _label(self) -> str:
        self._asked += 1
        return f"@label={self._asked} "

    def _say(self, where: str, text: str) -> Request:
        label, answer = self._label(), f"{self._asked} PRIVMSG"
        pieces = list(_pieces(text))
        if len(pieces) == 1:
            return Request(f"{label}PRIVMSG {where} :{text}", answer)
        name = f"b{self._asked}"
        lines = [f"{label}BATCH +{name} draft/multiline {where}"]
        for place, piece in enumerate(pieces):
            concat = ";draft/multiline-concat" if place else ""
            lines.append(f"@batch={name}{concat} PRIVMSG {where} :{piece}")
        return Request("\n".join([*lines, f"BATCH -{name}"]), answer)

    def hear(self, line: str) -> Spoken | Answer | Invited | None:
        if line.startswith("ERROR :"):
            return None
        found = _LINE.fullmatch(line)
        if not found:
            raise Garbled(line)
        tags = dict(tag.partition("=")[::2] for tag in (found["tags"] or "").split(";"))
        verb, rest, source = found["verb"], found["rest"] or "", found["source"]
        if verb == "BATCH":
            return self._batch(line, tags, rest, source)
        if "label" in tags:
            return Answer(line)
        if "batch" in tags:
            return self._inner(tags, verb, rest)
        if verb in ("CAP", "001"):
            return Answer(line)
        if verb == "INVITE":
            return Invited(rest.partition(" #")[2])
        if verb == "PRIVMSG":
            where, _, text = rest.partition(" :")
            return Spoken(source, self._where(where), text)
        if verb in _NEWS or verb in _GREETING:
            return None
        raise Garbled(line)

    def _where(self, target: str) -> str:
        return target.removeprefix("#") if target != "#lobby" else LOBBY

    def _batch(self, line: str, tags: dict[str, str], rest: str, source: str) -> Spoken | Answer | None:
        name = rest[1:].partition(" ")[0]
        if rest.startswith("+"):
            if "label" in tags or "batch" in tags:
                self._batches[name] = None
                return Answer(line) if "label" in tags else None
            self._batches[name] = [source, self._where(rest.split(" ")[2])]
            return None
        pieces = self._batches.pop(name)
        return Spoken(pieces[0], pieces[1], "".join(pieces[2:])) if pieces else None

    def _inner(self, tags: dict[str, str], verb: str, rest: str) -> None:
        if tags["batch"] not in self._batches:
            raise Garbled(f"a batch that is not open: {tags['batch']}")
        pieces = self._batches[tags["batch"]]
        if pieces is not None:
            if verb != "PRIVMSG" or ("draft/multiline-concat" in tags) != (len(pieces) > 2):
                raise Garbled(f"{verb} {rest}")
            pieces.append(rest.partition(" :")[2])

    def good(self, request: Request, line: str) -> bool | None:
        found = _LINE.fullmatch(line)
        number, _, wanted = request.answer.partition(" ")
        if not number.isdecimal():
            return line.startswith(request.answer.partition("*")[0]) or None
        if f"label={number}" not in (found["tags"] or "").split(";"):
            return None
        verb = found["verb"]
        if verb == "BATCH" or verb == wanted:
            return True
        # Whoever is in the room already, as other dialects refuse it, has it acknowledged without a word.
        return False if re.fullmatch(r"[245]\d\d|FAIL|ACK", verb) else None


def _pieces(text: str) -> list[str]:
    out, piece = [], ""
    for char in text:
        if len((piece + char).encode()) > PIECE:
            out.append(piece)
            piece = ""
        piece += char
    return [*out, piece]

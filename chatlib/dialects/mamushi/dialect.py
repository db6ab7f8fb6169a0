"""One connection that speaks `mamushi`."""

from typing import Any, ClassVar, NamedTuple

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.dialects import notation
from chatlib.dialects.base import Ask, Dialect, answered
from chatlib.dialects.mamushi import answers, pushes, responses
from chatlib.dialects.mamushi.fields import BadRequest
from chatlib.dialects.mamushi.requests import DENIED, READERS
from chatlib.dialects.wording import LINE_TOO_LONG, because, why

WITHOUT_LOGIN = frozenset({"REG", "LOGIN", "GUEST", "RESUME", "PING"})


_SECRET = frozenset({"TOKEN", "PASSWORD"})


class Request(NamedTuple):
    """What a response must know of its request. `about`: the name that it was about, as it was written."""

    flag: str
    id: Any
    about: str = ""


class Mamushi(Dialect):
    name: ClassVar[str] = "mamushi"
    gives_token: ClassVar[bool] = True
    nodes: ClassVar[list[str]] = []
    """The other nodes of the server's cluster, each HOST:PORT. Whoever marks requests by an ID is told of them at
    login: the first programs of the course do not.
    """

    def shown(self, line: bytes) -> bytes:
        """Nothing of one that has a secret, wherever it stands, or that is not understood."""
        try:
            return b"" if _SECRET & _keys(notation.read(self.text(line).strip())) else line
        except notation.NotUnderstood:
            return b""

    def receive(self, line: str) -> Ask | None:
        if not line or line.isspace():
            return None
        flag, request_id = "", None
        try:
            request = notation.read(line)
            flag, request_id = request.get("FLAG"), request.get("ID")
            reader = READERS.get(flag.strip().upper()) if isinstance(flag, str) else None
            if reader is None:
                raise BadRequest("FLAG tidak dikenal")
            flag = flag.strip().upper()
            if not self.user and flag not in WITHOUT_LOGIN:
                return self._no_session(flag, request_id)
            ask = reader(request)
        except (BadRequest, notation.NotUnderstood) as error:
            if not self.user and (turned_away := self.turn_away(line)):
                return turned_away
            return self._answer(Request("", request_id), "BAD_REQUEST", f"permintaan tidak dipahami: {error}")
        if isinstance(ask.command, commands.Resume):
            self.token = request["TOKEN"]
        return Ask(ask.command, Request(flag, request_id, _about(ask.command)), ask.password)

    def _no_session(self, flag: str, request_id: Any) -> Ask:
        words = because(Reason.NO_SESSION, "")
        return self._answer(Request(flag, request_id), "NOT_LOGGED_IN", words, **why(Reason.NO_SESSION))

    def _answer(self, request: Request, code: str, content: Any, **more: Any) -> Ask:
        return answered(self._response(request, code, content, **more))

    def _response(self, request: Request, code: str, content: Any, **more: Any) -> bytes:
        fields = {"FLAG": "DATA", "CONTENT": content, "TYPE": "TEXT", "CODE": code, **more}
        if request.id is not None:
            fields["ID"] = request.id
        return responses.encode(fields) + self.eol

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        if isinstance(event, events.View) and event.topic_is_secret:
            event = events.Refused(event.cid, Reason.NOT_MEMBER, event.room)
        if isinstance(event, events.Refused):
            return self._refusal(event, context)
        if isinstance(event, events.ModesChanged) and event.refused:
            return self._refusal(events.Refused(event.cid, *event.refused[0]), context)
        code, (content, more) = answers.answer(event, context.flag, context.about, self.user)
        match event:
            case events.Welcome():
                self.user, more = event.name, {"TOKEN": self.token}
                if self.nodes and context.id is not None:
                    more["NODES"] = self.nodes
            case events.Parted():
                self.user = ""
            case events.Renamed() | events.Moved():
                self.user = event.new
        return self._response(context, code, content, **more)

    def _refusal(self, event: events.Refused, request: Request) -> bytes:
        flag, reason = request.flag, event.reason
        content = because(reason, event.subject)
        for key in ((flag, reason), ("", reason), (flag, None)):
            if key in responses.REFUSALS and reason not in responses.OF_THE_SERVER:
                code, wording = responses.REFUSALS[key]
                break
        else:
            denied = reason in DENIED.get(flag, ())
            code, wording = "DENIED" if denied else flag + "_FAILED", None
        content = wording.format(request.about) if wording else content
        return self._response(request, code, content, **why(reason, event.subject, event.limit))

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        return pushes.push(event)

    def too_long(self) -> bytes:
        return self._response(Request("", None), "BAD_REQUEST", LINE_TOO_LONG, REASON=Reason.TOO_LONG)


def _about(command: commands.Command) -> str:
    """What a request is about, as it was written."""
    if isinstance(command, commands.SetModes):
        return command.changes[0][2] if len(command.changes) == 1 and command.changes[0][1] in "bqov" else ""
    return getattr(command, "to", "") or getattr(command, "room", "")


def _keys(value: Any) -> set[str]:
    """All that stand in it, in capitals."""
    if isinstance(value, dict):
        inside = [_keys(one) for one in value.values()]
        return {str(key).upper() for key in value}.union(*inside)
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()

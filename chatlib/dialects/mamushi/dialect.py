"""One connection that speaks `mamushi`."""

from typing import Any, ClassVar, NamedTuple

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason
from chatlib.dialects import notation
from chatlib.dialects.base import Ask, Dialect, answered
from chatlib.dialects.mamushi import amending, moderation, reading, responses
from chatlib.dialects.mamushi.fields import BadRequest
from chatlib.dialects.mamushi.requests import READERS
from chatlib.dialects.wording import LINE_TOO_LONG, because, why

WITHOUT_LOGIN = frozenset({"REG", "LOGIN", "GUEST", "RESUME", "PING"})


class Request(NamedTuple):
    """What a response must know of its request. `about`: the name that it was about, as it was written."""

    flag: str
    id: Any
    about: str = ""


class Mamushi(Dialect):
    name: ClassVar[str] = "mamushi"
    gives_token: ClassVar[bool] = True

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
        flag = context.flag
        if isinstance(event, events.Message):
            words = responses.sent(event.room or event.receiver, not event.to)
            away = {"AWAY": event.away} if event.away else {}
            return self._response(context, "SEND_OK", words, SEQ=event.seq, **away)
        if isinstance(event, events.Sent):
            return self._response(context, "SEND_OK", responses.sent(event.subject, event.is_room), SEQ=event.seq)
        if isinstance(event, events.Offered):
            words = f"berkas ke {'room ' if event.is_room else ''}{event.subject} dapat dikirim"
            return self._response(context, "SEND_OK", words, FILE=event.fid)
        more: dict[str, Any] = {}
        code, content = responses.OK_CODES.get(flag, flag + "_OK"), getattr(event, "subject", "")
        match event:
            case events.Welcome():
                self.user, content = event.name, event.name
                more["TOKEN"] = self.token
            case events.Parted():
                self.user, content = "", event.name
            case events.Renamed() | events.Moved():
                self.user = content = event.new
            case events.Changed():
                content = event.person.away
            case events.View():
                content, more = event.topic, responses.topic_by(event.topic, event.topic_by, event.topic_at)
            case events.TopicChanged():
                content, more = event.text, responses.topic_by(event.text, event.name, event.at)
            case events.ModesChanged() if event.refused:
                reason, subject = event.refused[0]
                return self._refusal(events.Refused(event.cid, reason, subject), context)
            case events.ModesChanged():
                content = moderation.changed(event, context.about)
            case events.Ruled():
                content = moderation.ruled(event)
            case events.Deeds():
                content = moderation.deeds(event)
            case events.Kicked():
                content = event.whom
            case events.Amendment():
                content = event.about
            case events.Marked():
                content = reading.time(event.at)
            case events.Unread():
                content = reading.unread(event)
            case events.Done() if flag == "REPORT":
                content = int(event.subject)
            case events.Names():
                content = event.names
                if event.more:
                    more["MORE"] = True
            case events.Page():
                content = [responses.message(message) for message in event.messages]
            case events.Matched():
                content = [responses.message(message) for message in event.messages]
                if event.before:
                    more["BEFORE"] = event.before
            case events.Invites():
                content = event.room if flag != "INVITE" else event.invited
                if flag == "INVITE" and not event.invited:
                    code, content = "INVITE_FAILED", "tidak ada yang diundang"
                    if event.refused:
                        content, more = because(*event.refused[0]), why(*event.refused[0])
                if event.refused:
                    more["REFUSED"] = {name: because(reason, name) for reason, name in event.refused}
                    more["REASONS"] = {name: reason for reason, name in event.refused}
        wording = responses.OK_WORDING.get(flag)
        return self._response(context, code, wording.format(content) if wording else content, **more)

    def _refusal(self, event: events.Refused, request: Request) -> bytes:
        flag, reason = request.flag, event.reason
        content = because(reason, event.subject)
        for key in ((flag, reason), ("", reason), (flag, None)):
            if key in responses.REFUSALS and reason not in responses.OF_THE_SERVER:
                code, wording = responses.REFUSALS[key]
                break
        else:
            denied = (flag in moderation.READERS and reason in moderation.DENIED) or (
                flag in amending.READERS and reason in amending.DENIED
            )
            code, wording = "DENIED" if denied else flag + "_FAILED", None
        content = wording.format(request.about) if wording else content
        return self._response(request, code, content, **why(reason, event.subject, event.limit))

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        if isinstance(event, events.Message):
            return responses.encode(responses.message(event))
        if isinstance(event, events.Invitation):
            return responses.push("INVITATION", event.sender, ROOM=event.room, CONTENT=event.members)
        if isinstance(event, events.ModesChanged):
            return (
                responses.push("RULES", event.name, ROOM=event.room, **moderation.pushed(event))
                if event.changes
                else b""
            )
        if isinstance(event, events.Expelled):
            banned = {"BANNED": True} if event.banned else {}
            return responses.push("EXPELLED", event.by, **banned, **moderation.reasons(event.seconds, event.reason))
        if isinstance(event, events.Amendment):
            code, fields = amending.pushed(event)
            return responses.push(code, event.name, **fields)
        if isinstance(event, events.Marked):
            return responses.push("READ", names.SERVER, **reading.marked(event))
        if isinstance(event, events.Tagged):
            return responses.push("TYPING", event.name, **told) if (told := reading.typing(event)) else b""
        if isinstance(event, events.Changed):
            return responses.push("AWAY", event.name, CONTENT=event.person.away) if event.what == "away" else b""
        if isinstance(event, events.Reported):
            return responses.push("REPORTED", event.name, **amending.reported(event))
        if isinstance(event, events.Kicked):
            return responses.push("LEFT", event.name, ROOM=event.room, CONTENT=event.whom, REASON=event.reason)
        code = responses.PUSHES.get(type(event))
        if code is None or getattr(event, "again", False) or (code == "LEFT" and event.room == names.LOBBY):
            return b""
        if isinstance(event, events.Came | events.Went):
            return responses.push(code, event.name)
        if isinstance(event, events.Renamed):
            return responses.push(code, event.name, CONTENT=event.new)
        whom = responses.WHOM.get(type(event), "name")
        return responses.push(code, event.name, ROOM=event.room, CONTENT=getattr(event, whom))

    def too_long(self) -> bytes:
        return self._response(Request("", None), "BAD_REQUEST", LINE_TOO_LONG, REASON=Reason.TOO_LONG)


def _about(command: commands.Command) -> str:
    """What a request is about, as it was written."""
    if isinstance(command, commands.SetModes):
        return command.changes[0][2] if len(command.changes) == 1 and command.changes[0][1] in "bqov" else ""
    return getattr(command, "to", "") or getattr(command, "room", "")

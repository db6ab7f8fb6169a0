"""One connection that speaks `token`."""

import re
from typing import Any, ClassVar

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.names import squeezed
from chatlib.core.rules.files import INLINE
from chatlib.core.tokens import digest
from chatlib.dialects import moderating
from chatlib.dialects.base import Ask, Dialect, answered, first_word
from chatlib.dialects.token import answers
from chatlib.dialects.token.answers import DONE, SENT, WRONG
from chatlib.dialects.token.requests import UUID, NotDone, reader
from chatlib.dialects.wording import LINE_TOO_LONG, because

_TOKEN = re.compile(UUID.pattern.encode(), re.IGNORECASE)


class Token(Dialect):
    name: ClassVar[str] = "token"
    pushes: ClassVar[bool] = False
    gives_token: ClassVar[bool] = True

    def shown(self, line: bytes) -> bytes:
        """Whoever has its token is that user."""
        return _TOKEN.sub(b"...", line)

    def receive(self, line: str) -> Ask | None:
        verb, rest = first_word(line.strip())
        if not verb:
            return None
        rest = rest.strip()
        if squeezed(verb) in ("auth", "login", "register"):
            return self._account(squeezed(verb), rest.split())
        read = reader(verb)
        if read is None:
            turned_away = None if self.user else self.turn_away(line)
            return turned_away or self.wrong(verb)
        bearer = UUID.match(rest)
        if bearer:
            rest = rest[bearer.end() :].strip()
        try:
            found = read(rest)
        except NotDone as why:
            return answered(answers.error(str(why), answers.kind(verb)))
        if found is None:
            return self.wrong(verb)
        ask = found if isinstance(found, Ask) else Ask(found)
        if ask.content and len(ask.content) > INLINE:
            return answered(answers.error(because(Reason.FILE_TOO_LARGE, ask.command.name)))
        ask.command.token = digest(bearer.group().lower()) if bearer else ""
        ask.context = answers.kind(verb)
        return ask

    def wrong(self, verb: str) -> Ask:
        """The answer to a line that begins with this verb, and is not understood."""
        return answered(answers.error(WRONG, answers.kind(verb)))

    def _account(self, verb: str, words: list[str]) -> Ask:
        if verb == "register" and len(words) >= 2:
            return Ask(commands.Register(name=words[0]), verb, password=words[1])
        if verb != "register" and len(words) == 2:
            enter = commands.Enter(name=words[0], pushes=False, lingers=True)
            return Ask(enter, answers.kind(verb), password=words[1])
        return self.wrong(verb)

    def reply(self, event: events.Event, context: Any) -> bytes:
        if isinstance(context, bytes):
            return context
        if (told := moderating.outcome(event)) is not None:
            return answers.ruled(*told)
        match event:
            case events.Refused():
                return answers.refused(event, context)
            case events.Welcome():
                self.user = event.name
                return answers.ok(tokenid=self.token, token=self.token, token_id=self.token)
            case events.Parted():
                return answers.ok(message="Logout berhasil")
            case events.Done() if context == "register":
                return answers.ok(message=DONE[context], username=event.subject)
            case events.Message() if context != "sendfile":
                return answers.ok(message=SENT)
            case events.Circulated():
                return answers.circulated(event)
            case events.Names():
                return answers.names(event, context)
            case events.Page():
                return answers.page(event, context)
            case events.Files():
                return answers.files(event)
        return answers.ok(message=DONE[context])

    @classmethod
    def push(cls, event: events.Event, manner: int = 0) -> bytes:
        return b""

    def too_long(self) -> bytes:
        return answers.error(LINE_TOO_LONG)

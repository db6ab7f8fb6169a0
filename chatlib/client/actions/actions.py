"""Does what was typed: each kind of Action is a method, which returns what to show for it."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from chatlib.client.actions.moderating import Moderating
from chatlib.client.actions.talking import NoMessage, Talking
from chatlib.client.actions.teaching import NOT_THERE, Teaching
from chatlib.client.commands import Action
from chatlib.client.conversations.messages import entry, quoted
from chatlib.client.entries import Entry
from chatlib.client.session.events import Message
from chatlib.client.session.protocol import LOBBY, Frame
from chatlib.client.session.requests import RequestFailed, TooManyWaiting
from chatlib.client.session.session import Session
from chatlib.client.words import refusals
from chatlib.client.words.texts import Words
from chatlib.core.errors import Reason

HISTORY, MOST_HISTORY = 50, 1000
PAGE = 200
"""Messages that are asked for at once."""
MOST_FOUND = 50
FEW_FOUND = 5
"""That many are shown between what was said just before and just after them; more of them would fill a screen."""
FOUND = "◂"
"""Behind each of them, where others stand around it."""


class Done(NamedTuple):
    """What to show, and the room that was entered, as everybody writes it."""

    entries: list[Entry]
    room: str = ""

    @property
    def failed(self) -> bool:
        return any(entry.kind == "error" for entry in self.entries)


class Actions(Talking, Moderating, Teaching):
    """What needs only the session. Of whom `ignores` says so nothing is shown. ConnectionError when it was closed."""

    def __init__(self, session: Callable[[], Session], words: Words, ignores: Callable[[str], bool]) -> None:
        self._session = session
        self._words = words
        self._ignores = ignores

    def knows(self, kind: str) -> bool:
        return hasattr(self, "do_" + kind)

    async def do(self, action: Action) -> Done:
        """One's own messages show themselves, as events of the session."""
        work: Callable[[Action], Awaitable[list[Entry] | Done]] = getattr(self, "do_" + action.kind)
        try:
            done = await work(action)
        except RequestFailed as refusal:
            return self._undone(action, self._why(refusal, action))
        except NoMessage:
            return self._undone(action, self._words("no_message"))
        return done if isinstance(done, Done) else Done(done)

    def _undone(self, action: Action, why: str) -> Done:
        """With what was to be said: nobody has it now but who typed it."""
        match action.kind:
            case "pm":
                why = self._words("not_sent_pm", text=quoted(action.text), why=why)
            case "say" | "sendall" | "me" | "reply" | "edit" | "ask":
                why = self._words("not_sent", text=quoted(action.text), why=why)
        return Done([Entry("error", why)])

    def _why(self, refusal: RequestFailed, action: Action) -> str:
        if isinstance(refusal, TooManyWaiting):
            return self._words("too_many_waiting", count=refusal.most)
        return self._special(refusal, action) or refusals.why(refusal, self._words)

    def _special(self, refusal: RequestFailed, action: Action) -> str:
        """What a refusal means for this action; "" if nothing else than for others."""
        if refusal.unknown:
            return self._words("old_server")
        match action.kind, refusal.reason:
            case "nick", Reason.ALREADY_LOGGED_IN:
                return self._words("nick_account")
            case "join" | "accept", Reason.ALREADY_MEMBER:
                return self._words("already_in", room=action.name)
            case "history" | "search", Reason.UNKNOWN_TARGET | Reason.UNKNOWN_USER:
                return self._words("history_gone", name=action.name)
            case kind, Reason.NOT_THERE if kind in NOT_THERE and (kind != "call" or not refusal.subject):
                return self._words(NOT_THERE[kind], room=action.name, number=action.text)
            case "groups_of", Reason.EMPTY:
                return self._words("no_pupils")
        return ""

    async def do_say(self, action: Action) -> list[Entry]:
        await self._session().send(action.name, action.text)
        return []

    async def do_pm(self, action: Action) -> list[Entry]:
        return await self.do_say(action)

    async def do_me(self, action: Action) -> list[Entry]:
        return await self.do_say(action._replace(text=f"*{action.text}*"))

    async def do_open(self, action: Action) -> Done:
        """There must be somebody, or something, of that name."""
        await self._session().history(action.name, limit=1)
        return Done([], action.name)

    async def do_query(self, action: Action) -> Done:
        if action.text:
            await self.do_say(action)
        return await self.do_open(action)

    async def do_sendall(self, action: Action) -> list[Entry]:
        return await self.do_say(action._replace(name=LOBBY))

    async def do_whoami(self, _: Action) -> list[Entry]:
        return self._info("whoami", name=self._session().user)

    async def do_who(self, _: Action) -> list[Entry]:
        users = await self._session().users()
        return self._info("who", count=len(users), names=", ".join(users))

    async def do_who_here(self, action: Action) -> list[Entry]:
        if action.name == LOBBY:
            return await self.do_who(action)
        if action.name in await self._session().users():
            return self._info("is_here", name=action.name)
        return await self.do_members(action)

    async def do_rooms(self, _: Action) -> list[Entry]:
        rooms = await self._session().rooms()
        return self._info("rooms", names=", ".join(rooms) or self._words("none"))

    async def do_members(self, action: Action) -> list[Entry]:
        return self._info("members", room=action.name, names=", ".join(await self._session().members(action.name)))

    async def do_create_group(self, action: Action) -> Done:
        made = await self._session().request("CREATE_GROUP", receiver=action.name, content=list(action.names))
        return Done([*self._info("done_make", room=made.content), *self._refused(made)], made.content)

    async def do_make_room(self, action: Action) -> Done:
        room = await self._session().make_room(action.name, action.text)
        return Done(self._info("done_make", room=room), room)

    async def do_delete_room(self, action: Action) -> list[Entry]:
        await self._session().request("DEL_ROOM", content=action.name)
        return self._info("done_delete", room=action.name)

    async def do_invite(self, action: Action) -> list[Entry]:
        done = await self._session().request("INVITE", receiver=action.name, content=list(action.names))
        return self._refused(done)

    async def do_join(self, action: Action) -> Done:
        room = await self._session().join(action.name, action.text)
        return Done(self._info("done_join", room=room), room)

    async def do_accept(self, action: Action) -> Done:
        room = (await self._session().request("ACCEPT", receiver=action.name)).content
        return Done(self._info("done_accept", room=room), room)

    async def do_reject(self, action: Action) -> list[Entry]:
        await self._session().request("REJECT", receiver=action.name)
        return self._info("done_reject", room=action.name)

    async def do_leave(self, action: Action) -> list[Entry]:
        await self._session().leave(action.name)
        return self._info("done_leave", room=action.name)

    async def do_history(self, action: Action) -> list[Entry]:
        found: list[Message] = []
        wanted, before = min(int(action.text or HISTORY), MOST_HISTORY), -1
        while len(found) < wanted:
            page = await self._session().history(action.name, before=before, limit=min(PAGE, wanted - len(found)))
            found = page + found
            if not page:
                break
            before = page[0].seq
        shown = self._entries(found)
        return [*shown, *self._info("history_end_one" if len(shown) == 1 else "history_end", count=len(shown))]

    async def do_search(self, action: Action) -> list[Entry]:
        found, more = await self._session().search(action.text, action.name, MOST_FOUND)
        around = await self._with_context(found) if len(found) <= FEW_FOUND else found
        wanted = {one.seq for one in found}
        shown = [
            one if one.where == action.name else msgspec.structs.replace(one, text=f"[{one.where}] {one.text}")
            for one in around
        ]
        entries = self._entries(shown)
        if len(around) > len(found):
            for one in entries:
                one.tail = f"{one.tail} {FOUND}".strip() if one.seq in wanted else one.tail
        count = sum(one.seq in wanted for one in entries)
        return [*entries, *self._info("search_many" if more else "search_end", count=count, word=action.text)]

    async def _with_context(self, found: list[Message]) -> list[Message]:
        shown: dict[int, Message] = {}
        for one in found:
            with suppress(RequestFailed):  # with whom, or where it was said may not be there any more
                before = await self._session().history(one.where, before=one.seq, limit=1)
                after = await self._session().history(one.where, after=one.seq, limit=1)
                shown |= {message.seq: message for message in (*before, *after)}
        shown |= {one.seq: one for one in found}
        return [shown[seq] for seq in sorted(shown)]

    def _entries(self, messages: list[Message]) -> list[Entry]:
        return [entry(one, self._session().user, self._words) for one in messages if not self._ignores(one.sender)]

    async def do_topic(self, action: Action) -> list[Entry]:
        topic = await self._session().topic(action.name, action.text or None)
        return self._info("topic" if topic else "no_topic", room=action.name, topic=topic)

    async def do_nick(self, action: Action) -> list[Entry]:
        return self._info("whoami", name=await self._session().rename(action.name))

    async def do_away(self, action: Action) -> list[Entry]:
        return self._info("is_away" if await self._session().away(action.text) else "is_back", text=action.text)

    async def do_inbox(self, _: Action) -> list[Entry]:
        return self._info("inbox")

    def _info(self, key: str, **values: object) -> list[Entry]:
        return [Entry("info", self._words(key, **values))]

    def _refused(self, frame: Frame) -> list[Entry]:
        """Those of several who were refused."""
        found = {name: refusals.because(reason, name, self._words) for name, reason in frame.reasons.items()}
        return [Entry("error", found.get(name) or words) for name, words in frame.refused.items()]

"""Does what was typed where a class is taught: each kind of Action is a method, as of Actions."""

import time
from collections.abc import Callable

from chatlib.client.actions import tables
from chatlib.client.commands import Action
from chatlib.client.entries import Entry
from chatlib.client.files.paths import typed_path
from chatlib.client.session.protocol import Frame
from chatlib.client.session.session import Session
from chatlib.client.words import os_errors
from chatlib.client.words.texts import Words

NOT_THERE = {
    "call": "no_hand",
    "ask": "nobody_asked",
    "groups": "group_count",
}
"""What the server means when it says of an Action that something is not there."""


class Teaching:
    """Hands and polls show themselves, as events of the session. `_session` and `_words` are those of Actions."""

    _session: Callable[[], Session]
    _words: Words
    _refused: Callable[[Frame], list[Entry]]

    async def do_hand(self, action: Action) -> list[Entry]:
        await self._session().hand(action.name)
        return []

    async def do_lower_hand(self, action: Action) -> list[Entry]:
        await self._session().hand(action.name, up=False)
        return []

    async def do_hands(self, action: Action) -> list[Entry]:
        names = ", ".join(await self._session().hands(action.name))
        return [Entry("info", self._words("hands_up" if names else "no_hand", names=names, room=action.name))]

    async def do_call(self, action: Action) -> list[Entry]:
        await self._session().call(action.name, action.text)
        return []

    async def do_ask(self, action: Action) -> list[Entry]:
        await self._session().ask(action.name, action.text)
        return [Entry("info", self._words("asked"))]

    async def do_poll(self, action: Action) -> list[Entry]:
        await self._session().open_poll(action.name, action.text, action.names)
        return []

    async def do_vote(self, action: Action) -> list[Entry]:
        await self._session().vote(action.name, int(action.text))
        return []

    async def do_end_poll(self, action: Action) -> list[Entry]:
        await self._session().end_poll(action.name)
        return []

    async def do_groups(self, action: Action) -> list[Entry]:
        return self._made(await self._session().groups(action.name, int(action.text), *action.names))

    async def do_groups_of(self, action: Action) -> list[Entry]:
        path = typed_path(action.text)
        try:
            with path.open("rb") as file:
                wanted = tables.groups(file.read(tables.MOST + 1))
        except OSError as error:
            return self._error("table_unreadable", path=path, why=os_errors.why(error, self._words))
        except tables.WrongTable as wrong:
            return self._error(wrong.key, path=path, **wrong.values)
        return self._made(await self._session().groups(action.name, wanted))

    def _made(self, answer: Frame) -> list[Entry]:
        made = [
            Entry("info", self._words("groups_made", room=room, names=", ".join(names)))
            for room, names in answer.content.items()
        ]
        return [*made, *self._refused(answer)]

    async def do_attendance(self, action: Action) -> list[Entry]:
        path, visits = typed_path(action.text), await self._session().attendance()
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(tables.attendance(visits, time.time()))
        except FileExistsError:
            return self._error("table_there", path=path)
        except OSError as error:
            return self._error("not_remembered", path=path, why=os_errors.why(error, self._words))
        return [Entry("info", self._words("attendance_written", path=path, count=len(visits)))]

    def _error(self, key: str, **values: object) -> list[Entry]:
        return [Entry("error", self._words(key, **values))]

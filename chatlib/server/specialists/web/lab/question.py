"""A question to the class before a button works: the lobby's poll, which everybody answers in the chat."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from chatlib.core import commands, events
from chatlib.core.chat import polls
from chatlib.state.manager import StateProxy

EVERY = 1.0
"""Seconds between two looks at the votes."""

Standing = tuple[str, list[str], list[int], bool]


class Question:
    """`tell` gives a frame to all viewers."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._service: StateProxy | None = None
        self._known: Standing = ("", [], [], False)
        self._looked = float("-inf")
        self._looking: asyncio.Future | None = None

    def serve_with(self, service: StateProxy) -> None:
        """This is the state's from now on."""
        self._service = service

    def ask(self, question: str, options: list[str], refuse: Callable[[], None]) -> None:
        """Puts it, in place of any other; or calls `refuse`, if it is none."""
        if question.strip():
            self._submit_later(commands.PollLobby(question=question, options=options), refuse)
        else:
            refuse()

    def end(self) -> None:
        """The poll that there is, if there is one, is over."""
        self._submit_later(commands.PollLobby(), lambda: None)

    def look(self) -> None:
        """Now and then: the viewers are told if it stands otherwise than before."""
        now = time.monotonic()
        if self._service is None or self._looking or now < self._looked + EVERY:
            return
        self._looked = now
        self._looking = asyncio.get_running_loop().run_in_executor(None, self._standing)
        self._looking.add_done_callback(lambda done: self._found(done.result()))

    # ------------------------------------------------------------- in other threads

    def _submit(self, command: commands.PollLobby) -> bool:
        with suppress(EOFError, OSError):  # the state has just died, and its successor may be asked again
            (outcome,) = self._service.submit(command)
            return not isinstance(outcome, events.Refused)
        return False

    def _standing(self) -> Standing | None:
        with suppress(EOFError, OSError):
            return self._service.look(polls.standing)
        return None

    # ------------------------------------------------------------------------ parts

    def _submit_later(self, command: commands.PollLobby, refuse: Callable[[], None]) -> None:
        task = asyncio.get_running_loop().run_in_executor(None, self._submit, command)
        task.add_done_callback(lambda done: self._submitted(done.result(), refuse))

    def _submitted(self, is_done: bool, refuse: Callable[[], None]) -> None:
        if not is_done:
            refuse()
        self._looked = float("-inf")

    def _found(self, standing: Standing | None) -> None:
        self._looking = None
        if standing is not None and standing != self._known:
            self._known = standing
            self._tell(self.frame())

    def frame(self) -> dict[str, Any]:
        """How it stood when it was looked at last."""
        question, options, counts, is_open = self._known
        return {"type": "question", "question": question, "options": options, "counts": counts, "open": is_open}

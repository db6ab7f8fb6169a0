"""Replies that only the history can complete."""

import sqlite3
import time
from collections.abc import Callable

import msgspec

from chatlib.core import commands, events
from chatlib.core.errors import Reason
from chatlib.core.rules import (
    Backlog,
    Correspondence,
    Entry,
    Fetch,
    Letters,
    Matches,
    Missed,
    Original,
    Pinned,
    RoomLetters,
)
from chatlib.state.errors import JournalError
from chatlib.state.view.history import History

COMPLAIN_EVERY = 60.0
"""Seconds between two lines about a journal that cannot be read."""


class Replies:
    """`crashed` is told that the journal cannot be read: now and then, however often somebody asks."""

    def __init__(self, history: History, crashed: Callable[[Exception], None]) -> None:
        self._history = history
        self._crashed = crashed
        self._next = float("-inf")

    def complete(self, fetch: Fetch, seq: int) -> tuple[events.Event | None, commands.Command | None]:
        """The reply, with all that there is up to `seq`, and a command of the server's own that follows from it.

        None, and the command that asked, where that is to be applied again with what it is about. What cannot be read,
        of a damaged journal, costs that one alone.
        """
        try:
            if isinstance(fetch.wanted, Original):
                return None, with_original(self._history, fetch.wanted)
            return complete(self._history, fetch, seq)
        except (sqlite3.Error, msgspec.MsgspecError) as error:
            self._complain(error)
            unread = isinstance(fetch.wanted, Missed | Entry)
            return _without(fetch, seq), commands.Unread(fetch.cid) if unread else None

    def _complain(self, error: Exception) -> None:
        """While it is being handled. Its own words may quote what somebody wrote."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + COMPLAIN_EVERY
            code = getattr(error, "sqlite_errorname", type(error).__name__)
            self._crashed(JournalError(f"the journal cannot be read: {code}"))


def complete(history: History, fetch: Fetch, seq: int) -> tuple[events.Event, commands.Fetched | None]:
    """The reply, from a history that has everything up to `seq`, and what is to be noted of it. Raises as that."""
    cid, wanted, about = fetch
    if isinstance(wanted, Missed):
        return _catch_up(cid, wanted, *history.missed(wanted), seq), None
    if isinstance(wanted, Entry):
        wanted.entered.missed, wanted.entered.more = history.entry(wanted)
        return wanted.entered, None
    if isinstance(wanted, Correspondence):
        return events.Correspondents(cid, history.correspondents(wanted)), None
    if isinstance(wanted, Matches):
        return events.Matched(cid, *history.matches(wanted)), None
    if isinstance(wanted, Backlog):
        return events.Unread(cid, history.backlog(wanted)), None
    if isinstance(wanted, Pinned):
        found = (history.message(one) for one in wanted.seqs)
        return events.Page(cid, about, [one for one in found if one is not None]), None
    if isinstance(wanted, Letters):
        messages, more = history.letters(wanted)
        fetched = commands.Fetched(uid=wanted.uid, what="inbox", realm=wanted.realm)
    elif isinstance(wanted, RoomLetters):
        messages, more = history.room_letters(wanted)
        fetched = commands.Fetched(uid=wanted.uid, what="room", rid=wanted.rid)
    else:
        return events.Page(cid, about, history.conversation(wanted)), None
    page = events.Page(cid, about, messages, more, once=True)
    if not messages:
        return page, None
    fetched.upto = messages[-1].seq
    return page, fetched


def with_original(history: History, wanted: Original) -> commands.Command:
    """The command, with the message that it is about. Raises as a History."""
    wanted.command.original = history.message(wanted.seq) or events.Message()
    return wanted.command


def _without(fetch: Fetch, seq: int) -> events.Event:
    """What is said if the journal cannot be read: who comes back goes on without what was missed."""
    if isinstance(fetch.wanted, Missed):
        return events.CatchUp(fetch.cid, [], [], False, seq, _rooms(fetch.wanted))
    if isinstance(fetch.wanted, Entry):
        return fetch.wanted.entered
    return events.Refused(fetch.cid, Reason.FAULT)


def _catch_up(cid: int, wanted: Missed, messages: list[events.Message], more: bool, seq: int) -> events.CatchUp:
    """A page of messages and one of invitations, both up to the same SEQ."""
    invitations = wanted.invitations
    ends = ([messages[-1].seq] if more else []) + ([invitations[-1].seq] if wanted.more else [])
    if not ends:
        return events.CatchUp(cid, messages, invitations, False, seq, _rooms(wanted))
    upto = min(ends)
    messages = [message for message in messages if message.seq <= upto]
    return events.CatchUp(cid, messages, [one for one in invitations if one.seq <= upto], True, upto)


def _rooms(wanted: Missed) -> list[int]:
    return list({events.LOBBY_ID: 0, **wanted.rooms}) if wanted.lobby else []

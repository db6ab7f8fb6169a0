"""Between the outbox and the process that talks to other realms."""

import os
from contextlib import suppress
from multiprocessing.connection import Connection

import msgspec

from chatlib.core import commands, entries, events
from chatlib.core.errors import Reason
from chatlib.state.journal.journal import Journal
from chatlib.state.order.sequencer import Sequencer


class Relay:
    """Rings whenever there is something new in the outbox. For the Manager's threads."""

    def __init__(self, sequencer: Sequencer, journal: Journal) -> None:
        self._sequencer = sequencer
        self._journal = journal
        self._bell: Connection | None = None
        sequencer.when_told(self._ring)

    def attach(self, bell: Connection) -> None:
        """To ring at; what was attached before is gone, and so are its links."""
        os.set_blocking(bell.fileno(), False)
        for realm in self._sequencer.call(lambda: self._attach(bell)):
            self.linked(realm, False)

    def _attach(self, bell: Connection) -> list[str]:
        """Inside the loop; the realms that were linked by who is gone."""
        if self._bell:
            self._bell.close()
        self._bell = bell
        return list(self._sequencer.chat.state.linked) if self._sequencer.membership.holds_links else []

    def linked(self, realm: str, is_linked: bool) -> None:
        self._sequencer.submit(commands.Linked(realm=realm, up=is_linked))

    def arrive(self, realm: str, lane: int, arrived: list[tuple[int, bytes]], content: bool) -> tuple[int, list[str]]:
        """Applies entries that have come, in order, and commits. `content`: those of their files are in the store.

        Returns the number up to which all of this lane are safe, and what that realm may not say, in a few words each.
        """
        known = [(number, _decode(data)) for number, data in arrived]
        came = {"realm": realm, "lane": lane, "content": content}
        outcome = self._sequencer.submit(*(commands.Arrive(number=n, entry=entry, **came) for n, entry in known))
        refused = [event for event in outcome if isinstance(event, events.Refused) and not event.cid]
        wrong = [f"{e.reason} {e.subject!r}" for e in refused if e.reason is not Reason.DISK_FULL]
        wrong += ["unknown entry" for _, entry in known if entry is None]
        received = self._sequencer.chat.state.received
        return self._sequencer.call(lambda: received.get(f"{realm}/{lane}", 0)), wrong

    def delivered(self, realm: str, lane: int, upto: int) -> None:
        """The other realm has all of this lane up to there."""
        if self._sequencer.call(lambda: self._journal.undelivered(realm, lane, upto)):
            self._sequencer.submit(commands.Delivered(realm=realm, lane=lane, upto=upto))

    def _ring(self) -> None:
        if self._bell:
            # If it is not heard at once, it rings already: one byte says as much as many.
            with suppress(OSError):
                os.write(self._bell.fileno(), b"!")


def _decode(data: bytes) -> entries.Entry | None:
    try:
        return entries.decode(data)
    except msgspec.MsgspecError:
        return None

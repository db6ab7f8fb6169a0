"""How the state process begins: what the journal holds becomes the chat again."""

from chatlib.core import commands
from chatlib.core.chat import Chat
from chatlib.core.limits import Limits
from chatlib.core.model import RULES_VERSION
from chatlib.state.journal.acknowledged_offsets import AcknowledgedOffsets
from chatlib.state.journal.journal import Journal
from chatlib.state.layout import LOG


def begin(journal: Journal, acknowledged: AcknowledgedOffsets, limits: Limits, now: float) -> Chat:
    """The chat as the journal has it, for a server that starts: no connection has outlived its end."""
    # Others remember our last number. A journal that begins anew, or is an old copy, must not use one again.
    journal.renumber_outgoing(int(now * 1e6))
    chat = replayed(journal, limits)
    written = {s.cid: acknowledged.written(s.cid, s.worker) for s in chat.state.sessions.values()}
    now = max(now, chat.state.now)
    chat.apply(commands.Restart(written=written, rules=RULES_VERSION), now)
    for realm in list(chat.state.linked):
        chat.apply(commands.Linked(realm=realm, up=False), now)
    write_down(chat, journal)
    journal.save(chat.state)
    return chat


def recover(journal: Journal, limits: Limits) -> Chat:
    """The chat as the journal has it, for a server that goes on: sessions live, in workers that will say hello."""
    chat = replayed(journal, limits)
    if journal.damage:
        journal.save(chat.state)  # what comes now does not follow on what is there
    return chat


def replayed(journal: Journal, limits: Limits | None = None) -> Chat:
    """As the journal has it, with whoever was connected when it was written last."""
    state, changes = journal.load()
    chat = Chat(state, limits)
    for change in changes:
        chat.replay(change)
    # Numbers of messages that the log has lost, but not the view, are not given again.
    if journal.viewed > chat.state.seq:
        journal.damage.append(f"{journal.data / LOG}: it ends at {chat.state.seq}, and the view at {journal.viewed}")
        chat.state.seq = journal.viewed
    # The outbox has the entries of messages as well, which are not made again.
    waiting = journal.waiting()
    chat.state.waiting = {peer: waiting[peer] for peer in chat.state.peers}
    return chat


def write_down(chat: Chat, journal: Journal) -> None:
    """What was done to the chat is kept."""
    journal.append(chat.take_changes(), chat.take_outgoing())
    journal.commit()

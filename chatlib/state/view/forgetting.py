"""Takes out of the view what somebody said who is deleted, or what was said in a room that is."""

import sqlite3
from collections.abc import Callable, Iterator

from chatlib.core import events
from chatlib.state.view import word_index
from chatlib.state.view.blocks import Place, messages_in, packed


def forget_user(db: sqlite3.Connection, uid: int, name: str, instead: str) -> tuple[int, int]:
    """Takes away what a user said: private conversations and files whole, elsewhere the words and the name.

    How many messages that were of either sort. Part of the transaction that is open; see `compact`.
    """
    pairs = db.execute("SELECT id FROM conversations WHERE low = ? OR high = ?", (uid, uid)).fetchall()
    whole = sum(_remove(db, conversation) for (conversation,) in pairs)
    said = 0

    def blanked(one: events.Message) -> events.Message | None:
        nonlocal said
        if one.uid == uid:
            said += 1
            one.sender = one.text = instead
            one.id, one.file, one.tags, one.reply, one.revision = "", None, None, None, None
        elif one.tags and one.tags.get("account") == name:
            one.tags = None  # a guest who had proved to be this user
        elif not one.uid and one.text.startswith(f"{name} menolak "):
            return None  # what the server itself told others, who declined a file perhaps
        _forget_name(one, name, instead)
        return one

    _edit(db, blanked)
    return whole, said


def _forget_name(message: events.Message, name: str, instead: str) -> None:
    """Where it stands beside what somebody else said."""
    if message.reply and message.reply.sender == name:
        message.reply.sender = instead
    if (revision := message.revision) is not None:
        revision.deleted = instead if revision.deleted == name else revision.deleted
        reactions = {emoji: [one for one in names if one != name] for emoji, names in revision.reactions.items()}
        revision.reactions = {emoji: names for emoji, names in reactions.items() if names}


def forget_room(db: sqlite3.Connection, rid: int) -> int:
    """Takes away what was said in a room; how many messages that was. As `forget_user`."""
    found = db.execute("SELECT id FROM conversations WHERE room = ?", (rid,)).fetchall()
    return sum(_remove(db, conversation) for (conversation,) in found)


def compact(db: sqlite3.Connection) -> None:
    """Writes the file anew, so that nothing is left in it of what was taken away. Takes as much space once more."""
    word_index.rewrite(db)
    db.execute("VACUUM")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove(db: sqlite3.Connection, conversation: int) -> int:
    blocks = "SELECT number, conversation, messages FROM blocks WHERE conversation = ?"
    count = 0
    for row in db.execute(blocks, (conversation,)).fetchall():
        count += len(messages_in(row[2]))
        word_index.replace(db, row)
    db.execute("DELETE FROM blocks WHERE conversation = ?", (conversation,))
    db.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
    return count


def _edit(db: sqlite3.Connection, change: Callable[[events.Message], events.Message | None]) -> None:
    """Every message becomes what `change` makes of it: itself, changed or not, or nothing."""
    for row in _blocks(db):
        number, _, data = row
        after = [kept for one in messages_in(data) if (kept := change(one)) is not None]
        new = packed(Place(0), after).messages if after else b""
        if new == data:
            continue
        word_index.replace(db, row, new)
        if new:
            db.execute("UPDATE blocks SET messages = ? WHERE number = ?", (new, number))
        else:
            db.execute("DELETE FROM blocks WHERE number = ?", (number,))


def _blocks(db: sqlite3.Connection) -> Iterator[word_index.Row]:
    """One after the other, while they are changed."""
    number, following = -1, "SELECT number, conversation, messages FROM blocks WHERE number > ? LIMIT 1"
    while row := db.execute(following, (number,)).fetchone():
        yield row
        number = row[0]

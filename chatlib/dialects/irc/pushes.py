"""What others did, as IRC tells it."""

from functools import lru_cache

from chatlib.core import events, names
from chatlib.core.formats import durations, timestamps
from chatlib.core.formats.sizes import shown
from chatlib.dialects.irc import classroom
from chatlib.dialects.irc.capabilities import Cap
from chatlib.dialects.irc.lines import LONGEST_LINE, pieces, tagged
from chatlib.dialects.irc.modes import spelled
from chatlib.dialects.irc.numerics import WORDS
from chatlib.dialects.irc.spelling import channel, nick, source, written

HOST = "ruang"
"""The server's name until Irc.host has another one."""


def push(event: events.Event, caps: int, host: str) -> list[str]:
    """Lines without their ends, for connections with these capabilities."""
    match event:
        case events.Message():
            return message(event, caps, host)
        case events.Tagged():
            return _tagged(event, caps)
        case events.Came():
            return joined(event.name, names.LOBBY, event.person, caps)
        case events.Joined():
            return joined(event.name, event.room, event.person, caps) + _status(event, host)
        case events.Went():
            return [f":{source(event.name)} QUIT :{event.reason or 'Connection closed'}"]
        case events.Left():
            reason = f" :{event.reason}" if event.reason else ""
            return [] if event.gone else [f":{source(event.name)} PART {channel(event.room)}{reason}"]
        case events.Kicked():
            where = f"{channel(event.room)} {nick(event.whom)}"
            return [f":{source(event.name)} KICK {where} :{event.reason}"]
        case events.TopicChanged():
            return [_happened("TOPIC", event.name, event.room, event.text, event.seq, event.at, caps)]
        case events.ModesChanged():
            modes = spelled(event.changes)
            return [f":{source(event.name)} MODE {channel(event.room)} {modes}"] if modes else []
        case events.Renamed():
            return [f":{source(event.name)} NICK {nick(event.new)}"] if event.name != event.new else []
        case events.Invitation():
            tags = about_sender({"account": event.account}, caps) if event.account else {}
            return [tagged(tags, f":{source(event.sender)} INVITE {nick(event.receiver)} {channel(event.room)}")]
        case events.Invited() if caps & Cap.INVITE_NOTIFY:
            return [f":{source(event.name)} INVITE {nick(event.whom)} {channel(event.room)}"]
        case events.Deleted():
            return [f":{host} NOTICE {channel(event.room)} :{event.name} deleted {channel(event.room)}"]
        case events.Amendment():
            return amended(event, caps)
        case events.HandsChanged() | events.PollChanged():
            return classroom.pushed(event, host)
        case events.Placed():
            return [f":{source(event.name)} INVITE {nick(event.receiver)} {channel(event.room)}"]
        case events.Reported():
            return [f":{host} NOTICE {nick(event.receiver)} :{reported(event)}"]
        case events.Expelled():
            return expelled(event, host)
        case events.Changed():
            return changed(event, caps)
        case events.Marked() if caps & Cap.READ_MARKER:
            return [marked(event, host)]
    return []


def amended(event: events.Amendment, caps: int) -> list[str]:
    """What was done with a message; in words for who cannot be told otherwise."""
    head, target = f":{source(event.name)}", nick(event.receiver) if event.to else channel(event.room)
    tags = {"time": timestamps.written(event.at)} if caps & Cap.SERVER_TIME else {}
    about = {"+draft/reply": str(event.about)} if caps & Cap.MESSAGE_TAGS else {}
    if event.what == "delete" and caps & Cap.MESSAGE_REDACTION:
        reason = f" :{event.reason}" if event.reason else ""
        return [tagged(tags, f"{head} REDACT {target} {event.about}{reason}")]
    if event.what in ("react", "unreact") and about:
        return [tagged(tags | {f"+draft/{event.what}": event.text} | about, f"{head} TAGMSG {target}")]
    words = f"{head} NOTICE {target} :"
    match event.what:
        case "edit":
            room = LONGEST_LINE - 2 - len(words.encode())
            edited = [piece for line in event.text.split("\n") for piece in pieces(f"(edited) {line}", room)]
            return [tagged(tags | about, words + piece) for piece in edited]
        case "delete":
            return [tagged(tags, f"{words}(deleted a message of {nick(event.author)})")]
        case "react":
            return [tagged(tags, f"{words}({event.text} to a message of {nick(event.author)})")]
        case "pin":
            return [tagged(tags | about, f"{words}(pinned a message of {nick(event.author)})")]
    return []


def reported(event: events.Reported) -> str:
    where = f" in {channel(event.room)}" if event.room else ""
    text = f"{' '.join(event.text.split())}{event.reason and f' ({event.reason})'}"
    return f"{nick(event.name)} reports a message of {nick(event.author)}{where}: {text}"


def expelled(event: events.Expelled, host: str) -> list[str]:
    length = f" for {durations.shown(event.seconds, 'en')}" if event.seconds else ""
    why = f"{'banned' if event.banned else 'kicked'}{length} by {nick(event.by)}{event.reason and f': {event.reason}'}"
    banned = [f":{host} 465 {nick(event.name)} :{WORDS['465']}"] if event.banned else []
    return [*banned, f"ERROR :Closing link: {why}"]


def joined(name: str, room: str, person: events.Person | None, caps: int) -> list[str]:
    who = person or events.Person(name)
    line = f":{source(name)} JOIN {channel(room)}"
    if caps & Cap.EXTENDED_JOIN:
        line += f" {nick(who.account) or '*'} :{who.realname or name}"
    lines = [line]
    if who.away and caps & Cap.AWAY_NOTIFY:
        lines.append(f":{source(name)} AWAY :{who.away}")
    return lines


def _status(event: events.Joined, host: str) -> list[str]:
    """What somebody is in the room who comes into it."""
    letters = [letter for sign, letter in (("@", "o"), ("+", "v")) if event.person and sign in event.person.status]
    changes = [(True, letter, nick(event.name)) for letter in letters]
    return [f":{host} MODE {channel(event.room)} {spelled(changes)}"] if changes else []


def changed(event: events.Changed, caps: int) -> list[str]:
    """A change of what a user says of itself, for those who want to hear of such a one."""
    who, person = source(event.name), event.person
    if event.what == "away" and caps & Cap.AWAY_NOTIFY:
        return [f":{who} AWAY :{person.away}" if person.away else f":{who} AWAY"]
    if event.what == "account" and caps & Cap.ACCOUNT_NOTIFY:
        return [f":{who} ACCOUNT {nick(person.account) or '*'}"]
    if event.what == "realname" and caps & Cap.SETNAME:
        return [f":{who} SETNAME :{person.realname}"]
    return []


def marked(event: events.Marked, host: str) -> str:
    target = channel(event.target) if event.is_room else nick(event.target)
    return f":{host} MARKREAD {target} {f'timestamp={event.at}' if event.at else '*'}"


# ------------------------------------------------------------------------ speech


def tags_of(message: events.Message, caps: int) -> dict[str, str]:
    """Those that a client with these capabilities is given."""
    tags = {}
    if caps & Cap.SERVER_TIME:
        tags["time"] = timestamps.written(message.at)
    if caps & Cap.MESSAGE_TAGS:
        tags["msgid"] = str(message.seq)
        if message.reply:
            tags["+draft/reply"] = str(message.reply.seq)
    return tags | about_sender(message.tags, caps) if message.tags else tags


def about_sender(given: dict[str, str], caps: int) -> dict[str, str]:
    """Of the tags that are kept with a message those for a client with these capabilities."""
    tags = {}
    if caps & Cap.ACCOUNT_TAG and "account" in given:
        tags["account"] = nick(given["account"])
    if caps & Cap.MESSAGE_TAGS:
        tags |= {key: value for key, value in given.items() if key.startswith("+") or key == "bot"}
    return tags


@lru_cache(maxsize=8192)
def _plain_head(sender: str, to: str, room: str) -> bytes:
    return f":{source(sender)} PRIVMSG {nick(to) if to else channel(room)} :".encode()


def plain_message(event: events.Message) -> bytes:
    """The short way of `message`, for a client that has asked for nothing more; "" if that does not suffice."""
    if event.file or event.reply or not event.uid or (event.tags and not event.tags.keys() <= _UNSEEN):
        return b""
    line = _plain_head(event.sender, event.receiver, event.room) + event.text.encode()
    return line if len(line) <= LONGEST_LINE - 2 and b"\n" not in line else b""


def plain_run(run: events.Run) -> bytes:
    """The same, for a run."""
    texts = "\n".join((run.text, *run.more))
    is_plain = run.uid and texts.isascii() and texts.count("\n") == len(run.more)
    if not is_plain or (run.tags and not run.tags.keys() <= _UNSEEN):
        return b""
    head = _plain_head(run.sender, run.receiver, run.room)
    longest = max(len(run.text), *map(len, run.more))
    return head + texts.encode().replace(b"\n", b"\n" + head) if len(head) + longest <= LONGEST_LINE - 2 else b""


_UNSEEN = {"account", "bot"}
"""Tags that make no difference to such a client."""


def message(event: events.Message, caps: int, host: str, batch: str = "") -> list[str]:
    """One line for each of its lines, or several where one is too long for IRC; in the `batch`, if it has a name."""
    verb = "NOTICE" if event.file or (event.tags and "notice" in event.tags) else "PRIVMSG"
    target = nick(event.receiver) if event.to else channel(event.room)
    head = f":{source(event.sender) if event.uid else host} {verb} {target} :"
    text = offer(event) if event.file else written(event)
    if event.reply and not caps & Cap.MESSAGE_TAGS:
        text = f"> {nick(event.reply.sender)}: {event.reply.text or '…'}\n{text}"
    room = LONGEST_LINE - 2 - len(head.encode())
    tags = tags_of(event, caps)
    if batch:
        tags["batch"] = batch
    if "\n" not in text and len(text) * 4 <= room:
        return [tagged(tags, head + text)]
    cut = [list(pieces(line, room)) for line in text.split("\n")]
    if caps & Cap.MULTILINE and caps & Cap.BATCH and (len(cut) > 1 or len(cut[0]) > 1):
        return _multiline(event, head, cut, tags, target)
    out = []
    for piece in (piece for line in cut for piece in line if piece):
        out.append(tagged(tags, head + piece))
        tags.pop("msgid", None)  # which is that of the whole, and so of its first line
    return out


def _happened(verb: str, who: str, room: str, text: str, seq: int, at: float, caps: int, batch: str = "") -> str:
    tags = {"time": timestamps.written(at)} if caps & Cap.SERVER_TIME else {}
    if caps & Cap.MESSAGE_TAGS:
        tags["msgid"] = str(seq)
    if batch:
        tags["batch"] = batch
    return tagged(tags, f":{source(who)} {verb} {channel(room)} :{text}")


def played(event: events.Message, caps: int, host: str, batch: str = "") -> list[str]:
    """A message, or what happened among them, as history."""
    if event.revision and event.revision.deleted:
        return []
    if event.event == "topic":
        return [_happened("TOPIC", event.sender, event.room, event.text, event.seq, event.at, caps, batch)]
    if event.event:
        target = nick(event.receiver) if event.to else channel(event.room)
        tags = tags_of(event, caps) | ({"batch": batch} if batch else {})
        return [tagged(tags, f":{source(event.sender)} TAGMSG {target}")]
    return message(event, caps, host, batch)


def _multiline(event: events.Message, head: str, cut: list[list[str]], tags: dict[str, str], target: str) -> list[str]:
    name = f"m{event.seq}"
    prefix = head.partition(" ")[0]
    lines = [tagged(tags, f"{prefix} BATCH +{name} draft/multiline {target}")]
    for line in cut:
        for place, piece in enumerate(line):
            more = {"draft/multiline-concat": ""} if place else {}
            lines.append(tagged({"batch": name, **more}, head + piece))
    return [*lines, f"{prefix} BATCH -{name}"]


def offer(event: events.Message) -> str:
    """What a file is, and how somebody who speaks IRC gets it."""
    how = "to have it, log in with Ruang's own client, or say receivefile in the dialect token"
    return f"File {event.file.fid}: {event.text} ({shown(event.file.size, '.')}); {how}"


def _tagged(event: events.Tagged, caps: int) -> list[str]:
    if not caps & Cap.MESSAGE_TAGS:
        return []
    target = nick(event.receiver) if event.to else channel(event.room)
    tags = {"time": timestamps.written(event.at)} if caps & Cap.SERVER_TIME else {}
    tags["msgid"] = event.id
    return [tagged(tags | about_sender(event.tags, caps), f":{source(event.name)} TAGMSG {target}")]

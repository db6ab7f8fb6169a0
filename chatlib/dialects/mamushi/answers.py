"""What is answered in the dialect `mamushi` when something was done."""

from collections.abc import Callable
from typing import Any

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.mamushi import amending, moderation, reading, responses, teaching
from chatlib.dialects.wording import because, why

Answer = tuple[Any, dict[str, Any]]
"""The CONTENT, and what stands besides."""


def answer(event: events.Event, flag: str, about: str, user: str) -> tuple[str, Answer]:
    """The CODE and the rest. `about`: as of dialect.Request; `user`: who asked."""
    code = responses.OK_CODES.get(flag, flag + "_OK")
    if isinstance(event, events.Message | events.Sent | events.Offered):
        return "SEND_OK", _sent(event)
    if isinstance(event, events.Invites) and flag == "INVITE":
        return _invited(event, code)
    if isinstance(event, events.ModesChanged):
        return code, (moderation.changed(event, about), {})
    if flag in amending.READERS and isinstance(event, events.Done):
        return code, (int(event.subject), {})
    if (told := teaching.answer(event, flag, user)) is not None:
        return code, told
    tell = ANSWERS.get(type(event))
    content, more = tell(event) if tell else (getattr(event, "subject", ""), {})
    wording = responses.OK_WORDING.get(flag)
    return code, (wording.format(content) if wording else content, more)


def refused(refusals: list[tuple[Reason, str]]) -> dict[str, Any]:
    """Those of several who were refused, if there are any."""
    if not refusals:
        return {}
    return {
        "REFUSED": {name: because(reason, name) for reason, name in refusals},
        "REASONS": {name: reason for reason, name in refusals},
    }


def _sent(event: events.Message | events.Sent | events.Offered) -> Answer:
    if isinstance(event, events.Message):
        away = {"AWAY": event.away} if event.away else {}
        return responses.sent(event.room or event.receiver, not event.to), {"SEQ": event.seq, **away}
    if isinstance(event, events.Sent):
        return responses.sent(event.subject, event.is_room), {"SEQ": event.seq}
    return f"berkas ke {'room ' if event.is_room else ''}{event.subject} dapat dikirim", {"FILE": event.fid}


def _invited(event: events.Invites, code: str) -> tuple[str, Answer]:
    if event.invited:
        return code, (event.invited, refused(event.refused))
    if not event.refused:
        return "INVITE_FAILED", ("tidak ada yang diundang", {})
    first = event.refused[0]
    return "INVITE_FAILED", (because(*first), why(*first) | refused(event.refused))


def _listed(event: events.Page | events.Matched) -> Answer:
    before = getattr(event, "before", 0)
    return list(map(responses.message, event.messages)), {"BEFORE": before} if before else {}


ANSWERS: dict[type[events.Event], Callable[[Any], Answer]] = {
    events.Amendment: lambda event: (event.about, {}),
    events.Changed: lambda event: (event.person.away, {}),
    events.Deeds: lambda event: (moderation.deeds(event), {}),
    events.Grouped: lambda event: (event.groups, refused(event.refused)),
    events.Invites: lambda event: (event.room, refused(event.refused)),
    events.Kicked: lambda event: (event.whom, {}),
    events.Marked: lambda event: (reading.time(event.at), {}),
    events.Matched: _listed,
    events.Moved: lambda event: (event.new, {}),
    events.Names: lambda event: (event.names, {"MORE": True} if event.more else {}),
    events.Page: _listed,
    events.Parted: lambda event: (event.name, {}),
    events.Renamed: lambda event: (event.new, {}),
    events.Ruled: lambda event: (moderation.ruled(event), {}),
    events.TopicChanged: lambda event: (event.text, responses.topic_by(event.text, event.name, event.at)),
    events.Unread: lambda event: (reading.unread(event), {}),
    events.View: lambda event: (event.topic, responses.topic_by(event.topic, event.topic_by, event.topic_at)),
    events.Welcome: lambda event: (event.name, {}),
}
"""By event; of all others the CONTENT is what they are about."""

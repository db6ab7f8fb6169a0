"""What the room says: replies to one connection, and what others are told.

A reply carries the `cid` of the connection that asked. A push says whom it concerns:
`rid` is the room whose members get it (the lobby is room 0), `uid` who did it. A `Message` is
both: everybody's push, its sender's acknowledgement, the journal's row and a line of history. A `Run` is several.
"""

from chatlib.core.events.amendments import Amendment, Reported
from chatlib.core.events.base import LOBBY_ID, Event
from chatlib.core.events.messages import (
    Attachment,
    Circulated,
    Correspondents,
    Files,
    Marked,
    Matched,
    Message,
    Offered,
    Page,
    Reply,
    Revision,
    Run,
    Sent,
    Unread,
    singly,
)
from chatlib.core.events.people import Counts, Found, Person
from chatlib.core.events.pushes import (
    Came,
    Changed,
    Declined,
    Deleted,
    Invited,
    Joined,
    Kicked,
    Left,
    ModesChanged,
    Push,
    Renamed,
    Tagged,
    TopicChanged,
    Went,
)
from chatlib.core.events.rooms import Deeds, Entered, Invites, Listed, Names, Ruled, View
from chatlib.core.events.sessions import (
    CatchUp,
    Credentials,
    Done,
    Expelled,
    Invitation,
    Moved,
    Parted,
    Refused,
    Welcome,
)
from chatlib.core.events.teaching import (
    SERVER_ID,
    Admitted,
    Attended,
    Grouped,
    Hands,
    HandsChanged,
    Placed,
    PollChanged,
    PollShown,
)

Any = (
    Refused | Done | Credentials | Welcome | Parted | Sent | Circulated | Offered | Names | Invites | Message | Run
    | Files | Page | Invitation | CatchUp | Came | Went | Joined | Left | Declined | Invited | Deleted | Kicked
    | TopicChanged | ModesChanged | Renamed | Changed | Tagged | Marked | Matched | Found | Counts | View | Entered
    | Listed | Correspondents | Moved | Expelled | Ruled | Deeds | Amendment | Reported | Unread | HandsChanged | Hands
    | PollChanged | Placed | PollShown | Grouped | Attended | Admitted
)  # fmt: skip
"""One of them, as the codecs of the pipes know it."""

__all__ = [
    "LOBBY_ID",
    "SERVER_ID",
    "Admitted", "Amendment",
    "Any",
    "Attachment",
    "Attended",
    "Came",
    "CatchUp",
    "Changed",
    "Circulated",
    "Correspondents",
    "Counts",
    "Credentials",
    "Declined",
    "Deeds",
    "Deleted",
    "Done",
    "Entered",
    "Event",
    "Expelled",
    "Files",
    "Found",
    "Grouped",
    "Hands",
    "HandsChanged",
    "Invitation",
    "Invited",
    "Invites",
    "Joined",
    "Kicked",
    "Left",
    "Listed",
    "Marked",
    "Matched",
    "Message",
    "ModesChanged",
    "Names",
    "Offered",
    "Page",
    "Parted",
    "Person",
    "Placed",
    "PollChanged", "PollShown",
    "Push",
    "Refused",
    "Renamed",
    "Reply",
    "Reported",
    "Revision",
    "Ruled",
    "Run",
    "Sent",
    "Tagged",
    "TopicChanged",
    "Unread",
    "View",
    "Welcome",
    "Went",
    "singly",
]  # fmt: skip

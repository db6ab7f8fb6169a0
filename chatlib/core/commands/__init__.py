"""What can be asked of the room. One type for the pipe, the journal and the rules.

Every command names the connection that asks (`cid`, an int that no other connection ever
had on this server) and is answered by exactly one event with that `cid` (a run by one for each of its
messages, or for all of them); `token` is
the digest of a bearer token where the client gave one instead of relying on its
connection. The server process that forwards a command has already proved passwords.
"""

from chatlib.core.commands.amendments import Amend, Pins, Report
from chatlib.core.commands.base import Command, Target
from chatlib.core.commands.files import Arrived, Decline, Discard, Offer, ReceiveFiles
from chatlib.core.commands.housekeeping import (
    Appear,
    Appoint,
    DeleteUser,
    Expire,
    Fetched,
    Lapse,
    RemoveRoom,
    Restart,
    Tick,
    Touch,
    Upgrade,
    Vanish,
)
from chatlib.core.commands.messages import (
    Backlog,
    Circulate,
    Correspond,
    History,
    Inbox,
    MarkRead,
    RoomInbox,
    Send,
    Tag,
    is_run,
    singly,
)
from chatlib.core.commands.queries import (
    Count,
    Describe,
    ListChannels,
    ListInvitations,
    ListRealms,
    ListRooms,
    ListUsers,
    Look,
    LookMany,
    Members,
    Pass,
    Search,
    Survey,
    WhoAmI,
)
from chatlib.core.commands.realms import Arrive, Asked, Delivered, Federate, GiveUp, Linked, Meet, Received
from chatlib.core.commands.rooms import (
    Answer,
    Attend,
    CreateRoom,
    Deeds,
    DeleteRoom,
    Depart,
    Invite,
    JoinRoom,
    Kick,
    LeaveRoom,
    Regulations,
    SetModes,
    SetTopic,
)
from chatlib.core.commands.sessions import (
    Begin,
    Details,
    Drop,
    Enter,
    Exit,
    Guest,
    Identify,
    Lookup,
    More,
    Register,
    Rename,
    Resume,
    Unread,
)
from chatlib.core.commands.teaching import (
    Attendance,
    Call,
    EndPoll,
    Hush,
    ListHands,
    MakeGroups,
    MayAsk,
    OpenPoll,
    PollLobby,
    Raise,
    ShowPoll,
    Unsigned,
    Vote,
)

Any = (
    Lookup | Enter | Register | Guest | Resume | Exit | Drop | More | Send | Circulate | Inbox | RoomInbox
    | History | Offer | Decline | ReceiveFiles | Arrived | Discard | CreateRoom | DeleteRoom | JoinRoom | LeaveRoom
    | Invite | Answer | Pass | WhoAmI | ListUsers | ListRooms | ListRealms | Members | Fetched | Tick | Touch
    | Appear | Lapse | Expire | RemoveRoom | DeleteUser | Vanish | Restart | Federate | Linked | Delivered | Meet
    | Asked | GiveUp | Arrive | Received | Unread | Identify | Rename | Attend | Depart | Kick | SetTopic | SetModes
    | Tag | MarkRead | Correspond | Search | Look | LookMany | Count | Survey | ListChannels | Describe
    | ListInvitations | Appoint | Regulations | Deeds | Amend
    | Report | Pins | Backlog | Attendance | Call | EndPoll | Hush | ListHands
    | MakeGroups | MayAsk | OpenPoll | PollLobby | Raise | ShowPoll | Unsigned | Vote | Upgrade
)  # fmt: skip
"""One of them, as the codecs of pipe and journal know it."""

__all__ = [
    "Amend", "Answer", "Any", "Appear", "Appoint", "Arrive", "Arrived", "Asked", "Attend", "Attendance", "Backlog",
    "Begin", "Call", "Circulate", "Command", "Correspond", "Count", "CreateRoom", "Decline", "Deeds", "DeleteRoom",
    "DeleteUser", "Delivered", "Depart", "Describe", "Details", "Discard", "Drop", "EndPoll", "Enter", "Exit",
    "Expire", "Federate", "Fetched", "GiveUp", "Guest", "History", "Hush", "Identify", "Inbox", "Invite", "JoinRoom",
    "Kick", "Lapse", "LeaveRoom", "Linked", "ListChannels", "ListHands", "ListInvitations", "ListRealms", "ListRooms",
    "ListUsers", "Look", "LookMany", "Lookup", "MakeGroups", "MarkRead", "MayAsk", "Meet", "Members", "More", "Offer",
    "OpenPoll", "Pass", "Pins", "PollLobby", "Raise", "ReceiveFiles", "Received", "Register", "Regulations",
    "RemoveRoom", "Rename", "Report", "Restart", "Resume", "RoomInbox", "Search", "Send", "SetModes", "SetTopic",
    "ShowPoll", "Survey", "Tag", "Target", "Tick", "Touch", "Unread", "Unsigned", "Upgrade", "Vanish", "Vote", "WhoAmI",
    "is_run", "singly",
]  # fmt: skip

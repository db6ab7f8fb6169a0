"""What can be asked of the room. One type for the pipe, the journal and the rules.

Every command names the connection that asks (`cid`, an int that no other connection ever
had on this server) and is answered by exactly one event with that `cid`; `token` is
the digest of a bearer token where the client gave one instead of relying on its
connection. The server process that forwards a command has already proved passwords.
"""

from chatlib.core.commands.base import Command, Target
from chatlib.core.commands.files import Arrived, Decline, Discard, Offer, ReceiveFiles
from chatlib.core.commands.housekeeping import (
    Appear,
    DeleteUser,
    Expire,
    Fetched,
    Lapse,
    RemoveRoom,
    Restart,
    Tick,
    Touch,
    Vanish,
)
from chatlib.core.commands.messages import Circulate, History, Inbox, RoomInbox, Send
from chatlib.core.commands.queries import ListRealms, ListRooms, ListUsers, Members, Pass, WhoAmI
from chatlib.core.commands.realms import Arrive, Asked, Delivered, Federate, GiveUp, Linked, Meet, Received
from chatlib.core.commands.rooms import Answer, CreateRoom, DeleteRoom, Invite, JoinRoom, LeaveRoom
from chatlib.core.commands.sessions import Begin, Drop, Enter, Exit, Guest, Lookup, More, Register, Resume, Unread

Any = (
    Lookup | Enter | Register | Guest | Resume | Exit | Drop | More | Send | Circulate | Inbox | RoomInbox
    | History | Offer | Decline | ReceiveFiles | Arrived | Discard | CreateRoom | DeleteRoom | JoinRoom | LeaveRoom
    | Invite | Answer | Pass | WhoAmI | ListUsers | ListRooms | ListRealms | Members | Fetched | Tick | Touch
    | Appear | Lapse | Expire | RemoveRoom | DeleteUser | Vanish | Restart | Federate | Linked | Delivered | Meet
    | Asked | GiveUp | Arrive | Received | Unread
)  # fmt: skip
"""One of them, as the codecs of pipe and journal know it."""

__all__ = [
    "Answer", "Any", "Appear", "Arrive", "Arrived", "Asked", "Begin", "Circulate", "Command", "CreateRoom",
    "Decline", "DeleteRoom", "DeleteUser", "Delivered", "Discard", "Drop", "Enter", "Exit", "Expire", "Federate",
    "Fetched", "GiveUp", "Guest", "History", "Inbox", "Invite", "JoinRoom", "Lapse", "LeaveRoom", "Linked",
    "ListRealms", "ListRooms", "ListUsers", "Lookup", "Meet", "Members", "More", "Offer", "Pass", "ReceiveFiles",
    "Received", "Register", "RemoveRoom", "Restart", "Resume", "RoomInbox", "Send", "Target", "Tick", "Touch",
    "Unread", "Vanish", "WhoAmI",
]  # fmt: skip

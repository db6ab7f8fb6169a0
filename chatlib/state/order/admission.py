"""What is looked at before the order: whatever is not let in changes nothing, on whatever machine it is played."""

from chatlib.core import commands
from chatlib.core.errors import Reason

WITHOUT_ROOM = (
    commands.Lookup, commands.Drop, commands.More, commands.Inbox, commands.RoomInbox, commands.History, commands.Pass,
    commands.WhoAmI, commands.ListUsers, commands.ListRooms, commands.ListRealms, commands.Members,
)  # fmt: skip
"""Commands that are let in while the disk is full: nothing of them need be kept. A Drop is put off, see Sequencer."""


def admitted(command: commands.Command, full: bool) -> commands.Command:
    """The command, or what is to be answered in its turn instead of it. `full`: the disk has no room."""
    if full and not isinstance(command, WITHOUT_ROOM):
        return commands.Pass(command.cid, reason=Reason.DISK_FULL)
    return command

"""What is looked at before the order: whatever is not let in changes nothing, on whatever machine it is played."""

from chatlib.core import commands
from chatlib.core.errors import Reason

WITHOUT_ROOM = (
    commands.Lookup, commands.Drop, commands.More, commands.Inbox, commands.RoomInbox, commands.History, commands.Pass,
    commands.WhoAmI, commands.ListUsers, commands.ListRooms, commands.ListRealms, commands.Members,
)  # fmt: skip
"""Commands that are let in while the disk is full: nothing of them need be kept. A Drop is put off, see Sequencer."""


RUNS = 4
"""Since these rules there are runs, see model.RULES_VERSION."""


def admitted(asked: list[commands.Command], full: bool, rules: int) -> list[commands.Command]:
    """What a batch asks for, or what is to be answered in its turn instead. `full`: the disk has no room; `rules`: the
    version of those in force.
    """
    if full or rules < RUNS:
        asked = [one for command in asked for one in commands.singly(command)]
    if full:
        no_room = Reason.DISK_FULL
        asked = [one if isinstance(one, WITHOUT_ROOM) else commands.Pass(one.cid, reason=no_room) for one in asked]
    return asked

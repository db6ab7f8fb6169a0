"""Rules: who was here when."""

from chatlib.core import commands, events, names
from chatlib.core.errors import Reason, Refusal
from chatlib.core.model import State, User
from chatlib.core.rules import Outcome, rule
from chatlib.core.visits import Visit
from chatlib.core.world import World


@rule(commands.Attendance)
def attendance(world: World, asker: User, command: commands.Attendance) -> Outcome:
    if not asker.admin:
        raise Refusal(Reason.NOT_OPERATOR, names.LOBBY)
    return [events.Attended(command.cid, attended(world.state, command.since, command.until))]


def attended(state: State, since: float = -1.0, until: float = -1.0) -> list[Visit]:
    """Those that overlap with the time between the two; below 0: no such bound. Oldest first; `went` is 0 of who is
    still here.
    """
    here = [
        Visit(state.users[uid].name, bool(state.users[uid].secret), state.came.get(uid, 0.0), 0.0)
        for uid in state.online
    ]
    visits = [
        one
        for one in (*state.visits, *here)
        if (until < 0 or one.came < until) and (since < 0 or not one.went or one.went > since)
    ]
    return sorted(visits, key=lambda one: (one.came, one.name))

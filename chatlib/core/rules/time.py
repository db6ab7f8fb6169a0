"""Rules: what time alone brings about."""

from chatlib.core import commands
from chatlib.core.realms import requests
from chatlib.core.rules import RULES, Outcome, files, presence, rule, sessions
from chatlib.core.world import World


@rule(commands.Tick, for_users=False)
def tick(world: World, command: commands.Tick) -> Outcome:
    """What comes of it is kept as commands of its own, so that a replay need not know which limits were in force."""
    due = [*presence.due(world), *sessions.due(world), *files.due(world), *requests.overdue(world)]
    out: Outcome = []
    for one in due:
        handler, _ = RULES[type(one)]
        out += handler(world, one)
    return out

"""Rules: somebody is put out of a room, or off the server."""

from chatlib.core import events
from chatlib.core.model import Room, User
from chatlib.core.realms import departures
from chatlib.core.rules import Outcome
from chatlib.core.rules.presence import forget_token
from chatlib.core.rules.rooms import remove_if_deserted, strike_off
from chatlib.core.rules.sessions import end, leave_if_gone
from chatlib.core.world import World


def put_out(world: World, room: Room, by: User, whom: User, reason: str) -> events.Kicked:
    """Out of a room of ours, by a change that has its SEQ."""
    strike_off(world, whom, room)
    if whom.realm:
        room.abroad[whom.realm] -= 1
    departures.kicked(world, whom, room)
    kicked = _kicked(world, room, by, whom, reason)
    remove_if_deserted(world, room)
    return kicked


def put_off(world: World, by: User, whom: User, reason: str, seconds: float = 0.0, banned: bool = False) -> Outcome:
    """Off the server, by a change that has its SEQ: all connections end, and no token is good any more. The first thing
    that is told is an events.Kicked.
    """
    state, out = world.state, [_kicked(world, world.state.lobby, by, whom, reason)]
    for digest in list(whom.tokens):
        forget_token(world, digest)
    for cid in list(whom.cids):
        expelled = events.Expelled(0, whom.name, cid, state.sessions[cid].worker, by.name, reason, seconds, banned)
        out += [expelled, *end(world, cid, state.seq)]
    return out + (leave_if_gone(world, whom) if whom.uid in state.users else [])


def _kicked(world: World, room: Room, by: User, whom: User, reason: str) -> events.Kicked:
    why = reason or by.name
    return events.Kicked(0, world.state.seq, room.rid, room.name, by.uid, by.name, whom.uid, whom.name, why)

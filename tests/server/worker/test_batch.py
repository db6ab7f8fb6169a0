"""What goes to the state, and what no frame can hold."""

from chatlib.core import commands
from chatlib.core.errors import Reason
from chatlib.server.worker.batch import Batches
from chatlib.state.frames import Resumed, decode_from_worker


class Record:
    told = 0


def test_a_command_that_no_frame_can_hold_is_refused_and_those_beside_it_are_asked():
    sent = []
    batches = Batches(Record(), sent.append)
    batches.resume(Resumed(0, 0))
    good, endless = commands.WhoAmI(1), commands.ListChannels(2, least=2**70)
    broken = commands.Send(3, to="lobby", text="\ud800")
    for command in (good, endless, broken):
        batches.put(command.cid, [command])
    batches.send()
    (payload,) = sent
    refused = [commands.Pass(cid, reason=Reason.FAULT) for cid in (2, 3)]
    assert decode_from_worker(payload).commands == [good, *refused]
    assert batches.committed(1) == dict.fromkeys([1, 2, 3])

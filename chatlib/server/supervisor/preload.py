"""What the fork server imports: all that its children will need, once for all of them."""

import gc

from chatlib.server.specialists import registry  # noqa: F401
from chatlib.server.worker import worker  # noqa: F401
from chatlib.state import service  # noqa: F401
from chatlib.state.processes import ignore_signals, set_process_name

ignore_signals()
set_process_name("ruang-forker")
gc.freeze()  # what is never looked at by a collection stays shared between all of them

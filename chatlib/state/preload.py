"""What the fork server imports last, behind all that its children will need."""

import gc

from chatlib.state import service  # noqa: F401
from chatlib.state.processes import ignore_signals, set_process_name

ignore_signals()
set_process_name("ruang-forker")
gc.freeze()  # what is never looked at by a collection stays shared between all of them

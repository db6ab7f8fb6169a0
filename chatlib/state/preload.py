"""What the fork server imports first of all; what its children will need comes after it."""

import gc
import os

from chatlib.state.processes import ignore_signals, set_process_name

ignore_signals()
set_process_name("ruang-forker")
gc.disable()  # nothing of what is imported is garbage
# What is never looked at by a collection stays shared between all of them.
os.register_at_fork(before=gc.freeze, after_in_child=gc.enable)

"""The process that announces the server to its network, so that clients find it without being told where it is."""

import os
import threading

from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash, step_back


def main(control: ControlChannel, options: Options) -> None:
    """It has nothing to do with who comes in: that there is a state is all it waits for."""
    orders = control.orders()
    next(orders)
    threading.Thread(target=_run, args=(control, options), name="announcing", daemon=True).start()
    for _ in orders:
        pass


def _run(control: ControlChannel, options: Options) -> None:
    step_back()
    try:
        # Not before: the process that all are forks of, and that nobody can be served without, imports this module.
        import asyncio

        from chatlib.server.specialists.discovery.announcement import Announcement

        asyncio.run(Announcement(control, options).run())
    except BaseException:
        record_crash(options.data / CRASHES)
        os._exit(70)

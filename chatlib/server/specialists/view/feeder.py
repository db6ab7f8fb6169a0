"""Follows the log, and carries over into the view what is new in it, in bulk.

It talks to nobody: what it reads and what it writes are files. So it does not matter who of them dies when.
"""

import os
import sqlite3
import threading
import time

from chatlib.server.options import Options
from chatlib.server.specialists.control_channel import ControlChannel
from chatlib.state.errors import JournalError
from chatlib.state.layout import CRASHES
from chatlib.state.processes import record_crash
from chatlib.state.view.feeding import BULK, Feeder

EVERY = 0.5
"""Seconds between two looks at the log: so late at most is the view, if the machine keeps up. What comes more often is
dearer: it makes more and smaller blocks.
"""

PATIENCE = 5.0
"""Seconds after a failure (a full disk) until it is tried again."""


def main(control: ControlChannel, options: Options) -> None:
    orders = control.orders()
    next(orders)  # a Service, which is not needed here; but not before is it its turn
    threading.Thread(target=_run, args=(control, options), name="feeding", daemon=True).start()
    for _ in orders:
        pass


def _run(control: ControlChannel, options: Options) -> None:
    while True:
        try:
            feeder = Feeder(options.data)
            try:
                _follow(feeder, control)
            finally:
                feeder.close()
        except (JournalError, OSError, sqlite3.Error) as error:
            control.trouble(f"{type(error).__name__}: {error}")
            time.sleep(PATIENCE)
        except BaseException:
            record_crash(options.data / CRASHES)
            os._exit(70)


def _follow(feeder: Feeder, control: ControlChannel) -> None:
    while True:
        fed = feeder.feed()
        for line in feeder.take_damage():
            control.trouble(line)
        if fed < BULK // 2:  # else there is more
            time.sleep(EVERY)

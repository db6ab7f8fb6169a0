"""A lesson is told again in this terminal."""

import sys
import time

from chatlib.server.command_line.replay.timeline import Timeline, written


def tell(told: Timeline) -> None:
    """Returns at its end. Raises OSError, and KeyboardInterrupt in the middle."""
    sys.stdout.reconfigure(errors="replace")  # what its encoding lacks must not end the telling
    for pause, texts in written(told):
        time.sleep(pause)
        print(*texts, sep="\n", flush=True)

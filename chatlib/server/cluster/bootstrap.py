"""A node that has nothing, or too little, begins with what another one has."""

import time
from pathlib import Path

from chatlib.server.texts import ServerError


def take(archive: Path, data: Path) -> None:
    """The journal from the archive becomes that of the directory `data`, which is locked; what was there is put aside.
    ServerError if it cannot be used.
    """
    from chatlib.state.journal import maintenance  # with all the rules, which nobody else needs here

    aside = data / f"before-{time.strftime('%Y%m%d-%H%M%S')}"
    try:
        maintenance.restore(archive, data, aside, with_files=False)
    except (maintenance.BadBackup, OSError) as error:
        raise ServerError("data_bad", data=data, reason=error) from None

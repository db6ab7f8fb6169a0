"""The server as on a system that is not Linux: `server.py`, without what only Linux has.

Every process of the server begins by running this file, as it would begin with `server.py`.
"""

import os
import select
import socket
import sys
from pathlib import Path

import psutil  # noqa: F401  # it would look for another system's own code

sys.platform = "elsewhere"
del select.epoll, os.memfd_create, os.posix_fallocate, socket.TCP_INFO, socket.MSG_TRUNC

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from chatlib.server.command_line.cli import main

    sys.exit(main())

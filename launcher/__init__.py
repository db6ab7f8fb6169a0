"""Opens terminal windows. Knows nothing of what runs in them.

    opener = choose()                       # the terminals that this machine has here, the best one first; or None
    window = opener.open("title", [sys.executable, "-m", "program"])
    window.failed()                         # None while nothing speaks against it; tries the next one if one has failed

`python -m launcher` lists what it finds and opens a window to try.
"""

from launcher.choice import ENVIRONMENT, UnknownTerminal, choose, found, wanted
from launcher.opening import Opener, Window
from launcher.terminals import TERMINALS, TILED, Terminal

__all__ = [
    "ENVIRONMENT",
    "TERMINALS",
    "TILED",
    "Opener",
    "Terminal",
    "UnknownTerminal",
    "Window",
    "choose",
    "found",
    "wanted",
]

"""Opens terminal windows. Knows nothing of what runs in them.

    opener = choose()                       # the best that this machine has here, or None
    window = opener.open("title", [sys.executable, "-m", "program"])
    window.failed()                         # None while nothing speaks against it

`python -m launcher` lists what it finds and opens a window to try.
"""

from launcher.choice import ENVIRONMENT, UnknownTerminal, choose, found, wanted
from launcher.opening import Opener, Window
from launcher.terminals import TERMINALS, Terminal

__all__ = ["ENVIRONMENT", "TERMINALS", "Opener", "Terminal", "UnknownTerminal", "Window", "choose", "found", "wanted"]

"""Files: what is to be sent, what has come."""

from chatlib.core.commands.base import Command, Target
from chatlib.core.errors import Reason


class Offer(Command):
    """A file that is to be sent: of `size` bytes, with this SHA-256 (in hex). The same offer again changes nothing."""

    to: str = ""
    name: str = ""
    size: int = 0
    sha256: str = ""
    kind: Target = "any"


class Decline(Command):
    """The receiver does not want a file, or its sender takes it back."""

    fid: int = 0


class ReceiveFiles(Command):
    """Files that this command has not given yet."""


class Arrived(Command):
    """The server's own: the content of an upload is complete, checked and kept."""

    fid: int = 0


class Discard(Command):
    """The server's own: an upload or a file is given up. With a `reason`, that is the answer."""

    fid: int = 0
    reason: Reason | None = None

"""IRC: RFC 1459 and 2812 as clients of today speak it (modern.ircdocs.horse), and IRCv3.

`commands` has the table of what can be asked, and modules that read the requests of one topic and write their
answers; `pushes` writes what others did.
"""

from chatlib.dialects.irc.dialect import Irc

__all__ = ["Irc"]

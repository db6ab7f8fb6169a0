"""What a program for telnet sends of its own accord before anybody has typed anything."""

import re

_NEGOTIATION = re.compile(rb"(?:\xff(?:[\xfb-\xfe].|\xfa.*?\xff\xf0|[\xf0-\xf9]))*+", re.DOTALL)
"""IAC and: WILL, WONT, DO, DONT with an option; SB … IAC SE; or a command of one byte."""


def without_negotiation(data: bytes) -> bytes:
    """What follows the negotiation at the beginning, if there is one."""
    return data[_NEGOTIATION.match(data).end() :]

"""One connection alone, without a state."""

from chatlib.core import commands, events


def answer(irc, line):
    """The lines that answer what needs nobody's help."""
    ask = irc.receive(line)
    if ask is None:
        return []
    assert ask.command == commands.Pass()
    assert not ask.rest
    return irc.reply(events.Done(1), ask.context).decode().split("\r\n")[:-1]


def asks(irc, line):
    """The commands that a line becomes."""
    ask = irc.receive(line)
    return [one.command for one in [ask, *ask.rest]] if ask else []


def told(irc, line, event):
    """The lines that a client gets if this is what comes of its line."""
    return irc.reply(event, irc.receive(line).context).decode().split("\r\n")[:-1]

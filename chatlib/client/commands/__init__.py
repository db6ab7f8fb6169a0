"""What can be typed: one table of commands, from which the parser, the help and the completion are made. Pure."""

from chatlib.client.commands.parsing import Action, Misused, doubtful, parse
from chatlib.client.commands.table import COMMANDS, Command

__all__ = ["COMMANDS", "Action", "Command", "Misused", "doubtful", "parse"]

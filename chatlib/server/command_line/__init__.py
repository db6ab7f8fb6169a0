"""The command line: options, maintenance commands, the demo."""

MAINTENANCE = ("backup", "restore", "export", "delete-user", "delete-room", "check", "pack")
"""The commands, in the place of a port."""

"""The command line: options, maintenance commands, the demo."""

MAINTENANCE = ("backup", "restore", "export", "admin", "delete-user", "delete-room", "check", "pack", "replay")
QR = "qr"
COMMANDS = (*MAINTENANCE, QR)
"""In the place of a port."""

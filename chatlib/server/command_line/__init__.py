"""The command line: options, maintenance commands, the demo."""

MAINTENANCE = (
    "backup",
    "restore",
    "export",
    "attendance",
    "admin",
    "delete-user",
    "delete-room",
    "check",
    "pack",
    "replay",
)
QR = "qr"
TOP = "top"
FAULTS = "faults"
COMMANDS = (*MAINTENANCE, QR, TOP, FAULTS)
"""In the place of a port."""

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
CLUSTER = "cluster"
COMMANDS = (*MAINTENANCE, QR, TOP, FAULTS, CLUSTER)
"""In the place of a port."""

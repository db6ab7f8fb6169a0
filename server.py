"""Starts the Ruang server: python server.py PORT (--help for the rest)."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Ruang needs Python 3.11 or newer.")

if __name__ == "__main__":
    try:
        from chatlib.server.command_line.cli import main
    except ModuleNotFoundError as missing:
        set_up = "python3 -m venv .venv && .venv/bin/pip install -e ."
        sys.exit(f"Ruang needs the package {missing.name}: {set_up} && .venv/bin/python server.py ...")

    sys.exit(main())

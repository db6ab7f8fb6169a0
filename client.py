"""Starts the Ruang client: python client.py HOST PORT (--help for the rest)."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Ruang needs Python 3.11 or newer.")

if __name__ == "__main__":
    try:
        from chatlib.client.cli import main
    except ModuleNotFoundError as missing:
        set_up = "python3 -m venv .venv && .venv/bin/pip install -e ."
        sys.exit(f"Ruang needs the package {missing.name}: {set_up} && .venv/bin/python client.py ...")

    sys.exit(main())

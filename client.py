"""Starts the Ruang client: python client.py HOST PORT (--help for the rest)."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Ruang needs Python 3.11 or newer.")

if __name__ == "__main__":
    from chatlib.client.cli import main

    sys.exit(main())

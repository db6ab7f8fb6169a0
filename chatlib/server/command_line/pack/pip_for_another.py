"""Runs pip for another machine: a program, whose first argument is that machine's markers in JSON; the rest is pip's.

Told of a --platform, pip chooses its wheels, but asks the machine it runs on whether `sys_platform == "win32"` holds,
and so takes the wrong requirements.
"""

import json
import runpy
import sys

from pip._vendor.packaging import markers


def main() -> None:
    theirs = json.loads(sys.argv.pop(1))
    markers.default_environment = theirs.copy
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

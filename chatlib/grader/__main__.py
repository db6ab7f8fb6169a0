"""python -m chatlib.grader is ruang-grade."""

import sys

from chatlib.grader.cli import main

sys.exit(main())

"""What holds for all tests."""

import os

from hypothesis import settings

# `--hypothesis-profile long` looks much longer: see CONTRIBUTING.md.
settings.register_profile("ruang", deadline=None, print_blob=True, max_examples=60)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=5000)
settings.load_profile("ruang")

# Servers, each of them several processes, are started a hundred times: without this every process would compile it all.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

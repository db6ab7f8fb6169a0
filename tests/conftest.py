"""What holds for all tests."""

import os

from hypothesis import settings

settings.register_profile("ruang", deadline=None, print_blob=True)
settings.register_profile("thorough", settings.get_profile("ruang"), max_examples=2000)  # CONTRIBUTING.md
settings.load_profile("ruang")

# Servers, each of them several processes, are started a hundred times: without this every process would compile it all.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

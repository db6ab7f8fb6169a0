"""What holds for all tests."""

from hypothesis import settings

settings.register_profile("ruang", deadline=None, print_blob=True)
settings.load_profile("ruang")

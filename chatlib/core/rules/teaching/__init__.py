"""Rules: what a class needs."""

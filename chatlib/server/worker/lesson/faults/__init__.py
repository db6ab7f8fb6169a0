"""Faults on demand: what a bad network does to a connection, done to it for a lesson. Nothing is ever corrupted."""

"""Whether two processes of the server can work together, one of which has imported the program later than the other."""

RELEASE = 12
"""Grows with everything that processes hand each other: orders, reports, frames, records, the state's service.

A reload into a program with another number is refused. tests/state/test_release.py finds out when it has to grow.
"""

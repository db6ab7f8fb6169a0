"""A worker process: its clients' sockets, what they speak, and what waits to be written. It decides nothing."""

MODULE = "chatlib.server.worker.worker"
"""What its process runs."""

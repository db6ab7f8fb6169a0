"""The server's processes: ``supervisor`` accepts and watches, ``worker`` talks to clients.

Reading order: ``cli``, ``supervisor``, ``handle`` (its end of a worker), ``worker``, ``connection``,
``inlet`` (reading without losing), ``conversation`` (lines to commands), ``fanout`` (events to bytes).
"""

"""The server's processes: ``supervisor`` accepts and watches, ``worker`` talks to clients.

Reading order: ``cli``, ``supervisor``, ``handle`` (its end of a worker), ``worker``, ``clients`` and
``connection`` (sockets), ``inlet`` (reading without losing), ``conversation`` (what lines ask for), ``delivery`` and
``fanout`` (what the state told).
"""

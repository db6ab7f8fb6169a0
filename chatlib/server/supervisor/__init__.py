"""The supervisor: it owns the listeners, all processes and a duplicate of every connection, and talks to no client."""

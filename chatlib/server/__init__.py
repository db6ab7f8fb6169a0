"""The server's processes, a room for each: ``supervisor`` accepts and watches, ``worker`` talks to clients.

``specialists`` are for connections that are not for chatting by lines, ``ipc`` is what all of them tell each other,
``command_line`` begins. docs/architecture.md has the way of a message, and a reading order.
"""

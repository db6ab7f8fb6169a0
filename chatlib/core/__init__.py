"""The rules of the room: pure and deterministic.

Nothing in here opens a file or a socket, looks at a clock or draws a random
number. Time and tokens come in with the command, so that the journal can play
everything again and a test can drive it with thousands of random commands.

Reading order: ``names``, ``commands``, ``events``, ``model``, ``world``, ``chat``, and then ``rules`` by topic:
``sessions``, ``accounts``, ``presence``, ``messages``, ``files``, ``rooms``, ``queries``; ``realms`` for other servers.
"""

"""Rules for users and rooms of other realms.

A realm tells others what its own users do, and speaks for the membership of the rooms that are at home there.
Nothing that came from one realm is ever told on to another in anybody else's name, so no loop can multiply it.

``neighbours`` knows the realms and their users, ``departures`` writes what leaves, ``requests`` asks the home of a
room, and what comes is taken by ``arrivals``: ``visits`` for rooms of ours, ``mirrors`` for rooms of theirs.
"""

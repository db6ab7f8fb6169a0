"""Rules: who runs a room, and what holds there."""

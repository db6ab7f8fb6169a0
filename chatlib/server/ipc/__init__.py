"""What the supervisor and its processes tell each other: orders one way, reports the other."""

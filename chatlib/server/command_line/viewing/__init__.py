"""What the commands share that look on at a running server in lab mode: the way to its projector, and what it says."""

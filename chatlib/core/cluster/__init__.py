"""What the nodes of a cluster have in common: who takes part, and numbers that no two of them give."""

"""`pack`: a ready-made client for machines that reach this one only."""

"""The promise: what was decided, turn by turn, in plain files. Whoever was told something finds it here."""

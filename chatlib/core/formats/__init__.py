"""How quantities are written and read: lengths of time, sizes, moments."""

"""Who takes the place of whom, and when: after a death, after a silence, or because the program was replaced."""

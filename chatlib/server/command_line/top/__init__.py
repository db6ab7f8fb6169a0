"""`top`: what a running server in lab mode shows of itself, in a terminal."""

"""`replay`: what was said in a room, told again in its own rhythm."""

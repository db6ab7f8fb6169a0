"""The workers as the sequencer sees them: their pipes, what each was told, and whom an event concerns."""

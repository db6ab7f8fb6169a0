"""The one order of everything: the sequencer, what it tells each worker, and who is concerned."""

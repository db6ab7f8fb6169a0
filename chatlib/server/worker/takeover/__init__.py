"""How a successor goes on for a worker that died: what was written down, and what the kernel knows."""

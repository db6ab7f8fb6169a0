"""What came of it, for people and for programs. Whatever the other side sent is shown as text and nothing else."""

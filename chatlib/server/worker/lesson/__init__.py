"""What only a lesson needs of a worker: who looks on, and faults on demand."""

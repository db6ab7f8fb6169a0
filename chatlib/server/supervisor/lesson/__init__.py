"""What only a lesson needs of the supervisor: who looks on, and the faults that are on."""

"""What processes write down for a lesson, and only while somebody looks on: shared memory that is read elsewhere."""

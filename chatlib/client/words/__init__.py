"""What users of the client read, in their language."""

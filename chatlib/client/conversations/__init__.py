"""The conversations of one user: what is in each, how it stands, and what is news there."""

"""Files: offered, accepted, on their way; and what of a received one can be trusted."""

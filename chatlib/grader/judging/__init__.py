"""What is right? Pure: no sockets, no clock, no randomness."""

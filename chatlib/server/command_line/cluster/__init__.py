"""Several nodes with one order: what is said of them on the command line, and three of them on one machine."""

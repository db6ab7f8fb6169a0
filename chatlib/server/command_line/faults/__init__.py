"""`faults`: puts faults on connections of a running server in lab mode, and ends them, by the command line."""

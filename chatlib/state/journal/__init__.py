"""What is kept: every change, in SQLite, and the contents of files."""

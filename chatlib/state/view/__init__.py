"""What finds again what was said: a database, made of the log by a process that follows it."""

"""A session with a server, for programs as well as for the client: it outlives its connections."""

"""The projector: what a class is shown of the server's processes, and what a teacher may do to them."""

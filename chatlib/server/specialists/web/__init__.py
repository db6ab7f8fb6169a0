"""The specialist for browsers: the page, WebSockets, files over HTTP, and what a new machine needs to join."""

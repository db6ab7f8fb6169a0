"""The specialist that announces the server to its network."""

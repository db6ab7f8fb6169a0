"""What is handed out over HTTP: the page, the one-file client, the package index."""

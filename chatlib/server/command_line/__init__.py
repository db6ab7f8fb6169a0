"""The command line: options, maintenance commands, the demo."""

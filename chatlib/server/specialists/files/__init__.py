"""The specialist for contents of files."""

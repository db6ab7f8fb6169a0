"""The client on a desktop, and the demo, as people have them: commands, not tests (CONTRIBUTING.md)."""

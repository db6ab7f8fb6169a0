"""What a person looks at and types into: the full screen of a terminal, or plain lines."""

"""Who takes part in a conversation, and how they are reached."""

"""Windows of conversations: opened by the hub, programs of their own, joined by links."""

"""What makes a server a node: how it takes its place in a cluster, and what nodes give each other beside the order."""

"""What the parts of the screen look like: from the model to a text of a given size."""

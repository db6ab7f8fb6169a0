"""What is done with what was typed, one method for each kind of Action."""

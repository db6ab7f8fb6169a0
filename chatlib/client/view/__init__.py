"""What stands on the screen, as rows of text in styles. Pure: no terminal in it."""

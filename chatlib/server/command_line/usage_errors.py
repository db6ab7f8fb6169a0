"""How the command lines of the server complain."""

import argparse


class Parser(argparse.ArgumentParser):
    """Ends the program with status 2 and one line for what cannot be."""

    def error(self, message: str) -> None:
        """One line, without the whole usage in front of it."""
        self.exit(2, f"{self.prog}: {message} (--help)\n")

"""What whoever runs the server reads, in each of lang.LANGUAGES; client/words has what users read."""

from chatlib.server.texts import english, indonesian

TEXTS: dict[str, dict[str, str]] = {"en": english.TEXTS, "id": indonesian.TEXTS}


class ServerError(Exception):
    """Why the server cannot go on: a key of TEXTS, and what to fill in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

"""What users of the client read, in both languages."""

from chatlib.client.entries import one_line
from chatlib.client.words import texts_en, texts_id

TEXTS = {"en": texts_en.TEXTS, "id": texts_id.TEXTS}


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._texts = TEXTS[lang]

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key. What is filled in comes from others: none of it makes a line of its own."""
        return self._texts[key].format(**{name: one_line(str(value)) for name, value in values.items()})

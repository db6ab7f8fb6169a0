"""Texts and numbers of one language."""

from chatlib.server.command_line.top.texts import TEXTS


class Words:
    def __init__(self, lang: str) -> None:
        self._texts = TEXTS[lang]

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)

    def known(self, key: str) -> str:
        """What a server says by one word: that of this language, or the word itself if it is of another release."""
        return self._texts.get(key, key)

    def number(self, value: float, digits: int = 0) -> str:
        """ "1,234.5", or as the language writes it."""
        marks = {",": self._texts["thousands"], ".": self._texts["point"]}
        return "".join(marks.get(char, char) for char in f"{value:,.{digits}f}")

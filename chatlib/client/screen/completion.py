"""What the word that is being typed could become: a name, a command, an emoji, or a path where a file is to be sent."""

import re
from collections.abc import Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from chatlib.client.entries import one_line
from chatlib.client.words import emojis

PATH = re.compile(r"\s*/?(?:sendfile\s+\S+|file)\s+(?P<path>.*)", re.IGNORECASE)


class Words(Completer):
    """`words` gives all there are at the moment."""

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        self._words = words
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        begun = document.get_word_before_cursor(WORD=True)
        for name, picture in emojis.beginning_with(begun):
            yield Completion(picture + " ", start_position=-len(begun), display=f"{picture} {name}")
        for word in self._words():
            if begun and word.casefold().startswith(begun.removeprefix("@").casefold()):
                yield Completion(one_line(word) + " ", start_position=-len(begun.removeprefix("@")))
        if path := PATH.fullmatch(document.text_before_cursor):
            yield from self._paths.get_completions(Document(path["path"]), complete_event)

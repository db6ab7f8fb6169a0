"""What stands where on the screen."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Container,
    Dimension,
    Float,
    FloatContainer,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.layout.menus import CompletionsMenu

from chatlib.client.caution import Question
from chatlib.client.entries import Entry, one_line, printable
from chatlib.client.screen import completion
from chatlib.client.screen.pane import Pane
from chatlib.client.screen.rows import Rows
from chatlib.client.screen.steady import Steady
from chatlib.client.view import roll, status
from chatlib.client.view.history import History
from chatlib.client.view.layout import Row, Span, cut, wrap
from chatlib.client.view.roll import Place
from chatlib.client.words.texts import Words

MOST_INPUT = 8
"""Rows of what is typed; more of it is scrolled."""

ROOM_BESIDE = 96
"""Columns of a screen from which on the list stands beside the conversation; below, the text needs them."""

LOWEST = 5
"""Rows of a screen below which only what is said, asked and typed is there."""

MOST_BUSY = 4
"""Rows about what is going on."""


class Shown(Protocol):
    """What the screen knows: the conversation that is looked at."""

    where: str

    @property
    def history(self) -> History: ...
    @property
    def current_status(self) -> status.Status: ...
    @property
    def question(self) -> Question | None: ...
    @property
    def selected(self) -> Entry | None: ...


class Arrangement:
    """`buffer` is what is typed; `pane` what was said."""

    def __init__(
        self,
        shown: Shown,
        names: Callable[[], Iterable[str]],
        places: Callable[[], Sequence[Place]],
        choose: Callable[[str], None],
        words: Words,
    ) -> None:
        self._shown, self._places, self._choose, self._words = shown, places, choose, words
        self.pane = Pane(lambda: shown.history)
        self.buffer = Buffer(
            completer=completion.Words(names), complete_while_typing=False, multiline=True, history=InMemoryHistory()
        )

    def layout(self) -> Layout:
        several = Condition(lambda: len(self._places()) > 1)
        wide = Condition(lambda: get_app().output.get_size().columns >= ROOM_BESIDE)
        asked = Condition(lambda: self._shown.question is not None)
        selected = Condition(lambda: self._shown.selected is not None)
        busy = Condition(lambda: bool(self._shown.current_status.busy))
        low = Condition(lambda: get_app().output.get_size().rows < LOWEST)
        field = Window(
            BufferControl(self.buffer, input_processors=[Steady()], focusable=True),
            height=Dimension(min=1, max=MOST_INPUT),
            wrap_lines=True, dont_extend_height=True, get_line_prefix=self._prompt,
        )  # fmt: skip
        conversation = HSplit(
            [Window(self.pane, height=Dimension(min=0, weight=1)), ConditionalContainer(self._bar(), ~low)]
        )
        body: list[Container] = [
            ConditionalContainer(_window(self._above, 1), several & ~wide & ~low),
            VSplit([conversation, ConditionalContainer(self._list(), several & wide)]),
            ConditionalContainer(_window(self._busy, MOST_BUSY), busy),
            ConditionalContainer(_window(self._selected, 1), selected & ~low),
            ConditionalContainer(_window(self._ask, MOST_BUSY), asked),
            field,
        ]
        menu = Float(CompletionsMenu(max_height=8), xcursor=True, ycursor=True)
        return Layout(FloatContainer(HSplit(body), [menu]), focused_element=field)

    # ------------------------------------------------------------------- parts

    def _bar(self) -> Window:
        return _window(
            lambda width, _: [status.line(self._shown.current_status, self.pane.below, width, self._words)], 1
        )

    def _above(self, width: int, _: int) -> list[Row]:
        return [roll.above(self._places(), self._shown.where, width)]

    def _busy(self, width: int, _: int) -> list[Row]:
        lines = printable(self._shown.current_status.busy).split("\n")
        return [[Span("class:note", cut(line, width))] for line in lines]

    def _selected(self, width: int, _: int) -> list[Row]:
        """What can be done with it."""
        one = self._shown.selected
        if one is None:
            return []
        return [[Span("class:note", cut(self._words("selected_own" if one.mine else "selected"), width))]]

    def _ask(self, width: int, _: int) -> list[Row]:
        asked = self._shown.question
        if asked is None:
            return []
        keys = "   ".join(f"[{self._words(f'key_{choice.key}')}] {choice.label}" for choice in asked.choices)
        return wrap([Span("class:call", f"? {one_line(asked.text)}  {keys}")], width, 2)

    def _prompt(self, number: int, wrapped: int) -> StyleAndTextTuples:
        """The name of the conversation, never more than a third of the width."""
        name = cut(one_line(self._shown.where), max(get_app().output.get_size().columns // 3, 4)) + "> "
        return [("class:faint", name if number == wrapped == 0 else "  ")]

    def _list(self) -> Container:
        rule = Window(width=1, char="│", style="class:faint")
        return VSplit([rule, Window(Rows(self._beside, self._clicked), width=roll.WIDTH - 1)])

    def _beside(self, _: int, height: int) -> list[Row]:
        return roll.beside(self._places(), self._shown.where, height)

    def _clicked(self, number: int, height: int) -> None:
        places = roll.shown(self._places(), self._shown.where, height)
        if number < len(places):
            self._choose(places[number].where)


def _window(rows: Callable[[int, int], list[Row]], most: int) -> Window:
    return Window(Rows(rows), dont_extend_height=True, height=Dimension(min=1, max=most))

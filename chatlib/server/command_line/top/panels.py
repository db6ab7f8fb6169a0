"""The parts of the screen, and the question before something is done."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Digits

from chatlib.server.command_line.top.drawing.canvas import Canvas
from chatlib.server.command_line.top.drawing.strips import draw_verdict
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words

Draw = Callable[[Canvas, Model, Words], None]


class Panel(Widget):
    """Shows what `draw` makes of the model in the room that there is."""

    def __init__(self, draw: Draw, model: Model, words: Words, name: str) -> None:
        super().__init__(id=name)
        self._draw, self._model, self._words = draw, model, words

    def render(self) -> Text:
        canvas = Canvas(self.size.width, self.size.height)
        self._draw(canvas, self._model, self._words)
        return canvas.text()


class Verdict(Horizontal):
    """What became of an action, so large that the last row of a room can read it."""

    def __init__(self, model: Model, words: Words) -> None:
        super().__init__(id="verdict")
        self._model, self._words = model, words

    def compose(self) -> ComposeResult:
        yield Digits(id="pause")
        yield Panel(draw_verdict, self._model, self._words, "said")

    def show(self) -> None:
        action = self._model.action
        self.display = action is not None
        if action:
            pause = self._words.number(action.pause) if action.phase == "over" and action.pause is not None else ""
            digits = self.query_one("#pause", Digits)
            digits.update(pause + " " + self._words("ms") if pause else "")
            digits.display = bool(pause)
            digits.set_class(bool(action.lost or action.doubled or action.disconnected), "-bad")


class Sure(ModalScreen[bool]):
    """Asks before something is done to the server."""

    BINDINGS: ClassVar = [Binding("y", "answer(True)"), Binding("n,escape,q,ctrl+c", "answer(False)")]

    def __init__(self, question: str, words: Words) -> None:
        super().__init__()
        self._question, self._words = question, words

    def compose(self) -> ComposeResult:
        def draw(canvas: Canvas, _: Model, words: Words) -> None:
            canvas.line((self._question, "bold"))
            canvas.line()
            canvas.line((words("yes_or_no"), "bold cyan"))

        with Vertical(id="sure"):
            yield Panel(draw, Model(), self._words, "question")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)

"""The screen of `top`: what comes is shown, what is typed is asked of the server."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from chatlib.server.command_line.top import model as models
from chatlib.server.command_line.top.drawing import ledger, processes, queues, strips, way
from chatlib.server.command_line.top.panels import Panel, Sure, Verdict
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing.feed import Feed
from chatlib.server.command_line.viewing.frames import Action, Hello, Order

PAUSE = 0.2
"""Seconds between two drawings: twenty messages a second would else be drawn one by one, and nobody could read them."""

WIDE, HIGH = 100, 30
"""From here on there is more beside and below each other."""


class Top(App[None]):
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS: ClassVar = [(0, "-low"), (HIGH, "-high")]
    CSS = """
    Screen { background: ansi_default; color: ansi_default; overflow: hidden; }
    #head { height: 1; }
    #keys { height: 1; dock: bottom; }
    #upper { height: 12; }
    #processes { width: 47; margin-right: 1; }
    #beside { width: 1fr; }
    #queues { height: 7; }
    #ledger { height: 1fr; }
    #lower { height: 1fr; min-height: 4; }
    #list { display: none; }
    #way { width: 1fr; }
    #events { height: 2; }
    #verdict { display: none; height: 3; background: ansi_default; }
    #pause { width: auto; min-width: 8; margin: 0 2 0 1; color: ansi_green; text-style: bold; }
    #pause.-bad { color: ansi_red; }
    #said { width: 1fr; height: 2; }
    .-wide #processes { width: 56; }
    .-wide #list { display: block; width: 36; margin-right: 1; }
    .-high #upper { height: 14; }
    .-high #events { height: 4; }
    Sure { align: center middle; background: transparent; }
    #sure { width: 60; height: 5; background: ansi_default; border: heavy ansi_red; padding: 0 1; }
    """
    BINDINGS: ClassVar = [
        Binding("up", "process(-1)"),
        Binding("down", "process(1)"),
        Binding("left", "message(1)"),
        Binding("right", "message(-1)"),
        Binding("k", "ask('kill')"),
        Binding("s", "ask('stop')"),
        Binding("c", "ask('continue')"),
        Binding("r", "ask('reload')"),
        Binding("escape", "close"),
        Binding("q,ctrl+c", "quit"),
    ]

    def __init__(self, feed: Feed, hello: Hello, words: Words) -> None:
        """The feed is open, and said `hello`; whoever opened it closes it."""
        super().__init__(ansi_color=True)
        self._feed, self._words = feed, words
        self.model = models.Model()
        self.model.take(hello)
        self._waits = False

    def compose(self) -> ComposeResult:
        def panel(draw: object, name: str) -> Panel:
            return Panel(draw, self.model, self._words, name)

        yield panel(strips.draw_head, "head")
        with Horizontal(id="upper"):
            yield panel(processes.draw, "processes")
            with Vertical(id="beside"):
                yield panel(queues.draw, "queues")
                yield panel(ledger.draw, "ledger")
        yield Verdict(self.model, self._words)
        with Horizontal(id="lower"):
            yield panel(strips.draw_list, "list")
            yield panel(way.draw, "way")
        yield panel(strips.draw_events, "events")
        yield panel(strips.draw_keys, "keys")

    def on_mount(self) -> None:
        self.run_worker(self._listen(), name="feed")

    async def _listen(self) -> None:
        async for frame in self._feed.frames():
            self.model.take(frame)
            self._later()

    def _later(self) -> None:
        """Drawn soon, with all that comes until then."""
        if not self._waits:
            self._waits = True
            self.set_timer(PAUSE, self.draw)

    def draw(self) -> None:
        self._waits = False
        if not self.is_running:  # a timer outlives the screens
            return
        screen = self.screen_stack[0]  # also below the question
        screen.query_one(Verdict).show()
        for panel in screen.query(Panel):
            panel.refresh()

    def action_process(self, by: int) -> None:
        self.model.select_process(by)
        self.draw()

    def action_message(self, back: int) -> None:
        self.model.select_message(back)
        self.draw()

    def action_close(self) -> None:
        self.model.action = None
        self.draw()

    def action_ask(self, what: str) -> None:
        words, process = self._words, self.model.process
        if what == "reload":
            self._ask(words("sure_reload"), Order("reload"))
        elif process and not models.mortal(process):
            self._complain(what, process.place, words("not_it", place=process.place))
        elif process:
            question = words("sure", what=words.known(what), place=process.place)
            self._ask(question[0].upper() + question[1:], Order(what, process.place))

    def _ask(self, question: str, order: Order) -> None:
        async def answered(sure: bool | None) -> None:
            if sure and not await self._feed.send(order):
                self._complain(order.do, order.place, self._words("not_sent"))

        self.push_screen(Sure(question, self._words), answered)

    def _complain(self, what: str, place: str, reason: str) -> None:
        self.model.take(Action(what=what, place=place, phase="refused", reason=reason))
        self.draw()

"""The lines above and below: who it is, what happened, which keys there are, and what became of an action."""

import time

from chatlib.server.command_line.top.drawing.canvas import BAD, CAREFUL, FAINT, GOOD, Canvas
from chatlib.server.command_line.top.drawing.way import headline
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words

LEVELS = {"warning": CAREFUL, "error": BAD}

KEYS = (
    ("↑↓", "choose_process"), ("←→", "choose_message"), ("k", "kill"), ("s", "stop"), ("c", "continue"),
    ("r", "reload"), ("q", "quit"),
)  # fmt: skip


LOW = 2
"""Lines: no place for a title."""


def draw_head(canvas: Canvas, model: Model, words: Words) -> None:
    parts: list[str | tuple[str, str]] = [
        (" " + words("top", version=model.hello.version, port=model.hello.port) + "  ", "bold")
    ]
    if not model.connected:
        parts.append((" " + words("lost_connection") + " ", "bold white on red"))
    if model.faults:
        parts.append((" " + words("faults", count=len(model.faults)), CAREFUL))
    canvas.line(*parts)


def draw_keys(canvas: Canvas, model: Model, words: Words) -> None:
    keys = [*KEYS, ("Esc", "close")] if model.action else KEYS
    canvas.line(*(part for key, word in keys for part in ((f" {key}", "bold cyan"), f" {words.known(word)} ")))


def draw_events(canvas: Canvas, model: Model, words: Words) -> None:
    if canvas.height > LOW:
        canvas.title(words("events"))
    for event in list(model.events)[-canvas.left :] if canvas.left else []:
        clock = time.strftime("%H:%M:%S ", time.localtime(event.at)) if event.at else ""
        canvas.line((clock, FAINT), (event.text, LEVELS.get(event.level, "")))


def draw_list(canvas: Canvas, model: Model, words: Words) -> None:
    """The last messages, the newest below; the selected one is always among them."""
    canvas.title(words("messages"))
    rows = canvas.left
    shown = list(model.messages)
    end = len(shown) - max(0, model.at - rows + 1)
    for message in shown[max(0, end - rows) : end]:
        canvas.line(*headline(message, words), style="reverse" if message is model.message else "")


def draw_verdict(canvas: Canvas, model: Model, words: Words) -> None:
    action = model.action
    if not action:
        return
    what = f"{words.known(action.what)} {action.place}".strip()
    if action.phase == "refused":
        canvas.line((words("refused", what=what), "bold"))
        canvas.line((action.reason, BAD))
    elif action.phase == "begun":
        canvas.line((words("begun", what=what), "bold"))
    else:
        clean = not (action.lost or action.doubled or action.disconnected)
        numbers = {name: words.number(getattr(action, name)) for name in ("lost", "doubled", "disconnected")}
        canvas.line((words("over", what=what), "bold"))
        canvas.line((words("verdict", **numbers), f"bold {GOOD if clean else BAD}"))

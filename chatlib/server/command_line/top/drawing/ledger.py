"""What was accepted, and what became of it."""

from chatlib.server.command_line.top.drawing.canvas import BAD, CAREFUL, FAINT, GOOD, Canvas, right
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing.frames import Ledger

PAIRS = (("accepted", "lost"), ("stored", "doubled"), ("delivered", "disconnected"), ("waiting", "left"))
WORSE = {"lost", "doubled", "disconnected"}
GAP = 1
WIDEST = 24
"""Columns of the first half."""


def draw(canvas: Canvas, model: Model, words: Words) -> None:
    ledger = model.ledger
    canvas.title(words("ledger"), verdict(ledger, words))
    second = max(len(words(name)) + len(words.number(getattr(ledger, name))) for _, name in PAIRS) + 1
    first = min(canvas.width - second - GAP, WIDEST)
    for pair in PAIRS:
        parts = []
        for name, room in zip(pair, (first, second), strict=True):
            number = getattr(ledger, name)
            style = BAD if name in WORSE and number else ""
            parts += [words(name), (right(words.number(number), room - len(words(name))), style), " " * GAP]
        canvas.line(*parts)
    speeds = {name: words.number(ledger.per_second.get(name, 0.0), 1) for name in ("accepted", "delivered")}
    canvas.line((words("each_second", **speeds), FAINT))
    given = {one.worker: one for one in ledger.bytes}
    for one in ledger.told:
        canvas.line((words("worker", number=one.worker), "bold"), "  ",
                    words("told", told=words.number(one.told), heard=words.number(one.heard)))  # fmt: skip
        if bytes_ := given.get(one.worker):
            values = {name: words.number(getattr(bytes_, name)) for name in ("given", "kernel", "waiting")}
            canvas.line(("  " + words("given", **values), FAINT))


def verdict(ledger: Ledger, words: Words) -> tuple[str, str]:
    if ledger.lost or ledger.doubled:
        return words("unbalanced"), BAD
    return (words("balanced"), GOOD) if ledger.balanced else (words("under_way"), CAREFUL)

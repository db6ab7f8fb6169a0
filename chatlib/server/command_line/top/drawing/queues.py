"""What waits where, as bars."""

import math

from rich.cells import cell_len

from chatlib.server.command_line.top.drawing.canvas import COLOURS, FAINT, Canvas, colour, left, right
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing.frames import Queue

KINDS = ("batches", "lines", "tells", "bytes", "lagging")
FULL = {"bytes": 10_000_000}
FULL_OTHERS = 10_000
"""What a whole bar stands for. Of the logarithm: one that waits is seen, and ten times as many are two steps more."""

NUMBER = 11
"""Columns of a sum: "10,000,000"."""


def draw(canvas: Canvas, model: Model, words: Words) -> None:
    queues = model.queues
    colours = [colour(one.worker) for one in queues.workers] or [COLOURS[0]]
    workers = [(str(one.worker) + " ", colour(one.worker)) for one in queues.workers]
    canvas.title(words("queues"), (words("workers") + " ", FAINT) if workers else "", *workers)
    rows = {kind: _of(queues.workers, kind) for kind in KINDS} | {"view": [queues.view]}
    names = {kind: words(kind) for kind in rows}
    width = max(map(cell_len, names.values())) + 1
    for kind, waiting in rows.items():
        bar = max(0, canvas.width - width - NUMBER)
        canvas.line(
            left(names[kind], width),
            *segments(waiting, bar, FULL.get(kind, FULL_OTHERS), colours if kind != "view" else [""]),
            right(words.number(sum(waiting)), NUMBER),
        )


def _of(workers: list[Queue], kind: str) -> list[int]:
    return [getattr(one, kind) for one in workers]


def segments(waiting: list[int], width: int, full: int, colours: list[str]) -> list[tuple[str, str]]:
    """A bar with a part for each worker, and what is not filled."""
    total = sum(waiting)
    filled = min(width, math.ceil(width * math.log1p(max(0, total)) / math.log1p(full)))
    parts, done, so_far = [], 0, 0
    for many, style in zip(waiting, colours, strict=False):
        so_far += many
        end = round(filled * so_far / total) if total else 0
        parts.append(("█" * (end - done), style))
        done = end
    return [*parts, ("·" * (width - done), FAINT)]

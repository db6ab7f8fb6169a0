"""The way of one message through the processes."""

from chatlib.server.command_line.top.drawing.canvas import FAINT, NEW, Canvas, colour, left, right, table, visible
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing.frames import Message, Receiver, Step

OWN_WORDS = {"stored": "step_stored", "told": "step_told"}
"""Steps whose word the ledger has for something else."""

PHASES = {
    "woke": 0, "asked": 0, "read": 1, "ruled": 1, "stored": 1, "told": 1,
    "heard": 2, "rendered": 2, "recorded": 2, "written": 2, "consumed": 2,
}  # fmt: skip
"""A worker has two lanes, before and behind the state."""

WIDE = 80
"""Columns from which on there is room for sizes and lines beside each other."""

Lane = tuple[str, list[Step]]


def draw(canvas: Canvas, model: Model, words: Words) -> None:
    """As steps below each other with a bar where there is room, else as a line for each process."""
    message = model.message
    if not message:
        canvas.title(words("way"))
        canvas.line((words("no_message"), FAINT))
        return
    where = words("of_messages", number=len(model.messages) - model.at, count=len(model.messages))
    canvas.title(words("way"), (where if model.at else words("newest"), FAINT), "  ", *headline(message, words))
    going = dialects(message.receivers)
    if canvas.left > len(message.steps):
        _draw_steps(canvas, message.steps, words)
    else:
        _draw_lanes(canvas, message.steps, words)
    if canvas.left > len(going) and canvas.width > WIDE:
        _draw_lines(canvas, message, going, words)
    else:
        _draw_sizes(canvas, message, going, words)


def _draw_lines(canvas: Canvas, message: Message, going: list[Receiver], words: Words) -> None:
    came = words("came", dialect=message.dialect, size=words.number(message.came_bytes))
    rows, lines = [["→", came]], [message.came]
    for one in going:
        count = words.number(one.count)
        rows.append(["←", words("goes", dialect=one.dialect, size=words.number(one.bytes), count=count)])
        lines.append(one.line)
    for (arrow, about), line in zip(table(rows), lines, strict=True):
        canvas.line((arrow, NEW), (about, FAINT), visible(line))


def _draw_sizes(canvas: Canvas, message: Message, going: list[Receiver], words: Words) -> None:
    """All sizes in one line; below it the lines themselves, as far as there is room."""
    sizes = " ".join(f" {one.dialect} {words.number(one.bytes)}×{words.number(one.count)}" for one in going)
    canvas.line(
        (words("bytes") + " ", FAINT), ("→ ", NEW), f"{message.dialect} {words.number(message.came_bytes)}  ",
        ("←", NEW), sizes,
    )  # fmt: skip
    for one in going:
        if one.line:
            canvas.line((left(one.dialect, 9), FAINT), visible(one.line))


def headline(message: Message, words: Words) -> tuple[str | tuple[str, str], ...]:
    if message.private:
        return (f"{message.seq} ", FAINT), words("private")
    return (f"{message.seq} ", FAINT), (message.sender, "bold"), f" → {message.place}: {visible(message.text)}"


def dialects(receivers: list[Receiver]) -> list[Receiver]:
    """One for each dialect and line, with all that get it, whoever their worker is."""
    found: dict[tuple[str, str, int], int] = {}
    for one in receivers:
        key = one.dialect, one.line, one.bytes
        found[key] = found.get(key, 0) + one.count
    return [Receiver(0, dialect, line, size, count) for (dialect, line, size), count in found.items()]


def lanes(steps: list[Step]) -> list[Lane]:
    """In order of their first steps."""
    found: dict[tuple[str, int], list[Step]] = {}
    for step in steps:
        found.setdefault((step.process, PHASES.get(step.step, 2)), []).append(step)
    return [(process, of_it) for (process, _), of_it in found.items()]


def _draw_lanes(canvas: Canvas, steps: list[Step], words: Words) -> None:
    for process, of_it in lanes(steps):
        parts: list[str | tuple[str, str]] = [(left(process, 9), _colour(process))]
        last = ""
        for step in of_it:
            if step.step != last:
                parts.append((_word(step, words) + " ", FAINT))
            parts.append(words.number(step.us) + " ")
            last = step.step
        canvas.line(*parts, ("µs", FAINT))


def _draw_steps(canvas: Canvas, steps: list[Step], words: Words) -> None:
    if not steps:
        return
    rows = table([[step.process, _word(step, words)] for step in steps])
    end = max(*(step.us for step in steps), 1.0)
    number = len(words.number(end, 1)) + 1
    room = max(0, canvas.width - sum(map(len, rows[0])) - number - 5)
    before = 0.0
    for step, (process, word) in zip(steps, rows, strict=True):
        begin, stop = (round(room * min(max(us, 0.0), end) / end) for us in (before, step.us))
        canvas.line(
            (process, _colour(step.process)),
            word,
            (right(words.number(step.us, 1), number), "bold"),
            (" µs ", FAINT),
            " " * min(begin, stop),
            ("━" * (stop - begin) or "╸", _colour(step.process)),
        )
        before = step.us


def _word(step: Step, words: Words) -> str:
    return words.known(OWN_WORDS.get(step.step, step.step))


def _colour(process: str) -> str:
    """Of a worker that of its bars."""
    number = process.removeprefix("worker ")
    return colour(int(number)) if number.isdecimal() and number != process else "bright_white"

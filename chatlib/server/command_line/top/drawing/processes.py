"""The tree of processes."""

from chatlib.core.sizes import shown
from chatlib.server.command_line.top.drawing.canvas import BAD, CAREFUL, FAINT, GOOD, NEW, Canvas, left, right
from chatlib.server.command_line.top.frames import Process
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.texts import Words

STATUS = {"serves": GOOD, "waits": FAINT, "begins": NEW, "stopped": CAREFUL, "gone": BAD}
NAME, PID, CPU, MEMORY, CONNECTIONS = 13, 8, 6, 10, 5
"""Columns; what is left is for the status."""


def draw(canvas: Canvas, model: Model, words: Words) -> None:
    canvas.title(words("processes"))
    heads = words("pid"), words("cpu"), words("memory"), words("connections")
    canvas.line((left("", NAME) + _columns(*heads) + " " + words("status"), FAINT))
    # More than the screen has rows: the selected one is among those that are seen.
    first = max(0, min(_at(model) - canvas.left + 2, len(model.processes) - canvas.left))
    for number, process in enumerate(model.processes[first:], first):
        branch = "" if process.kind == "supervisor" else "└ " if number == len(model.processes) - 1 else "├ "
        _draw(canvas, process, branch, process == model.process, words)


def _at(model: Model) -> int:
    return model.processes.index(model.process) if model.process else 0


def _draw(canvas: Canvas, process: Process, branch: str, selected: bool, words: Words) -> None:
    cpu = "?" if process.cpu is None else words.number(process.cpu, 1)
    memory = "?" if process.memory is None else shown(process.memory, words("point"))
    numbers = _columns(str(process.pid), cpu, memory, str(process.connections or ""))
    style = STATUS.get(process.status, "")
    faint = style if process.status in ("gone", "stopped") else ""
    canvas.line(
        (left(branch + process.place, NAME), faint),
        (numbers, faint),
        (" " + words.known(process.status), style),
        style="reverse" if selected else "",
    )


def _columns(pid: str, cpu: str, memory: str, connections: str) -> str:
    return right(pid, PID) + right(cpu, CPU) + right(memory, MEMORY) + right(connections, CONNECTIONS + 1)

"""The tree of processes."""

from chatlib.core.formats.sizes import shown
from chatlib.server.command_line.top.drawing.canvas import BAD, CAREFUL, FAINT, GOOD, NEW, Canvas, left, right
from chatlib.server.command_line.top.model import Model
from chatlib.server.command_line.top.words import Words
from chatlib.server.command_line.viewing.frames import Process

STATUS = {"serves": GOOD, "waits": FAINT, "begins": NEW, "stopped": CAREFUL, "gone": BAD}
NAME = 12
PID, CPU, MEMORY, CONNECTIONS = 7, 6, 7, 6
"""Columns; what is left is for the status."""


def draw(canvas: Canvas, model: Model, words: Words) -> None:
    heads = words("pid"), words("cpu"), words("memory"), words("connections")
    name = " " + words("processes") + " "
    columns = _columns(*heads)[max(0, len(name) + 1 - NAME) :]
    canvas.title(words("processes"), (left("", NAME - len(name) - 1) + columns + " " + words("status"), FAINT))
    # More than the screen has rows: the selected one is among those that are seen.
    at = model.processes.index(model.process) if model.process else 0
    first = max(0, at - canvas.left + 1)
    for number, process in enumerate(model.processes[first:], first):
        branch = "" if process.kind == "supervisor" else "└ " if number == len(model.processes) - 1 else "├ "
        _draw(canvas, process, branch, process == model.process, words)


def _draw(canvas: Canvas, process: Process, branch: str, selected: bool, words: Words) -> None:
    cpu = "?" if process.cpu is None else words.number(process.cpu, 1)
    memory = "?" if process.memory is None else shown(process.memory, words("point")).replace(" ", "").rstrip("iB")
    style = STATUS.get(process.status, "")
    all_of_it = style if process.status in ("gone", "stopped") else ""
    canvas.line(
        (left(branch + process.place, NAME), all_of_it),
        (_columns(str(process.pid), cpu, memory, str(process.connections or "")), all_of_it),
        (" " + words.known(process.status), style),
        style="reverse" if selected else "",
    )


def _columns(pid: str, cpu: str, memory: str, connections: str) -> str:
    return right(pid, PID) + right(cpu, CPU) + right(memory, MEMORY) + right(connections, CONNECTIONS)

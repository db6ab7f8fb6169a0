"""Which rubrics there are, and which one fits a server."""

from dataclasses import replace
from importlib import resources

from chatlib.grader.grading import Grader
from chatlib.grader.judging.rubric import Rubric
from chatlib.grader.judging.rubric_file import load
from chatlib.grader.stage.callers import Callers

DIALECTS = ("mamushi", "irc", "pm", "sendto", "token", "token-cli")
"""In the order in which they are tried: those whose answers nobody else gives by chance are the first."""

ANSWER_WITHIN = 1.0
"""Seconds for each answer while it is only tried what the server speaks."""


def shipped(dialect: str, client: bool = False) -> Rubric:
    """The rubric of a dialect, for servers or for clients."""
    folder = resources.files("chatlib.grader") / "rubrics"
    file = (folder / "client" if client else folder) / f"{dialect}.toml"
    return load(file.read_text("utf-8"))


def find(host: str, port: int, greeted: bool) -> str | None:
    """The first dialect that the server speaks; None if it is none of them."""
    for dialect in DIALECTS:
        rubric = shipped(dialect)
        rubric = replace(rubric, deadline=min(rubric.deadline, ANSWER_WITHIN))
        callers = Grader(rubric, lambda rubric=rubric: Callers(host, port, rubric.line_end, greeted))
        if callers.recognizes():
            return dialect
    return None

"""ruang-grade: grades, and reports."""

import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from colorama import just_fix_windows_console

from chatlib.grader import detection
from chatlib.grader.command_line import AUTO, Options, parse
from chatlib.grader.grading import Grader
from chatlib.grader.judging.results import Report, Result
from chatlib.grader.judging.rubric import Rubric
from chatlib.grader.judging.rubric_file import RubricError, load
from chatlib.grader.report.junit import junit
from chatlib.grader.report.page import page
from chatlib.grader.report.text import TextReport
from chatlib.grader.report.texts import Words
from chatlib.grader.stage.callers import Callers, greets
from chatlib.grader.stage.stage import Stage

FULL, LOST, NOTHING_GRADED, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses."""


class CannotGrade(Exception):
    """A key of TEXTS, and what is filled in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def main(argv: list[str] | None = None) -> int:
    options = parse(sys.argv[1:] if argv is None else argv)
    words = Words(options.lang)
    just_fix_windows_console()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # what servers say may have any character, and a terminal may not
    try:
        return _grade(options, words)
    except CannotGrade as problem:
        print(f"ruang-grade: {words(problem.key, **problem.values)}", file=sys.stderr)
        return NOTHING_GRADED
    except KeyboardInterrupt:
        return INTERRUPTED


def _grade(options: Options, words: Words) -> int:
    rubric, stage = _client(options) if options.command else _server(options, words)
    subject = shlex.join(options.command) if options.command else f"{options.host}:{options.port}"
    text = TextReport(words, sys.stdout.isatty())
    print(words.about(Report(rubric, subject, [])))
    minutes, seconds = divmod(round(rubric.longest), 60)
    print(words("longest", minutes=minutes, seconds=seconds), flush=True)
    results: list[Result] = []
    coming = Grader(rubric, stage).results()
    for group in rubric.groups:
        print(text.group(group.title))
        for _ in group.cases:
            results.append(next(coming))
            print(text.result(results[-1]), flush=True)
    report = Report(rubric, subject, results)
    print(text.score(report))
    for file, write in ((options.junit, junit), (options.html, page)):
        if file:
            _write(file, write(report, words))
    return FULL if report.full else LOST


def _server(options: Options, words: Words) -> tuple[Rubric, Callable[[], Stage]]:
    host, port, dialect = options.host, options.port, options.dialect
    try:
        greeted = greets(host, port)
    except OSError:
        raise CannotGrade("nobody", address=f"{host}:{port}") from None
    own = _own_rubric(options)
    if dialect == AUTO and not own:
        found = detection.find(host, port, greeted)
        if not found:
            raise CannotGrade("no_dialect")
        print(words("found", dialect=found))
        dialect = found
    rubric = own or detection.shipped(dialect)
    return rubric, lambda: Callers(host, port, rubric.line_end, greeted)


def _client(options: Options) -> tuple[Rubric, Callable[[], Stage]]:
    # Only POSIX has pseudo-terminals; servers can be graded from anywhere.
    from chatlib.grader.stage.booth import Booth

    program = options.command[0]
    if not shutil.which(program):
        raise CannotGrade("no_client", command=program)
    rubric = _own_rubric(options) or detection.shipped(options.dialect, client=True)
    return rubric, lambda: Booth(options.command, rubric.line_end)


def _own_rubric(options: Options) -> Rubric | None:
    if not options.rubric:
        return None
    try:
        return load(options.rubric.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CannotGrade("unreadable", file=options.rubric) from None
    except RubricError as error:
        raise CannotGrade("no_rubric", file=options.rubric, reason=error) from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError:
        raise CannotGrade("no_report", file=file) from None

"""The report for the terminal. Nothing of the other side's reaches it but printable characters."""

from collections.abc import Iterator, Mapping

from colorama import Fore, Style

from chatlib.grader.judging.results import Report, Result
from chatlib.grader.report.texts import Words

_WIDTH = 76
_SIGNS = {"failed": ("✗", Fore.RED), "met": ("✓", Fore.GREEN), "came": (" ", Fore.CYAN)}


class TextReport:
    """Its parts, each as a text of one line or several."""

    def __init__(self, words: Words, coloured: bool) -> None:
        self._words = words
        self._coloured = coloured

    def group(self, title: Mapping[str, str]) -> str:
        return "\n" + self._paint(Style.BRIGHT, title[self._words.lang])

    def result(self, result: Result) -> str:
        """One line; of a case that was lost, all that happened."""
        lang, case = self._words.lang, result.case
        mark, colour = ("✓", Fore.GREEN) if result.passed else ("✗", Fore.RED)
        title = case.title[lang].ljust(_WIDTH)
        line = f"  {self._paint(colour, mark)} {title} {result.points:>3}/{case.points}"
        return line if result.passed else "\n".join([line, *self._what_happened(result)])

    def score(self, report: Report) -> str:
        colour = Fore.GREEN if report.full else Fore.RED
        return "\n" + self._paint(Style.BRIGHT + colour, f"{self._words.points(report)}, {report.percent} %")

    def _what_happened(self, result: Result) -> Iterator[str]:
        yield f"      {self._words('section', section=result.case.section)}"
        for line in result.account.lines:
            what, text = self._words.line(line)
            sign, colour = _SIGNS.get(line.what, (" ", ""))
            yield f"      {self._paint(colour, f'{sign} {what}: {text}' if text else f'{sign} {what}')}"
        yield "      " + self._paint(Fore.RED, self._words(result.account.why))

    def _paint(self, colour: str, text: str) -> str:
        return f"{colour}{text}{Style.RESET_ALL}" if self._coloured and colour else text

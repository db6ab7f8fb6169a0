"""The report as one HTML file: no scripts, nothing from elsewhere; for screens, light and dark, and for paper."""

from html import escape
from importlib import resources

from chatlib.grader.judging.results import Line, Report, Result
from chatlib.grader.report.texts import Words

_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{about}</p>
<p class="score {verdict}"><strong>{percent} %</strong> {of_points}</p>
<progress max="{of}" value="{points}" aria-label="{of_points}"></progress>
<p class="note">{forgiven} {blanks}.</p>
</header>
<main>
{groups}
</main>
</body>
</html>
"""


def page(report: Report, words: Words) -> str:
    rubric = report.rubric
    return _PAGE.format(
        lang=words.lang,
        title=escape(report.subject),
        style=resources.files("chatlib.grader.report").joinpath("page.css").read_text("utf-8"),
        about=escape(f"{rubric.title[words.lang]} ({rubric.document})"),
        verdict=_verdict(report.full),
        percent=report.percent,
        of_points=escape(words.points(report)),
        of=rubric.points,
        points=report.points,
        forgiven=escape(words("forgiven", text=rubric.forgiven[words.lang])),
        blanks=escape(words("blanks")),
        groups="\n".join(_group(title[words.lang], results, words) for title, results in report.by_group()),
    )


def _group(title: str, results: list[Result], words: Words) -> str:
    got, of = sum(result.points for result in results), sum(result.case.points for result in results)
    cases = "\n".join(_case(result, words) for result in results)
    return f'<section>\n<h2>{escape(title)} <span class="points">{got}/{of}</span></h2>\n{cases}\n</section>'


def _case(result: Result, words: Words) -> str:
    """What was lost stands open."""
    case = result.case
    sign = "✓" if result.passed else "✗"
    said = words("met") if result.passed else words(result.account.why)
    rows = "\n".join(_row(line, words) for line in result.account.lines)
    return (
        f'<details class="{_verdict(result.passed)}"{"" if result.passed else " open"}>\n'
        f'<summary><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="what">{escape(case.title[words.lang])}</span>'
        f'<span class="points">{result.points}/{case.points}</span></summary>\n'
        f'<p class="why">{escape(said)} · {escape(words("section", section=case.section))}</p>\n'
        f"<table>\n{rows}\n</table>\n</details>"
    )


def _row(line: Line, words: Words) -> str:
    what, text = words.line(line)
    sign = {"met": "✓ ", "failed": "✗ "}.get(line.what, "")
    return f'<tr class="{line.what}"><th scope="row">{sign}{escape(what)}</th><td><code>{escape(text)}</code></td></tr>'


def _verdict(good: bool) -> str:
    return "got" if good else "lost"

"""Reports are right, whatever a server says."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.grader.detection import DIALECTS, shipped
from chatlib.grader.judging.results import Account, Report, Result, Why
from chatlib.grader.report.junit import junit
from chatlib.grader.report.page import page
from chatlib.grader.report.text import TextReport
from chatlib.grader.report.texts import TEXTS, Words

RUBRIC = shipped("sendto")
HOSTILE = "<script>alert(1)</script></code>&amp;\"'>]]>\x00\x1b[2J\ud800"


def report(said: str) -> Report:
    """All that can happen, and one case lost."""
    good, bad = Account(), Account()
    for account in (good, bad):
        for what in ("sent", "came", "closed", "eof"):
            account.add(what, "ani", said)
        account.add("met", "ani", f"< {said}")
    bad.fail("ani", f"! {said} || {said}", Why.CAME)
    return Report(RUBRIC, said, [Result(case, bad if not at else good) for at, case in enumerate(RUBRIC.cases)])


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


def elements(text: str) -> list[str]:
    parser = Elements()
    parser.feed(text)
    return parser.found


@given(st.text(alphabet="<>&\"'/=a \x00\x1b\ud800]!-"))
def test_nothing_that_was_said_is_markup(said: str) -> None:
    words = Words("en")
    assert elements(page(report(said), words)) == elements(page(report("x"), words))


@pytest.mark.parametrize("lang", ["en", "id"])
def test_junit_can_be_parsed_and_counts(lang: str) -> None:
    root = ET.fromstring(junit(report(HOSTILE), Words(lang)))
    assert (root.get("tests"), root.get("failures")) == (str(len(RUBRIC.cases)), "1")
    assert [len(suite) for suite in root] == [len(group.cases) for group in RUBRIC.groups]
    got = [int(element.get("value")) for element in root.iterfind(".//property[@name='points']")]
    assert sum(got) == report("").points == RUBRIC.points - RUBRIC.cases[0].points
    assert "<script>alert(1)</script>" in root.find(".//failure").text


@pytest.mark.parametrize("coloured", [False, True])
def test_what_was_lost_is_told(coloured: bool) -> None:
    text = TextReport(Words("en"), coloured)
    lost, got = (text.result(result) for result in report("halo").results[:2])
    for part in ("0/8", "section: 1.", "ani sends: halo", "not allowed: ani gets: halo or halo", "such a line came"):
        assert part in lost
    assert "8/8" in got
    assert "\n" not in got
    assert ("\x1b[" in lost) is coloured


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("client", [False, True])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_both_languages_have_words_for_every_rubric(dialect: str, client: bool, lang: str) -> None:
    rubric = shipped(dialect, client)
    account = Account()
    for step in (step for case in rubric.cases for way in case.ways for step in way):
        account.fail(step.party, f"{step.kind} {step.text}", Why.NOT_COME)
        assert Words(lang).line(account.lines[-1])[0]
    assert page(Report(rubric, "it", [Result(case, account) for case in rubric.cases]), Words(lang))


def test_both_languages_have_the_same_texts() -> None:
    assert TEXTS["en"].keys() == TEXTS["id"].keys()
    assert set(Why) <= TEXTS["en"].keys()

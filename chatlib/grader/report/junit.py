"""The report as JUnit XML, which every CI reads: a suite for each group, and the points as a property."""

import re
from xml.etree import ElementTree as ET

from chatlib.grader.judging.results import Report, Result
from chatlib.grader.report.texts import Words

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 has no way to write these."""


def junit(report: Report, words: Words) -> str:
    root = ET.Element("testsuites", name=_legal(words.about(report)), **_counts(report.results))
    for title, results in report.by_group():
        suite = ET.SubElement(root, "testsuite", name=_legal(title[words.lang]), **_counts(results))
        for result in results:
            _case(suite, title[words.lang], result, words)
    ET.indent(root)
    return ET.tostring(root, "unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, group: str, result: Result, words: Words) -> None:
    element = ET.SubElement(suite, "testcase", classname=_legal(group), name=_legal(result.case.title[words.lang]))
    properties = ET.SubElement(element, "properties")
    for name, value in (("points", result.points), ("of", result.case.points), ("section", result.case.section)):
        ET.SubElement(properties, "property", name=name, value=_legal(str(value)))
    if not result.passed:
        failure = ET.SubElement(element, "failure", message=words(result.account.why))
        told = (words.line(line) for line in result.account.lines)
        failure.text = _legal("\n".join(f"{what}: {text}" if text else what for what, text in told))


def _counts(results: list[Result]) -> dict[str, str]:
    return {"tests": str(len(results)), "failures": str(sum(not result.passed for result in results))}


def _legal(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)

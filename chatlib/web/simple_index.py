"""The pages of a package index, as pip reads it (PEP 503, 629). Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from urllib.parse import quote

SIMPLE, FILES = "simple", "files"
"""The folders, side by side, of the pages and of the wheels that they link to."""


class Wheel(NamedTuple):
    """`file` is its name; `requires_python` as its metadata has it, "" if they say nothing."""

    file: str
    sha256: str
    requires_python: str = ""

    @property
    def project(self) -> str:
        return normalized(self.file.partition("-")[0])


def normalized(name: str) -> str:
    """The one spelling of a project's name under which it is looked for."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pages(wheels: Iterable[Wheel]) -> dict[str, str]:
    """HTML by the path of its file, from the folder in which SIMPLE and FILES are."""
    projects: dict[str, list[Wheel]] = defaultdict(list)
    for wheel in sorted(wheels):
        projects[wheel.project].append(wheel)
    root = _page("Ruang", (_link(f"{name}/", name) for name in sorted(projects)))
    return {f"{SIMPLE}/index.html": root} | {
        f"{SIMPLE}/{name}/index.html": _page(name, map(_download, of_one)) for name, of_one in projects.items()
    }


def _download(wheel: Wheel) -> str:
    python = f' data-requires-python="{escape(wheel.requires_python)}"' if wheel.requires_python else ""
    return _link(f"../../{FILES}/{quote(wheel.file)}#sha256={wheel.sha256}", wheel.file, python)


def _link(target: str, text: str, more: str = "") -> str:
    return f'<a href="{escape(target)}"{more}>{escape(text)}</a><br>'


def _page(title: str, links: Iterable[str]) -> str:
    head = f'<meta charset="utf-8"><meta name="pypi:repository-version" content="1.0"><title>{escape(title)}</title>'
    return "\n".join(("<!DOCTYPE html>", f"<html><head>{head}</head><body>", *links, "</body></html>", ""))

"""Who may import whom, and how long a file may be."""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from chatlib import client

ROOT = Path(__file__).parents[1]
FILES = sorted(path.relative_to(ROOT) for where in ("chatlib", "launcher") for path in (ROOT / where).rglob("*.py"))
LONGEST = 350

WORLD = {
    "asyncio",
    "multiprocessing",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
}
"""Parts of the standard library that have no place where everything must follow from what it is given."""

DOORS = WORLD - {"time"}
"""The same, where the time of day may be shown."""

OWN = ("chatlib", "launcher", "tests", "server", "client", "setup")
ANY = None


class Rule(NamedTuple):
    """What the files under a path may import. `others`: packages that are neither ours nor Python's (ANY: all)."""

    ours: set[str]
    without: set[str] = frozenset()
    others: set[str] | None = frozenset()


REACHED_BY_ALL = {
    "chatlib.core", "chatlib.state", "chatlib.server.addresses", "chatlib.server.options", "chatlib.server.console",
    "chatlib.server.texts",
}  # fmt: skip
"""What stands beside the rooms of the server, and what it stands on."""

OF_THE_STATE = {
    "chatlib.state.errors", "chatlib.state.layout", "chatlib.state.processes", "chatlib.state.sqlite_file",
}  # fmt: skip
"""What stands beside the rooms of the state. The order of these: log, view, journal, cluster, order."""

TOP_MODEL = ("drawing", "model", "words")
"""Of `server.py top`: what knows no screen and no connection."""

RULES = {
    "chatlib/core": Rule({"chatlib.core"}, WORLD, {"confusable_homoglyphs", "msgspec"}),
    "chatlib/dialects": Rule({"chatlib.core", "chatlib.dialects"}, WORLD, {"msgspec"}),
    "chatlib/state": Rule({"chatlib.core", "chatlib.state"}, others={"msgspec"}),
    "chatlib/state/cluster": Rule(
        {"chatlib.core", "chatlib.state.cluster", "chatlib.state.journal", "chatlib.state.errors"}, others={"msgspec"}
    ),
    "chatlib/state/log": Rule({"chatlib.core", "chatlib.state.log", "chatlib.state.errors"}, others={"msgspec"}),
    "chatlib/state/view": Rule(
        {"chatlib.core", "chatlib.state.view", "chatlib.state.log", *OF_THE_STATE}, others={"msgspec"}
    ),
    "chatlib/state/journal": Rule(
        {"chatlib.core", "chatlib.state.journal", "chatlib.state.view", "chatlib.state.log", *OF_THE_STATE},
        others={"msgspec"},
    ),
    "chatlib/server": Rule(REACHED_BY_ALL | {"chatlib.lang", "chatlib.server.colours"}, others={"colorama", "psutil"}),
    "chatlib/server/cluster": Rule(
        REACHED_BY_ALL | {"chatlib.server.cluster", "chatlib.server.supervisor.signals"}, others={"msgspec"}
    ),
    "chatlib/server/ipc": Rule(REACHED_BY_ALL | {"chatlib.server.ipc"}, others={"msgspec"}),
    "chatlib/server/worker": Rule(
        REACHED_BY_ALL | {"chatlib.dialects", "chatlib.server.ipc", "chatlib.server.worker", "chatlib.server.cluster"},
        others={"argon2", "msgspec"},
    ),
    "chatlib/server/specialists": Rule(
        REACHED_BY_ALL
        | {
            "chatlib.dialects", "chatlib.server.ipc", "chatlib.server.specialists", "chatlib.discovery", "chatlib.web",
            "chatlib.__version__", "chatlib.server.cluster",
        },
        others=ANY,
    ),
    "chatlib/server/supervisor": Rule(
        REACHED_BY_ALL
        | {
            "chatlib.server.ipc", "chatlib.server.worker", "chatlib.server.specialists", "chatlib.server.supervisor",
            "chatlib.server.cluster.ending",
        }
    ),
    "chatlib/server/command_line": Rule(
        {
            "chatlib.core", "chatlib.dialects", "chatlib.state", "chatlib.server", "chatlib.lang",
            "chatlib.__version__",
        },
        others={"msgspec", "segno"},
    ),
    "chatlib/server/command_line/pack": Rule(
        {
            "chatlib.core", "chatlib.state.layout", "chatlib.server.console", "chatlib.server.texts",
            "chatlib.server.command_line.pack", "chatlib.web",
        },
        others={"pip"},
    ),
    "chatlib/server/command_line/replay": Rule(
        {
            "chatlib.core", "chatlib.state", "chatlib.server", "chatlib.client.session", "chatlib.client.words",
            *(f"chatlib.client.{name}" for name in client.__all__),
        },
    ),
    "chatlib/server/command_line/viewing": Rule(
        {
            "chatlib.client.words", "chatlib.lang", "chatlib.server.command_line", "chatlib.server.console",
            "chatlib.server.texts",
        },
        others={"aiohttp", "msgspec", "yarl"},
    ),
    "chatlib/server/command_line/top": Rule(
        {"chatlib.lang", "chatlib.server.command_line", "chatlib.server.console", "chatlib.server.texts"},
        others={"rich", "textual"},
    ),
    "chatlib/server/command_line/top/drawing": Rule(
        {
            "chatlib.core", "chatlib.server.command_line.viewing.frames",
            *(f"chatlib.server.command_line.top.{name}" for name in TOP_MODEL),
        },
        DOORS,
        {"rich"},
    ),
    "chatlib/client/commands": Rule(
        {"chatlib.core", "chatlib.client.commands", "chatlib.client.words", "chatlib.client.session.protocol"}, WORLD
    ),
    "chatlib/client/view": Rule(
        {
            "chatlib.core", "chatlib.client.view", "chatlib.client.words", "chatlib.client.entries",
        },
        DOORS,
        {"msgspec", "prompt_toolkit"},
    ),
    "chatlib/client": Rule(
        {
            "chatlib.core", "chatlib.dialects", "chatlib.client", "chatlib.lang", "chatlib.discovery",
            "chatlib.__version__", "launcher",
        },
        others=ANY,
    ),
    "chatlib/grader": Rule({"chatlib.grader", "chatlib.lang"}, others={"colorama"}),
    "chatlib/grader/judging": Rule({"chatlib.grader.judging"}, WORLD),
    "chatlib/grader/stage": Rule({"chatlib.grader.judging", "chatlib.grader.stage"}),
    "chatlib/grader/report": Rule({"chatlib.grader.judging", "chatlib.grader.report"}, WORLD, {"colorama"}),
    "chatlib/web": Rule(set()),
    "chatlib": Rule(set()),
    "launcher": Rule({"launcher"}, others={"psutil"}),
}  # fmt: skip
"""By folder; a file follows the rule of the innermost one."""


def rule_for(path):
    return next(RULES[str(folder)] for folder in path.parents if str(folder) in RULES)


def imported(source):
    """Every module that is imported anywhere in it, under TYPE_CHECKING too; what is taken from one, with its name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def within(module, packages):
    return any(module == package or module.startswith(package + ".") for package in packages)


def forbidden(rule, module):
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        return top in rule.without
    if top in OWN or not top:
        return not within(module, rule.ours)
    return rule.others is not ANY and top not in rule.others


def test_nobody_imports_what_he_may_not():
    sources = {path: (ROOT / path).read_text("utf-8") for path in FILES}
    found = {path: [m for m in imported(source) if forbidden(rule_for(path), m)] for path, source in sources.items()}
    assert {str(path): modules for path, modules in found.items() if modules} == {}


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("core", "import socket"),
        ("core", "import os.path"),
        ("core", "from time import time"),
        ("core", "from chatlib import dialects"),
        ("core", "from chatlib.state.journal import Journal"),
        ("core", "if TYPE_CHECKING:\n    from chatlib.server.worker import Worker"),
        ("core", "def late():\n    import random"),
        ("core", "import psutil"),
        ("core", "from . import chat"),
        ("dialects", "import chatlib.server"),
        ("dialects", "import secrets as harmless"),
        ("state", "from chatlib.dialects.base import Ask"),
        ("state", "import argon2"),
        ("state/log", "from chatlib.state.view.blocks import Place"),
        ("state/view", "from chatlib.state.journal.journal import Journal"),
        ("state/journal", "from chatlib.state.order.sequencer import Sequencer"),
        ("server", "from chatlib.server.worker.worker import main"),
        ("server/ipc", "from chatlib.server.supervisor.loop import Loop"),
        ("server/worker", "from chatlib.server.specialists.registry import wanted"),
        ("server/worker", "from chatlib.server.supervisor.signals import held"),
        ("server/specialists", "from chatlib.server.worker.inlet import PEEKS"),
        ("server/specialists", "from chatlib.server.command_line.cli import main"),
        ("server/supervisor", "from chatlib.dialects.base import Ask"),
        ("server/supervisor", "from chatlib.server.command_line.roster import read"),
        ("server/specialists", "from chatlib.client.session import Session"),
        ("server/command_line", "import launcher"),
        ("server/command_line/pack", "from chatlib.client.session.session import Session"),
        ("server/command_line/replay", "from chatlib.client.hub import Hub"),
        ("server/command_line/top", "from chatlib.state.journal import maintenance"),
        ("server/command_line/top/drawing", "import textual"),
        ("server/command_line/top/drawing", "from chatlib.server.command_line.viewing.feed import Feed"),
        ("web", "from chatlib.core.names import key"),
        ("web", "import aiohttp"),
        ("server/worker", "import tests"),
        ("grader", "from chatlib.core.names import VERBS"),
        ("grader", "import msgspec"),
        ("grader/judging", "import socket"),
        ("grader/judging", "from chatlib.grader.stage.party import Party"),
        ("grader/report", "from chatlib.grader.playing import Player"),
        ("client", "from chatlib.server.command_line.cli import main"),
        ("client/commands", "from chatlib.client.session.session import Session"),
        ("client/commands", "import time"),
        ("client/view", "from chatlib.client.screen.pane import Pane"),
        ("client/view", "import subprocess"),
    ],
)
def test_the_table_has_teeth(where, source):
    assert any(forbidden(RULES[f"chatlib/{where}"], module) for module in imported(source))


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("core", "import re, msgspec\nfrom chatlib.core import chat"),
        ("dialects", "from chatlib.core.names import VERBS\nfrom datetime import datetime"),
        ("state", "import sqlite3, time"),
        ("server/command_line", "from chatlib import __version__\nimport chatlib.server.supervisor"),
        ("server/supervisor", "from chatlib.server.worker.worker import main"),
        ("client", "import launcher.opening\nfrom chatlib.lang import guess"),
    ],
)
def test_and_lets_pass_what_is_right(where, source):
    assert not any(forbidden(RULES[f"chatlib/{where}"], module) for module in imported(source))


def test_the_launcher_knows_nothing_of_chat():
    assert forbidden(RULES["launcher"], "chatlib.core.events")
    assert not forbidden(RULES["launcher"], "psutil")


def test_no_file_is_too_long_to_be_read_at_once():
    lengths = {str(path): len((ROOT / path).read_text("utf-8").splitlines()) for path in FILES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}

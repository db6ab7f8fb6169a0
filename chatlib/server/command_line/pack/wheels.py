"""Gets wheels by means of pip: Ruang's own, and those it needs on machines of other kinds."""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import PathDistribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import Path as ZipPath

from chatlib.server.command_line.pack import platforms
from chatlib.server.texts import ServerError
from chatlib.web.simple_index import Wheel

CHECKOUT = Path(__file__).resolve().parents[4]
SOURCES = ("setup.py", "pyproject.toml", "README.md", "LICENSE", "chatlib", "launcher")
"""What a wheel is built from."""

FOR_ANOTHER = Path(__file__).with_name("pip_for_another.py")

_NO_WHEEL = re.compile(r"No matching distribution found for ([\w.-]+)")
_NO_ANSWER = re.compile(r"connection broken by|Could not fetch URL \S+ (?!404)")
"""Where an index does not answer, pip says the same as where it has no such wheel, and this before it."""
_OF_THE_SYSTEM = re.compile(r"(?:\[Errno -?\d+\]|^ *error: .*:) ([A-Z][\w ]+)", re.MULTILINE)


class NoWheel(Exception):
    """The package index has none of the package that the text names."""


def build(where: Path) -> Path:
    """Ruang's own wheel, made in the folder `where`. ServerError if that cannot be."""
    if not (CHECKOUT / "setup.py").exists():
        raise ServerError("pack_no_checkout", path=CHECKOUT)
    if not importlib.util.find_spec("pip"):
        raise ServerError("pack_no_pip", python=sys.executable)
    # Of a copy: setuptools leaves folders beside what it builds from, and takes what it finds in them the next time.
    with TemporaryDirectory(dir=where.parent, prefix="sources-") as copy:
        for name in SOURCES:
            source = CHECKOUT / name
            if source.is_dir():
                shutil.copytree(source, Path(copy, name), ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy)
        done = _run("-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(where), copy)
    if done.returncode:
        raise failure(done.returncode, done.stdout)
    (wheel,) = where.glob("*.whl")
    return wheel


def download(wheel: Path, platform: str, python: str, where: Path) -> None:
    """All that the wheel needs on such machines, and itself, into the folder `where`.

    Raises NoWheel, or ServerError if nothing can be downloaded at all.
    """
    theirs = json.dumps(platforms.markers(platform, python))
    wanted = platforms.options(platform, python)
    # -P: no file beside that program must pass for a module of pip's.
    done = _run("-P", str(FOR_ANOTHER), theirs, "download", "--dest", str(where), *wanted, str(wheel))
    if done.returncode:
        missing = _NO_WHEEL.search(done.stdout)
        if missing and not _NO_ANSWER.search(done.stdout):
            raise NoWheel(missing[1])
        raise failure(done.returncode, done.stdout)


def described(path: Path) -> Wheel:
    """What the index says of a wheel."""
    (info,) = (folder for folder in ZipPath(path).iterdir() if folder.name.endswith(".dist-info"))
    python = PathDistribution(info).metadata.get("Requires-Python")
    with open(path, "rb") as file:
        return Wheel(path.name, hashlib.file_digest(file, "sha256").hexdigest(), python or "")


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    # Only of a retry pip says that it was the index that did not answer.
    command = [sys.executable, *words, "--disable-pip-version-check", "--no-input", "--retries", "2"]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def failure(status: int, said: str) -> ServerError:
    """Of pip: the last thing that it calls an error, or says at all, and why, if the system has told it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line[7:] for line in lines if line.startswith("ERROR: ") and not line.endswith(":")]
    reason = (errors or lines or [f"pip: {status}"])[-1]
    why = _OF_THE_SYSTEM.search(said)
    if why and why[1] not in reason:
        reason = f"{reason} ({why[1]})"
    return ServerError("pack_no_index" if _NO_ANSWER.search(said) else "pack_failed", reason=reason)

"""Puts the ready-made client into the data directory: wheels, and an index of them that pip takes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from chatlib.core import sizes
from chatlib.server.command_line.pack import wheels
from chatlib.server.console import Console
from chatlib.server.texts import ServerError
from chatlib.state.layout import CLIENT
from chatlib.web import simple_index

COMMAND = "pip install --trusted-host HOST --index-url http://HOST:9000/client/simple/ ruang"


def pack(data: Path, platforms: Sequence[str], pythons: Sequence[str], console: Console) -> Iterator[str]:
    """Makes the folder CLIENT of the data directory anew; the lines tell how far it is. A server may run meanwhile.

    Raises ServerError or OSError; then that folder is as it was.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=data, prefix="pack-") as temporary:
        place = Path(temporary)
        tree = place / CLIENT
        files = tree / simple_index.FILES
        files.mkdir(parents=True)
        try:
            own = wheels.build(files)
            yield console.text("pack_built", wheel=own.name)
            complete = 0
            for platform in platforms:
                for_these = []
                for python in pythons:
                    try:
                        _collect(own, platform, python, files)
                        for_these.append(python)
                    except wheels.NoWheel as missing:
                        yield console.text("pack_no_wheel", platform=platform, python=python, package=missing)
                if for_these:
                    yield console.text("pack_platform", platform=platform, pythons=", ".join(for_these))
                complete += len(for_these)
            if not complete:
                raise ServerError("pack_nothing")
            there = sorted(files.iterdir())
            for path, html in simple_index.pages(map(wheels.described, there)).items():
                page = tree / path
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_text(html, "utf-8")
            size = sizes.shown(sum(wheel.stat().st_size for wheel in there), console.text("point"))
            put_in_place(tree, data / CLIENT, aside=place / "before")
        except KeyboardInterrupt:
            raise ServerError("pack_interrupted") from None
        yield console.text("packed", path=data / CLIENT, count=len(there), size=size)
        yield console.text("pack_use", command=COMMAND)


def _collect(own: Path, platform: str, python: str, files: Path) -> None:
    """Adds what one kind of machine needs, all of it or nothing."""
    with TemporaryDirectory(dir=files.parent) as found:
        wheels.download(own, platform, python, Path(found))
        for wheel in Path(found).iterdir():
            wheel.replace(files / wheel.name)


def put_in_place(tree: Path, place: Path, aside: Path) -> None:
    """Whoever reads in `place` meanwhile finds the old tree or the new one, whole; the old one is `aside` then."""
    if place.exists():
        place.rename(aside)
    try:
        tree.rename(place)
    except BaseException:
        if aside.exists():
            aside.rename(place)
        raise

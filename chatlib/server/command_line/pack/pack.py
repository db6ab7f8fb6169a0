"""Puts the ready-made client into the data directory: wheels, and an index of them that pip takes."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from chatlib.core.formats import sizes
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
            complete = False
            for platform in platforms:
                missing = _collect(own, platform, pythons, files)
                for python, package in missing.items():
                    yield console.text("pack_no_wheel", platform=platform, python=python, package=package)
                if served := [python for python in pythons if python not in missing]:
                    complete = True
                    yield console.text("pack_platform", platform=platform, pythons=", ".join(served))
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


def _collect(own: Path, platform: str, pythons: Sequence[str], files: Path) -> dict[str, wheels.NoWheel]:
    """Adds what one kind of machine needs, for each Python all of it or nothing; then the result says why."""

    def collect(python: str) -> wheels.NoWheel | None:
        with TemporaryDirectory(dir=files.parent) as found:
            try:
                wheels.download(own, platform, python, Path(found))
            except wheels.NoWheel as missing:
                return missing
            for wheel in Path(found).iterdir():
                wheel.replace(files / wheel.name)
        return None

    # pip needs a core for ten seconds, most of them to read what all the packages have ever released.
    with ThreadPoolExecutor() as pool:
        results = zip(pythons, pool.map(collect, pythons), strict=True)
        return {python: missing for python, missing in results if missing}


def put_in_place(tree: Path, place: Path, aside: Path) -> None:
    """Whoever reads in `place` meanwhile finds all of the old tree or of the new one, or for a moment none at all.

    The old one is `aside` then.
    """
    if place.exists():
        place.rename(aside)
    try:
        tree.rename(place)
    except BaseException:
        if aside.exists():
            aside.rename(place)
        raise

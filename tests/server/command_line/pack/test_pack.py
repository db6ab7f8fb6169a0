"""`pack`, with a small project in place of Ruang and small wheels in place of a package index."""

import inspect
import os
import zipfile
from collections import defaultdict

import pytest

from chatlib.server.command_line.pack import wheels
from chatlib.server.command_line.pack.pack import pack
from chatlib.server.console import Console
from chatlib.server.texts import ServerError

CONSOLE = Console("en")
ANY, LINUX, WINDOWS = "py3-none-any", "{0}-{0}-manylinux2014_x86_64.manylinux_2_17_x86_64", "{0}-{0}-win_amd64"


def make_wheel(folder, name, tag, *requires):
    """One that pip takes. Returns its name."""
    info, file = f"{name}-1.0.dist-info", f"{name}-1.0-{tag}.whl"
    needs = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with zipfile.ZipFile(os.path.join(folder, file), "w") as wheel:  # noqa: PTH118
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}")
        wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        wheel.writestr(f"{info}/RECORD", "")
    return file


NEEDS = (
    "everywhere",
    "compiled",
    "for_linux; sys_platform == 'linux'",
    "for_windows; os_name == 'nt'",
    "for_old; python_version < '3.12'",
    "for_new; python_version >= '3.12'",
)
THERE = {
    "everywhere": {ANY},
    "compiled": {LINUX.format("cp312"), WINDOWS.format("cp312")},
    "for_linux": {LINUX.format("cp312")},
    "for_windows": {ANY},
    "for_new": {ANY},
}
BESIDE = {
    "compiled": {"cp36-abi3-musllinux_1_1_x86_64", LINUX.format("cp311"), "cp312-cp312-macosx_15_0_arm64"},
    "for_old": {ANY},
}
"""What is taken of the wheels that there are, and what is not."""

BACKEND = f"""
import os
import zipfile

{inspect.getsource(make_wheel)}

def build_wheel(folder, settings=None, metadata=None):
    return make_wheel(folder, "ruang", "{ANY}")
"""


def made(where):
    """In place of wheels.build."""
    return where / make_wheel(where, "ruang", ANY, *NEEDS)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """pip finds the wheels that there are, and asks nobody else."""
    there = tmp_path_factory.mktemp("wheels")
    for name, tags in (*THERE.items(), *BESIDE.items()):
        for tag in tags:
            make_wheel(there, name, tag)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(there))
        yield


@pytest.fixture(scope="module")
def packed(world, tmp_path_factory):
    """A data directory, and what was said about it."""
    data = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wheels, "build", made)
        return data, list(pack(data, ["linux-x86_64", "windows-amd64", "macos-arm64"], ["3.12"], CONSOLE))


def test_everybody_gets_what_he_needs(packed):
    data, _ = packed
    found = defaultdict(set)
    for wheel in (data / "client" / "files").iterdir():
        name, _, tag = wheel.stem.split("-", 2)
        found[name].add(tag)
    assert found == {"ruang": {ANY}, **THERE}
    assert "for_linux-1.0-cp312" in (data / "client" / "simple" / "for-linux" / "index.html").read_text()
    assert [path.name for path in data.iterdir()] == ["client"]


def test_what_is_missing_is_said(packed):
    assert packed[1][:4] == [
        "ruang-1.0-py3-none-any.whl is built",
        "linux-x86_64: complete for Python 3.12",
        "windows-amd64: complete for Python 3.12",
        "macos-arm64, Python 3.12: left out, for there is no wheel of compiled",
    ]
    assert "7 wheels" in packed[1][4]


@pytest.mark.parametrize("failure", [ServerError("pack_failed", reason="x"), OSError(28, "full"), KeyboardInterrupt()])
def test_what_goes_wrong_leaves_what_was_there(failure, world, tmp_path, monkeypatch):
    def fail(*_):
        raise failure

    monkeypatch.setattr(wheels, "build", made)
    monkeypatch.setattr(wheels, "download", lambda own, platform, python, where: make_wheel(where, "one", ANY))
    list(pack(tmp_path, ["macos-arm64"], ["3.13"], CONSOLE))
    before = sorted(tmp_path.rglob("*"))
    list(pack(tmp_path, ["macos-arm64"], ["3.13"], CONSOLE))
    assert sorted(tmp_path.rglob("*")) == before
    monkeypatch.setattr(wheels, "download", fail)
    with pytest.raises((ServerError, OSError)):
        list(pack(tmp_path, ["macos-arm64"], ["3.13"], CONSOLE))
    assert sorted(tmp_path.rglob("*")) == before


def test_where_nothing_is_complete_nothing_is_changed(world, tmp_path, monkeypatch):
    def fail(*_):
        raise wheels.NoWheel("one")

    monkeypatch.setattr(wheels, "build", made)
    monkeypatch.setattr(wheels, "download", fail)
    with pytest.raises(ServerError, match="pack_nothing"):
        list(pack(tmp_path, ["windows-amd64"], ["3.12"], CONSOLE))
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_is_built_and_the_checkout_stays_as_it_is(world, tmp_path, monkeypatch):
    checkout, where = tmp_path / "checkout", tmp_path / "tree" / "files"
    where.mkdir(parents=True)
    for name in wheels.SOURCES:
        path = checkout / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("") if "." in name or name == "LICENSE" else path.mkdir()
    (checkout / "launcher" / "backend.py").write_text(BACKEND)
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["launcher"]\n'
    (checkout / "pyproject.toml").write_text(system)
    before = sorted(checkout.rglob("*"))
    monkeypatch.setattr(wheels, "CHECKOUT", checkout)
    assert wheels.described(wheels.build(where)).project == "ruang"
    assert sorted(checkout.rglob("*")) == before
    assert [path.name for path in where.parent.rglob("*")] == ["files", f"ruang-1.0-{ANY}.whl"]


def test_only_a_checkout_can_be_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(wheels, "CHECKOUT", tmp_path)
    with pytest.raises(ServerError, match="pack_no_checkout"):
        list(pack(tmp_path / "data", ["linux-x86_64"], ["3.12"], CONSOLE))


@pytest.mark.parametrize(
    ("said", "key", "reason"),
    [
        ("WARNING: Retrying after connection broken by 'X: [Errno 111] Connection refused': /simple/a/\n"
         "ERROR: No matching distribution found for a>=1", "pack_no_index",
         "No matching distribution found for a>=1 (Connection refused)"),
        ("Could not fetch URL http://x/a/: 404 Client Error - skipping\nERROR: No such thing", "pack_failed",
         "No such thing"),
        ("Could not fetch URL http://x/a/: 503 Server Error - skipping\nERROR: No such thing", "pack_no_index",
         "No such thing"),
        ("ERROR: Exception:\nTraceback\nOSError: [Errno 28] No space left on device: 'x'", "pack_failed",
         "OSError: [Errno 28] No space left on device: 'x'"),
        ("      error: could not write to 'x': No space left on device\nERROR: Failed to build", "pack_failed",
         "Failed to build (No space left on device)"),
        ("", "pack_failed", "pip: 2"),
    ],
)  # fmt: skip
def test_what_pip_says_is_one_line(said, key, reason):
    error = wheels.failure(2, said)
    assert (error.key, error.values) == (key, {"reason": reason})

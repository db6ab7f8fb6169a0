"""The kinds of machine that clients are packed for, and what pip must know of one that it does not run on. Pure."""

from typing import NamedTuple


class Platform(NamedTuple):
    """`tags` of the wheels that run there: first those that run on the oldest systems, which pip then prefers.

    `markers`: what requirements may ask about the machine (PEP 508).
    """

    tags: tuple[str, ...]
    markers: dict[str, str]


def _machine(os_name: str, sys_platform: str, system: str, machine: str) -> dict[str, str]:
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "platform_release": "",
        "platform_version": "",
    }


GLIBC = (5, 12, 17, 24, 26, 27, 28, 31, 34)
"""Of the versions 2.x, those that wheels are built for, up to one of 2021: whatever comes with Python 3.11 has that."""


def _linux(machine: str) -> Platform:
    old = [f"manylinux{version}_{machine}" for version in ("1", "2010", "2014")]
    tags = old + [f"manylinux_2_{minor}_{machine}" for minor in GLIBC]
    return Platform(tuple(tags), _machine("posix", "linux", "Linux", machine))


def _macos(machine: str, *versions: str) -> Platform:
    """Each tag stands for the older versions as well."""
    tags = tuple(f"macosx_{version}_{machine}" for version in versions)
    return Platform(tags, _machine("posix", "darwin", "Darwin", machine))


PLATFORMS: dict[str, Platform] = {
    "linux-x86_64": _linux("x86_64"),
    "linux-aarch64": _linux("aarch64"),
    "windows-amd64": Platform(("win_amd64",), _machine("nt", "win32", "Windows", "AMD64")),
    "macos-arm64": _macos("arm64", "11_0", "12_0", "13_0", "14_0"),
    "macos-x86_64": _macos("x86_64", "10_9", "10_13", "11_0", "12_0", "13_0", "14_0"),
}
"""By the name that is typed."""

PYTHONS = ("3.11", "3.12", "3.13")
"""Versions that clients are packed for unless others are named."""


def markers(platform: str, python: str) -> dict[str, str]:
    """All that a requirement can ask about a machine of this kind with this Python, as "3.12"."""
    return PLATFORMS[platform].markers | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "platform_python_implementation": "CPython",
    }


def options(platform: str, python: str) -> list[str]:
    """By which pip takes wheels for such a machine. (Which ABIs fit, it finds out by itself.)"""
    tags = [f"--platform={tag}" for tag in PLATFORMS[platform].tags]
    return ["--only-binary=:all:", "--implementation=cp", f"--python-version={python}", *tags]

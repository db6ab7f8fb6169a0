"""Installs the packages `chatlib` and `launcher` and the console scripts."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = re.search(r'__version__ = "(.+)"', (HERE / "chatlib" / "__init__.py").read_text("utf-8"))[1]

setup(
    name="ruang",
    version=VERSION,
    description="A multi-process chat server for five course protocols; the client opens a window for each chat",
    long_description=(HERE / "README.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    license="MIT",
    python_requires=">=3.11",
    # So that an editable install is one line of a path: a finder would have to be imported whenever Python starts.
    package_dir={"": "."},
    packages=find_packages(include=["chatlib", "chatlib.*", "launcher", "launcher.*"]),
    package_data={
        "chatlib.grader": ["rubrics/*.toml", "rubrics/client/*.toml"],
        "chatlib.grader.report": ["page.css"],
        "chatlib.web": ["lab/**/*", "page/**/*"],
    },
    install_requires=[
        "aiohttp>=3.12",
        "argon2-cffi>=23.1",
        "colorama>=0.4.6",
        "confusable-homoglyphs>=3.3.1",
        "emoji>=2.8",
        "msgspec>=0.18",
        "platformdirs>=4",
        "prompt_toolkit>=3.0.48",
        "psutil>=5.9",
        "segno>=1.6",
        "tomli_w>=1",
        "tqdm>=4.60",
        "zeroconf>=0.132",
    ],
    extras_require={
        "test": [
            "axe-playwright-python>=0.1.4",
            "cryptography>=42",
            "hypothesis>=6.100",
            "pillow>=11",
            "playwright>=1.45",
            "prometheus-client>=0.20",
            "pyte>=0.8.2",
            "pytest>=8",
            "pytest-cov>=5",
            "pytest-timeout>=2.3",
            "pytest-xdist>=3.7",
            "ruff>=0.6",
            "textual>=6",
            "websockets>=15",
        ],
        "tls": ["cryptography>=42"],
        "keyring": ["keyring>=25"],
        "pictures": ["pillow>=11"],
        "lab": ["textual>=6"],
        "metrics": ["prometheus-client>=0.20"],
        "fuzz": ["atheris>=3.0"],
        "benchmarks": ["matplotlib>=3.8"],
    },
    entry_points={
        "console_scripts": [
            "ruang-client = chatlib.client.cli:main",
            "ruang-grade = chatlib.grader.cli:main",
            "ruang-server = chatlib.server.command_line.cli:main",
        ]
    },
)

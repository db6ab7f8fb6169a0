"""Colours: what each thing looks like on a dark and on a light terminal, and where nobody knows which it is."""

from zlib import crc32

from prompt_toolkit.styles import Style

PEOPLE = {
    "dark": (
        "#f19e9e", "#eca47b", "#e2ac31", "#9ac31c", "#3bcf1e", "#1ecf68", "#1dcaae", "#42c3e4", "#89b8ee", "#aeaef3",
        "#cba4f2", "#f094f0", "#f19ac6",
    ),
    "light": (
        "#a60d0d", "#8a3a0b", "#6b4d09", "#455907", "#165f08", "#085f2c", "#085d4f", "#095a6e", "#0d519f", "#2b2bee",
        "#7111d0", "#920c92", "#a00d57",
    ),
    "any": (
        "#d04343", "#b45e2d", "#917024", "#667e20", "#328622", "#22864b", "#218373", "#257f96", "#3176c5", "#6868d9",
        "#9556d5", "#c331c3", "#ce3a84",
    ),
}  # fmt: skip
"""The same thirteen hues, each in one lightness: by its contrast to the darkest and the lightest background."""

BACKGROUNDS = {
    "dark": ("#000000", "#1e1e1e", "#2e3436", "#300a24", "#002b36"),
    "light": ("#ffffff", "#fdf6e3", "#eeeeec"),
    "any": ("#000000", "#ffffff"),
}
"""What terminals come with, for which the contrasts hold (tests/client/view/test_theme.py)."""

OTHERS: dict[str, dict[str, str]] = {
    "dark": {
        "faint": "#a0a0a0", "note": "#8fc1d4", "call": "bold #f0d060", "error": "bold #ff9d8a",
        "own": "#d8d8d8", "link": "underline #8ab8f0", "bar": "bg:#33415c #f2f5fa", "bar.warn": "bg:#7a2e1d #ffffff",
        "count": "bold #f0d060", "mention": "bold bg:#6b5200 #ffffff", "here": "bold reverse",
    },
    "light": {
        "faint": "#5a5a5a", "note": "#1f5a70", "call": "bold #7a4a00", "error": "bold #a31205",
        "own": "#303030", "link": "underline #0b4fa8", "bar": "bg:#cfdcf0 #10203a", "bar.warn": "bg:#a33420 #ffffff",
        "count": "bold #7a4a00", "mention": "bold bg:#ffe08a #3a2a00", "here": "bold reverse",
    },
    "any": {
        "faint": "#767676", "note": "#25809a", "call": "bold #966f0a", "error": "bold #d2402c",
        "own": "", "link": "underline #3176c5", "bar": "reverse", "bar.warn": "reverse bold",
        "count": "bold #966f0a", "mention": "bold reverse", "here": "bold reverse",
    },
}  # fmt: skip
"""`call`: something to be answered. `note`: what happened. `bar`: the line above what is typed."""

THEMES = tuple(PEOPLE)


def person(name: str) -> str:
    """The class of somebody's colour: the same in every window, on every machine."""
    return f"class:person{crc32(name.casefold().encode()) % len(PEOPLE['any'])}"


def style(theme: str) -> Style:
    people = {f"person{number}": colour for number, colour in enumerate(PEOPLE[theme])}
    menu = {"completion-menu": "reverse", "completion-menu.completion.current": "noreverse bold"}
    return Style.from_dict({**people, **OTHERS[theme], **menu})

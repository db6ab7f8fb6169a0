"""Colours that can be read."""

import re

import pytest

from chatlib.client.view.theme import BACKGROUNDS, OTHERS, PEOPLE, THEMES, person, style

ENOUGH = 4.5
"""Of WCAG AA, for text."""


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_everybody_can_be_read_on_every_background_of_the_theme(theme: str) -> None:
    found = {(colour, ground): contrast(colour, ground) for colour in PEOPLE[theme] for ground in BACKGROUNDS[theme]}
    assert {pair: ratio for pair, ratio in found.items() if ratio < ENOUGH} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_everything_else_can_be_read_on_its_own_ground_or_on_any(theme: str) -> None:
    for name, said in OTHERS[theme].items():
        colours = re.findall(r"(?<!bg:)#[0-9a-f]{6}", said)
        grounds = re.findall(r"bg:(#[0-9a-f]{6})", said) or BACKGROUNDS[theme]
        for colour in colours:
            for ground in grounds:
                assert contrast(colour, ground) >= ENOUGH, (name, colour, ground, contrast(colour, ground))


def test_the_themes_have_the_same_classes_and_hues() -> None:
    assert len({len(colours) for colours in PEOPLE.values()}) == 1
    assert len({tuple(classes) for classes in OTHERS.values()}) == 1
    for theme in THEMES:
        assert style(theme).get_attrs_for_style_str("class:person0").color


def test_somebody_has_one_colour_in_any_case_and_on_every_machine() -> None:
    """It may not hang on anything that differs between processes, as `hash` does."""
    found = [int(person(name).removeprefix("class:person")) for name in ("ani", "ANI", "budi", "citra")]
    assert found == [12, 12, 7, 11]
    assert len({person(f"user{number}") for number in range(200)}) == len(PEOPLE["any"])

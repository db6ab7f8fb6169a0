"""Everything that was ever worth keeping is tried again, without the fuzzer."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, read_at_length

CORPUS = Path(__file__).parent / "corpus"
INPUTS = sorted(path.relative_to(CORPUS) for path in CORPUS.glob("*/*"))


@pytest.mark.parametrize("path", INPUTS, ids=str)
def test_input(path: Path) -> None:
    TARGETS[path.parent.name]((CORPUS / path).read_bytes())


@pytest.mark.parametrize("path", [path for path in INPUTS if path.parent.name == "mamushi"], ids=str)
def test_notation_at_length(path: Path) -> None:
    read_at_length((CORPUS / path).read_bytes())


def test_every_target_has_inputs() -> None:
    assert {path.parent.name for path in INPUTS} == set(TARGETS)

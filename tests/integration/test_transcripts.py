"""The transcripts of docs/protocols.md, played against a server."""

from collections.abc import Callable

import pytest

from .server import Server
from .transcripts import Player, Step, find

TRANSCRIPTS = find()


@pytest.mark.parametrize("steps", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_transcript(start: Callable[..., Server], steps: list[Step]) -> None:
    Player(start().connect).play(steps)


def test_every_dialect_has_a_transcript() -> None:
    titles = " ".join(TRANSCRIPTS)
    assert all(dialect in titles for dialect in ("pm", "sendto", "mamushi", "token"))
    assert any(len({step.client for step in steps}) >= 4 for steps in TRANSCRIPTS.values())

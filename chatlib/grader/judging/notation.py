"""Conversations as they stand in a rubric, one step on a line:

    ani> TEXT       ani sends this line; the first one opens the connection
    ani< PATTERN    a line that fits comes to ani in time, whatever else comes
    ani? PATTERN    such a line may come; if it does, its values are kept
    ani! PATTERN    no such line comes
    ani# open       ani connects and says nothing
    ani# eof        ani hangs up
    ani# closed     the other side ends ani's connection

Several patterns with || between them: any of them will do. What begins with # is a comment.

What is done (>, open, eof) one after the other begins a *turn*; the checks under it look at what came since that
beginning, in any order. So nothing that somebody was told earlier counts, and no two checks need different lines.
"""

import re
from typing import NamedTuple

ACTS = (">", "# open", "# eof")
CHECKS = ("<", "?", "!", "# closed")

_LINE = re.compile(r"([a-z][a-z0-9]*)([<>?!]|# (?:open|eof|closed)\b) ?(.*)")


class NotationError(ValueError):
    """Says in one line what cannot be read."""


class Step(NamedTuple):
    """One line. `kind` is one of ACTS or CHECKS; `text` is empty behind a #."""

    party: str
    kind: str
    text: str = ""

    @property
    def is_act(self) -> bool:
        return self.kind in ACTS

    @property
    def patterns(self) -> list[str]:
        return self.text.split(" || ")


def parse(conversation: str) -> list[Step]:
    """NotationError for a line that is none of the above, and for checks before anything was done."""
    steps: list[Step] = []
    for line in map(str.strip, conversation.splitlines()):
        if not line or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if not found or bool(found[3]) == found[2].startswith("#"):
            raise NotationError(f"this is no step of a conversation: {line}")
        steps.append(Step(*found.groups()))
    if not steps or not steps[0].is_act:
        raise NotationError("a conversation begins with something that is done")
    return steps

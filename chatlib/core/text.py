"""What may stand in a message."""

from chatlib.core.errors import Reason, Refusal

_STRIPPED: dict[int, str | None] = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if code != 0x09}
_STRIPPED.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))


def clean(text: str) -> str:
    """Without control characters (tab stays) and without what UTF-8 cannot carry.

    No escape sequence that one user types ever reaches another one's terminal.
    """
    return text if text.isprintable() else text.translate(_STRIPPED)


def message(text: str, limit: int) -> str:
    """The text as it will be delivered; Refusal for an empty one or more than `limit` bytes of UTF-8."""
    text = clean(text)
    if not text or text.isspace():
        raise Refusal(Reason.EMPTY)
    # A character is four bytes at the most, so that most texts need not be encoded to be measured.
    if len(text) * 4 > limit and len(text.encode()) > limit:
        raise Refusal(Reason.TOO_LONG)
    return text

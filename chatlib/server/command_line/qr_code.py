"""A QR code of characters: two modules in each, one above the other."""

import io


def rows(text: str) -> list[str]:
    """With the quiet zone of four modules. Light modules are drawn and dark ones left out; see `colours.picture`."""
    import segno  # which only a terminal needs

    drawn = io.StringIO()
    # Not micro, which phones do not read. The lowest level takes the least room, and a screen has no stains; where a
    # higher one takes no more, it is that.
    segno.make(text, error="l", micro=False).terminal(drawn, compact=True)
    return drawn.getvalue().splitlines()

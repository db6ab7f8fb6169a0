"""Who is spoken to in a text that others read as well."""

import re


def mentions(text: str, name: str) -> bool:
    """Whether somebody of that name is called, by an @ and the name anywhere or the bare name first; in any case."""
    if not name or name.lower() not in text.lower():
        return False
    word = re.escape(name)
    return bool(re.search(rf"(?:(?<![\w@.-])@|\A\s*){word}(?![\w-])", text, re.IGNORECASE))

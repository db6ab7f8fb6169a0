"""What the server tells in its own name, in the user's language."""

import re

from chatlib.client.words.texts import Words
from chatlib.core.errors import Reason
from chatlib.core.notes import ASKED, DECLINED, NOT_DELIVERED

ASKED_WORDS = {"en": "a question without a name in {}: {}", "id": ASKED}

DECLINED_WORDS = {"en": "{} does not want the file {}", "id": "{} menolak berkas {}"}

NOT_DELIVERED_WORDS = {
    "en": {
        Reason.UNKNOWN_USER: "there is no {}; your message or invitation did not arrive",
        Reason.UNKNOWN_ROOM: "there is no {} any more; your message did not arrive",
        Reason.NOT_MEMBER: "you are not a member of {}; your message did not arrive",
        Reason.TOO_LONG: "your message is too long for {}; it did not arrive",
        Reason.UNKNOWN_FILE: "the content of your file for {} did not arrive",
        Reason.FILE_TOO_LARGE: "your file is too large for {}; it did not arrive",
        Reason.TOO_MANY_FILES: "there is no room there for your file any more; it did not arrive at {}",
    },
    "id": NOT_DELIVERED,
}


def asked_in(text: str) -> str:
    """The room of a question without a name; "" for another note."""
    found = re.fullmatch(re.escape(ASKED).replace(r"\{\}", r"(\S+)", 1).replace(r"\{\}", ".+"), text)
    return found[1] if found else ""


def said(text: str, words: Words) -> str:
    """The note in the user's language; as it came, if nobody knew it when this was written."""
    known = {DECLINED: DECLINED_WORDS[words.lang], ASKED: ASKED_WORDS[words.lang]}
    known |= {template: NOT_DELIVERED_WORDS[words.lang][reason] for reason, template in NOT_DELIVERED.items()}
    for template, own in known.items():
        if found := re.fullmatch(re.escape(template).replace(r"\{\}", "(.+)"), text):
            return own.format(*found.groups())
    return text

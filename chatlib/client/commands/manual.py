"""What /help says, made from the table of commands."""

import re

from chatlib.client.commands.table import BARE, COMMANDS, SLASHED, TOPICS, Command
from chatlib.client.session.protocol import LOBBY
from chatlib.client.words.texts import Words

INDONESIAN = {
    "TEXT": "PESAN",
    "NUMBER": "ANGKA",
    "NAME": "NAMA",
    "QUESTION": "PERTANYAAN",
    "OPTION": "PILIHAN",
    "FILE": "BERKAS",
    "PASSWORD": "SANDI",
    "ROOM": "RUANG",
    "GROUP": "GRUP",
    "KEY": "KUNCI",
    "WORDS": "KATA",
    "TIME": "LAMA",
    "RULE": "ATURAN",
    "SECONDS": "DETIK",
    "REASON": "ALASAN",
    "COMMAND": "PERINTAH",
    "VALUE": "NILAI",
}

COLUMN = 28
"""Where what a command does begins."""


def about(asked: str, where: str, words: Words) -> str | None:
    """The whole, or a topic, or a command, as it must be typed in that conversation; None for what nobody knows.

    What is the name of both is the topic's, unless there is a slash in front.
    """
    slash, asked = asked.startswith("/"), asked.lower().lstrip("/")
    lobby = where == LOBBY
    if not asked:
        topics = "\n".join(f"  {_list(topic)}" for topic in TOPICS)
        return "\n".join((words("help_here" if lobby else "help_window"), topics, words("help_more")))
    topic = next((topic for topic in TOPICS if asked in (topic, words(f"topic_{topic}"))), None)
    if topic and not slash:
        return "\n".join(_line(command, lobby, words) for command in COMMANDS if command.topic == topic)
    command = SLASHED.get(asked) or BARE.get(asked)
    if command is None:
        return None
    others = [word for word in (*command.slashed, *command.words) if f"/{word}" != command.word]
    also = "\n" + words("help_also", words=", ".join(others)) if others else ""
    return _line(command, lobby, words).strip() + also


def _list(topic: str) -> str:
    return " ".join(command.word for command in COMMANDS if command.topic == topic)


def usage(text: str, words: Words) -> str:
    """What stands for something is called in the user's language."""
    return re.sub(r"[A-Z]+", lambda found: INDONESIAN.get(found[0], found[0]), text) if words.lang == "id" else text


def _line(command: Command, lobby: bool, words: Words) -> str:
    typed = f"{command.word} {usage(command.usage_in(lobby), words)}".strip()
    gap = " " * max(2, COLUMN - len(typed))
    return f"  {typed}{gap}{command.id if words.lang == 'id' else command.en}"

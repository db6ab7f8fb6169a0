"""What /help says."""

import pytest

from chatlib.client.commands import COMMANDS, Command, manual
from chatlib.client.commands.table import TOPICS
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("where", ["lobby", "kelas"])
def test_the_whole_names_every_command(lang: str, where: str) -> None:
    said = manual.about("", where, Words(lang)).split()
    assert {command.word for command in COMMANDS} <= set(said)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.word)
def test_every_word_of_a_command_leads_to_it(command: Command) -> None:
    for word in (*command.words, *command.slashed):
        said = manual.about("/" + word.upper(), "lobby", Words("en"))
        assert said.startswith(f"{command.word} {command.usage}".strip())
        assert command.en in said
        assert command.word in manual.about(word, "lobby", Words("en"))
    assert command.id in manual.about(command.word, "kelas", Words("id"))
    assert manual.usage(command.usage_in(False), Words("id")) in manual.about(command.word, "kelas", Words("id"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_its_commands_and_only_these(lang: str, topic: str) -> None:
    words = Words(lang)
    lines = manual.about(words(f"topic_{topic}"), "lobby", words).split("\n")
    assert [line.split()[0] for line in lines] == [c.word for c in COMMANDS if c.topic == topic]
    assert lines


def test_every_command_has_a_topic_and_words_in_both_languages() -> None:
    for command in COMMANDS:
        assert command.topic in TOPICS
        assert command.en != command.id
        assert command.words or command.slashed


def test_what_stands_for_something_is_named_in_the_users_language() -> None:
    assert manual.usage("GROUP adduser USER …", Words("id")) == "GRUP adduser USER …"
    assert manual.usage("GROUP adduser USER …", Words("en")) == "GROUP adduser USER …"


def test_of_nothing_known_nothing_is_said() -> None:
    assert manual.about("terbang", "lobby", Words("en")) is None

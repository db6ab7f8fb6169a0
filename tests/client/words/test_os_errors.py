"""What the system says, in the user's language."""

import errno
import socket

import pytest

from chatlib.client.words.os_errors import KNOWN, why
from chatlib.client.words.texts import Words
from chatlib.lang import LANGUAGES


@pytest.mark.parametrize("number", KNOWN["en"])
def test_what_is_known_is_said_in_both_languages(number: int) -> None:
    english, indonesian = (why(OSError(number, "x"), Words(lang)) for lang in ("en", "id"))
    assert english != indonesian
    assert KNOWN["en"].keys() == KNOWN["id"].keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_and_silence(lang: str) -> None:
    assert why(socket.gaierror(-2, "x"), Words(lang)) not in ("", "x")
    assert why(TimeoutError(), Words(lang)) == KNOWN[lang][errno.ETIMEDOUT]


def test_of_the_rest_the_systems_own_words_are_said() -> None:
    assert why(OSError(errno.EXDEV, "x"), Words("en")) == "Invalid cross-device link"
    assert why(ConnectionError("the server does not answer"), Words("en")) == "the server does not answer"

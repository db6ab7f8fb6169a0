"""Whatever the server refuses, the client says why in the user's own language."""

import pytest

from chatlib.client.session import protocol
from chatlib.client.session.requests import RequestFailed
from chatlib.client.words.refusals import REASONS, because, why
from chatlib.client.words.texts import Words
from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.mamushi import Mamushi
from chatlib.dialects.mamushi.dialect import Request
from chatlib.dialects.wording import REASONS as WIRE
from chatlib.lang import LANGUAGES


def heard(event: events.Refused, flag: str = "SEND") -> RequestFailed:
    """As it comes over the wire."""
    return RequestFailed.of(protocol.decode(Mamushi().reply(event, Request(flag, 1, "kelas"))))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_that_name_what_it_is_about(reason: Reason, lang: str) -> None:
    said = why(heard(events.Refused(1, reason, "Budi")), Words(lang))
    assert ("Budi" in said) == ("{}" in WIRE[reason])
    assert "{" not in said


@pytest.mark.parametrize("reason", Reason)
def test_no_language_has_the_words_of_another(reason: Reason) -> None:
    english, indonesian = (REASONS[lang][reason].format(subject="") for lang in ("en", "id"))
    assert english != indonesian
    assert not {word.strip(",.;:()") for word in english.split()} & {
        "tidak", "sudah", "nama", "kamu", "di", "ke", "terlalu", "banyak", "berkas", "kunci", "yang", "lagi",
    }  # fmt: skip
    assert not {word.strip(",.;:()") for word in indonesian.split()} & {
        "the", "is", "not", "you", "there", "too", "many", "room", "file", "user", "name", "no", "are",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "limit", "english", "indonesian"),
    [
        (Reason.TOO_LONG, 4096, "the message is too long (at most 4.0 KiB)", "(paling banyak 4,0 KiB)"),
        (Reason.FILE_TOO_LARGE, 100 << 20, "the file a is too large (at most 100.0 MiB)", "(paling banyak 100,0 MiB)"),
        (Reason.MUTED, 583, "you are muted in a (9 min 43 s more)", "(9 menit 43 detik lagi)"),
        (Reason.SLOW, 7, "messages may come only now and then in a (7 s more)", "(7 detik lagi)"),
        (Reason.ROOM_FULL, 500, "a is full (at most 500 people)", "(paling banyak 500 orang)"),
    ],
)
def test_a_limit_is_named_where_it_is_met(reason: Reason, limit: int, english: str, indonesian: str) -> None:
    refusal = heard(events.Refused(1, reason, "a", limit))
    assert why(refusal, Words("en")) == english
    assert why(refusal, Words("id")).endswith(indonesian)


def test_the_seeds_own_words_for_a_login_are_said_in_the_users_language_as_well() -> None:
    refusal = heard(events.Refused(1, Reason.UNKNOWN_USER, "budi"), "LOGIN")
    assert (refusal.code, str(refusal)) == ("USER_NONEXIST", "Login gagal , user tidak ditemukan")
    assert why(refusal, Words("en")) == "there is no user budi"


def test_of_a_reason_that_is_not_known_the_servers_words_are_said() -> None:
    assert why(RequestFailed("SEND_FAILED", "kata-kata", "of-tomorrow", "a"), Words("en")) == "kata-kata"
    assert why(RequestFailed("BAD_REQUEST", "kata-kata"), Words("en")) == "kata-kata"
    assert because("of-tomorrow", "a", Words("en")) == ""

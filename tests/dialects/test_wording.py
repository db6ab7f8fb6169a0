"""The words that the protocols leave to the server, and those that they fix."""

import pytest

from chatlib.core import events
from chatlib.core.errors import Reason
from chatlib.dialects.wording import because, notice

ABOUT_THE_ASKER = {
    Reason.WRONG_PASSWORD,
    Reason.ALREADY_LOGGED_IN,
    Reason.NO_SESSION,
    Reason.EMPTY,
    Reason.TOO_LONG,
    Reason.TOO_FAST,
    Reason.TOO_MANY_ACCOUNTS,
    Reason.DISK_FULL,
    Reason.FAULT,
    Reason.UNKNOWN_MESSAGE,
    Reason.NOT_YOURS,
    Reason.TOO_LATE,
}
"""Reasons that are about nobody else's name."""


def test_every_reason_has_words_that_name_what_it_is_about():
    for reason in Reason:
        words = because(reason, "budi")
        assert words.isprintable()
        assert ("budi" in words) is (reason not in ABOUT_THE_ASKER)


@pytest.mark.parametrize("subject", ["", "{}", "{0.__class__}", "%s", "a{b", "a}b"])
def test_a_name_is_never_taken_for_a_template(subject):
    for reason in Reason:
        assert because(reason, subject) == because(reason, "budi").replace("budi", subject)


def test_no_two_reasons_sound_alike():
    assert len({because(reason, "budi") for reason in Reason}) == len(Reason)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.UNKNOWN_USER, "user budi tidak terdaftar"),
        (Reason.WRONG_PASSWORD, "kata sandi salah"),
        (Reason.USER_OFFLINE, "budi tidak online atau tidak ada"),
        (Reason.EMPTY, "pesan kosong"),
    ],
)
def test_the_words_that_the_protocol_fixes(reason, words):
    assert because(reason, "budi") == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (events.Came(name="ani"), "[Masuk] ani"),
        (events.Went(name="ani"), "[Keluar] ani"),
        (events.Joined(name="ani", room="kelas"), "[Groupchat] ani bergabung dengan kelas"),
        (events.Left(name="ani", room="kelas"), "[Groupchat] ani meninggalkan groupchat kelas"),
        (events.Declined(name="ani", room="kelas"), "[Groupchat] ani menolak undangan kelas"),
        (
            events.Invited(name="ani", room="kelas", whom="budi"),
            "[Groupchat] undangan untuk budi dikirim ke kelas oleh ani",
        ),
        (
            events.Invitation(sender="ani", room="kelas", members=["ani", "citra"]),
            "[Invitation] ani mengundang ke kelas, anggota: ani, citra",
        ),
        (events.Deleted(name="ani", room="kelas"), "[Groupchat] ani menghapus groupchat kelas"),
    ],
)
def test_comings_and_goings(event, words):
    assert notice(event) == words


@pytest.mark.parametrize("event", [events.Done(), events.Names(), events.Message(text="halo")])
def test_other_events_are_no_notice(event):
    assert notice(event) == ""

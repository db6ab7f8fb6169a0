"""Names, texts and times of Ruang, as IRC has them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatlib.core import events
from chatlib.dialects.irc.spelling import (
    FORMATTING,
    RAW,
    channel,
    is_channel,
    nick,
    plain,
    room_name,
    source,
    user_name,
    written,
)

PRINTABLE = st.text("abc 04,é語😀", max_size=9)
BOLD, COLOUR, HEX, END = "\x02", "\x03", "\x04", "\x0f"


def test_a_user_of_another_realm_has_a_bar_where_no_nick_may_have_an_at():
    assert nick("ani@b") == "ani|b"
    assert user_name("ani|b") == "ani@b"
    assert nick("ani") == user_name("ani") == "ani"
    assert source("ani@b") == "ani|b!ani@b"


def test_who_is_at_home_here_has_the_servers_name_behind_the_at():
    assert source("ani") == "ani!ani@ruang"


def test_a_room_has_one_hash_whether_it_has_one_in_ruang_or_not():
    assert channel("kelas") == channel("#kelas") == "#kelas"
    assert channel("kelas@b") == "#kelas|b"
    assert room_name("#kelas|b") == "kelas@b"
    assert room_name("#kelas") == "kelas"
    assert is_channel("#kelas")
    assert not is_channel("ani")


@pytest.mark.parametrize("name", ["ani", "ani@b", "a_b-c.d", "änne@kampus", "x" * 32])
def test_every_name_is_found_again_by_its_spelling(name):
    assert user_name(nick(name)) == name
    assert room_name(channel(name)) == name


@pytest.mark.parametrize(
    ("text", "others"),
    [
        (f"{BOLD}tebal{BOLD} biasa", "tebal biasa"),
        (f"{COLOUR}4,12merah{COLOUR} biasa", "merah biasa"),
        (f"{COLOUR}04merah", "merah"),
        (f"{COLOUR}123 orang", "3 orang"),
        (f"{COLOUR}, ya", ", ya"),
        (f"{COLOUR}4,ya", ",ya"),
        (f"{HEX}ff0000merah{END}", "merah"),
        ("\x1dmiring\x1d \x1fgaris\x1f \x1ecoret\x1e \x11mono\x11 \x16balik\x16", "miring garis coret mono balik"),
    ],
)
def test_formatting_is_for_irc_only(text, others):
    assert plain(text) == (others, {RAW: text})


@pytest.mark.parametrize("text", ["halo", "", "100%", "é語😀", "a\tb", "a b", "dua\nbaris"])
def test_a_text_without_formatting_is_the_same_everywhere(text):
    assert plain(text) == (text, {})


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("\x01ACTION melambai\x01", "*melambai*"),
        ("\x01action melambai\x01", "*melambai*"),
        ("\x01VERSION\x01", "[CTCP VERSION]"),
        ("\x01PING 12345\x01", "[CTCP PING]"),
        ("\x01VERSION \x02ERC\x02 5.4\x01", "[CTCP VERSION]"),
    ],
)
def test_ctcp_goes_through_untouched_and_is_told_to_others_in_words(text, others):
    assert plain(text) == (others, {RAW: text})


def test_ctcp_that_was_not_ended_is_ended():
    assert plain("\x01ACTION melambai") == ("*melambai*", {RAW: "\x01ACTION melambai\x01"})


@given(st.lists(PRINTABLE | st.sampled_from([*FORMATTING, "\x1b", "\x7f", "\r"]), max_size=8).map("".join))
@settings(max_examples=60)
def test_what_others_are_told_has_no_formatting_and_irc_only_that(text):
    others, tags = plain(text)
    assert FORMATTING.isdisjoint(others)
    assert all(char.isprintable() or char in FORMATTING for char in tags.get(RAW, ""))
    assert written(events.Message(text=others, tags=tags)) == tags.get(RAW, others)


@pytest.mark.parametrize("char", ["\u3000", "\xa0", "\u200d", "\ufe0f", "\u0301"])
def test_letters_that_are_not_seen_stay_in_a_formatted_text(char):
    text = f"{BOLD}a{char}b{BOLD}"
    assert plain(text) == (f"a{char}b", {RAW: text})


@pytest.mark.parametrize("char", ["\r", "\x1b", "\x7f", "\u202e", "\U000e0041"])
def test_what_deceives_is_in_no_formatted_text(char):
    assert plain(f"{BOLD}a{char}b")[1] == {RAW: f"{BOLD}ab"}


def test_a_message_of_another_dialect_is_written_as_it_is():
    assert written(events.Message(text="halo")) == "halo"

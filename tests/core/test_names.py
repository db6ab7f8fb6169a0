import tracemalloc
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.core import names
from chatlib.core.errors import Reason, Refusal

VERBS = (
    "pm whoami listuser creategrup switchgrup acceptgrup rejectgrup joingrup exitgrup exit "
    "regist login sendall sendto list logout "
    "auth register send sendprivate inbox creategroup joingroup leavegroup sendgroup inboxgroup sendfile receivefile"
    " sendprivaterealm sendgrouprealm addgroup create_group join-group list_users info sessioncheck logininfo"
    " list_group getgroups get_group sendrealm inboxrealm getrealminbox inboxgrouprealm send_file sendgroupfile"
    " sendfilerealm sendgroupfilerealm download_file recvfile addrealm listrealm checkrealm connectedrealm auth_login"
)
POSSIBLE = [
    "ana",
    "Ana-1",
    "x",
    "a" * 32,
    "3com",
    "a.b",
    "_",
    "-",
    "日本",
    "Ελένη",
    "नमस्ते",
    "ana2",
    "v1.2",
    "1-2",
    "1.2.3",
]
IMPOSSIBLE = [
    "",
    "a" * 33,
    "a b",
    "a/b",
    "a\n",
    "a\x1b",
    "\u0301a",
    "a\ud800",
    "😀",
    "a\u200b",
    "a,b",
    "@ana",
    "a\u202e",
    "²x",
]
NUMBERS = ["1", "123", "-5", "1.5", "-1.5", "1.", "١٢٣", "१२"]


def allowed(name: str) -> bool:
    try:
        names.check(name)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("name", POSSIBLE)
def test_letters_digits_and_three_signs_make_a_name(name):
    assert names.check(name) == name


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_anything_else_makes_none(name):
    with pytest.raises(Refusal) as caught:
        names.check(name)
    assert caught.value.reason is Reason.BAD_NAME
    assert caught.value.subject == name[:32]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_alone_is_no_name(name):
    assert not allowed(name)


def test_the_verbs_of_the_line_dialects_are_nobodys_name():
    for name in VERBS.split():
        assert not any(map(allowed, (name, name.upper(), name.title())))


@pytest.mark.parametrize("name", ["lobby", "server", "all", "Lobby", "SERVER", "aLL", "\u017ferver"])
def test_reserved_names_are_nobodys(name):
    assert not allowed(name)


@pytest.mark.parametrize("name", ["help", "?", "ls", "halo", "hello", "hi", "menu", "nickserv", "chanserv"])
def test_nor_are_words_for_help_and_for_who_helps(name):
    assert not any(map(allowed, (name, name.upper(), name.title())))


@pytest.mark.parametrize(
    "name", ["cap", "nick", "user", "pass", "quit", "join", "ping", "pong", "privmsg", "notice", "starttls"]
)
def test_nor_are_the_words_with_which_irc_begins(name):
    assert not any(map(allowed, (name, name.upper())))


def test_a_name_that_only_contains_a_reserved_one_is_free_to_take():
    assert all(map(allowed, ("lobby2", "sender", "halo2", "nickname", "hai", "p-m", "informasi", "user1", "help_me")))


def test_a_name_is_shown_in_nfc_and_otherwise_as_it_was_written():
    assert names.check("Re\u0301mi") == "R\u00e9mi"


def test_length_is_that_of_the_name_as_it_is_shown():
    assert names.check("e\u0301" * 32) == "\u00e9" * 32
    assert not allowed("e\u0301" * 33)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana", "aNA"),
        ("R\u00e9mi", "RE\u0301MI"),
        ("stra\u00dfe", "STRASSE"),
        ("\u03a3\u03b1\u03c2", "\u03c3\u03b1\u03c3"),
    ],
)
def test_names_are_the_same_without_regard_to_case_and_composition(one, other):
    assert names.key(one) == names.key(other)


def test_different_names_have_different_keys():
    assert len({names.key(n) for n in ("ana", "anna", "a-na", "a.na", "\u00e1na")}) == 5


@given(st.text(max_size=40))
def test_a_name_is_the_same_name_however_it_is_composed(text):
    keys = {names.key(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert keys == {names.key(text)}


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8))
def test_a_name_that_was_accepted_is_accepted_as_it_is_shown(text):
    if allowed(text):
        assert names.check(names.check(text)) == names.check(text)
        assert names.key(names.check(text)) == names.key(text)


@given(st.text(max_size=40))
def test_no_accepted_name_can_break_a_line_or_a_list_of_names(text):
    if allowed(text):
        shown = names.check(text)
        assert 1 <= len(shown) <= 32
        assert shown.isprintable()
        assert shown.split() == [shown]
        assert not set(shown) & set(",:;@[]{}()<>/\\\"'`=|&$")


def test_what_is_too_long_for_a_name_is_not_remembered():
    tracemalloc.start()
    for i in range(100):
        names.key(f"{i}" + "x" * 60_000)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1_000_000

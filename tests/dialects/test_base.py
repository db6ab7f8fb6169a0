"""What all dialects share: the contract, and how a line falls into words."""

import pytest

from chatlib.core import commands, events
from chatlib.dialects.base import Ask, Dialect, after, answered, first_word, framed, name_and_text


class Parrot(Dialect):
    """The least that a dialect must have: it tells the names of who came, and nothing else."""

    name = "parrot"

    def receive(self, line):
        return self.answer(line)

    def reply(self, event, context):
        return context

    @classmethod
    def push(cls, event):
        return getattr(event, "name", "").encode()

    def too_long(self):
        return self.line("too long")


class LateParrot(Parrot):
    @classmethod
    def push(cls, event):
        return b"now" if isinstance(event, events.Message) else b"invited"

    @classmethod
    def missed(cls, message):
        return b"late " + message.text.encode()


@pytest.mark.parametrize("missing", ["receive", "reply", "push", "too_long"])
def test_a_dialect_has_all_of_the_contract(missing):
    methods = {"receive", "reply", "push", "too_long"} - {missing}
    incomplete = type("Incomplete", (Dialect,), {name: getattr(Parrot, name) for name in methods})
    with pytest.raises(TypeError, match=missing):
        incomplete()


@pytest.mark.parametrize(
    ("line", "word", "rest"),
    [
        ("", "", ""),
        ("   ", "", ""),
        ("whoami", "whoami", ""),
        ("PM budi halo", "pm", "budi halo"),
        ("  Pm budi  halo ", "pm", "budi  halo "),
        ("pm  budi", "pm", " budi"),
        ("pm\tbudi", "pm", "budi"),
        ("\tpm budi\thalo", "pm", "budi\thalo"),
        ("pm \tbudi", "pm", "\tbudi"),
        ("\u00a0pm\u3000budi", "pm", "budi"),
    ],
)
def test_the_first_word_is_read_in_any_case_and_the_rest_as_it_stands(line, word, rest):
    assert first_word(line) == (word, rest)


@pytest.mark.parametrize(
    ("rest", "name", "text"),
    [
        ("", "", ""),
        ("  ", "", ""),
        ("Budi", "Budi", ""),
        ("  Budi halo", "Budi", "halo"),
        ("Budi   halo  dunia ", "Budi", "  halo  dunia "),
        ("\tBudi\thalo", "Budi", "halo"),
        ("Budi satu\ndua", "Budi", "satu\ndua"),
    ],
)
def test_one_blank_ends_a_name_and_the_text_keeps_its_own(rest, name, text):
    assert name_and_text(rest) == (name, text)


@pytest.mark.parametrize(
    "command", [commands.Enter(), commands.Register(), commands.Guest(), commands.Resume(), commands.Exit()]
)
def test_what_begins_or_ends_a_session_decides_how_the_next_line_is_read(command):
    assert Ask(command).decides


@pytest.mark.parametrize("command", [commands.Pass(), commands.Send(), commands.ListUsers(), commands.JoinRoom()])
def test_other_commands_do_not_hold_up_the_next_line(command):
    assert not Ask(command).decides


def test_an_answer_known_already_asks_for_nothing():
    assert answered(b"halo\n") == Ask(commands.Pass(), b"halo\n", None)


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
def test_lines_end_as_the_client_ends_its_own(eol):
    parrot = Parrot(eol)
    assert parrot.line("halo") == b"halo" + eol
    assert parrot.answer("halo").context == b"halo" + eol
    assert parrot.lines([b"a", b"", b"b"]) == b"a" + eol + b"b" + eol
    assert parrot.lines([]) == b""


@pytest.mark.parametrize("eol", [b"\n", b"\r\n"])
def test_what_is_pushed_may_have_several_lines(eol):
    assert framed(b"a: satu\na: dua", eol) == b"a: satu" + eol + b"a: dua" + eol
    assert framed(b"", eol) == b""
    assert Parrot(eol).lines([b"a\nb", b"c"]) == eol.join([b"a", b"b", b"c", b""])


@pytest.mark.parametrize(
    ("rest", "name"),
    [("", ""), ("  ", ""), ("sesudah budi", "budi"), (" SESUDAH  Budi ", "Budi"), ("sesudah", None), ("dong", None),
     ("sesudah a b", None), ("sebelum budi", None)],
)  # fmt: skip
def test_behind_which_name_a_list_begins(rest, name):
    assert after(rest) == name


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"budi", "budi"),
        (b"b\xc3\xa9", "b\u00e9"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"\xff\xfb\x1f\xff\xfb \xff\xfd\x01budi", "budi"),
        (b"\xff\xfa\x1f\x00P\x00\x18\xff\xf0\xff\xfc\xffbudi", "budi"),
        (b"\xff\xf4\xff\xfd\x06", ""),
        (b"budi\xff\xfb\x1f", "budi\ufffd\ufffd\x1f"),
    ],
)
def test_what_telnet_negotiates_before_the_login_says_nothing(data, text):
    assert Parrot().text(data) == text


def test_after_the_login_it_is_text_that_is_none():
    parrot = Parrot()
    parrot.user = "ani"
    assert parrot.text(b"\xff\xfb\x1fa") == "\ufffd\ufffd\x1fa"


def test_what_an_older_server_remembered_is_enough():
    parrot = Parrot.recall([b"\r\n", True])
    assert (parrot.eol, parrot.bare, parrot.user, parrot.closing) == (b"\r\n", True, "", False)


def test_a_new_dialect_knows_nobody_and_stays_open():
    parrot = Parrot()
    assert (parrot.eol, parrot.bare, parrot.user, parrot.token) == (b"\n", False, "", "")
    assert not parrot.closing
    assert parrot.complaint == ""
    assert parrot.successor is None
    assert Parrot(bare=True).bare


def test_what_was_missed_comes_as_it_would_have_come_and_invitations_after_it():
    missed = events.CatchUp(1, [events.Message(1, text="satu"), events.Message(1, text="dua")], [events.Invitation(1)])
    assert LateParrot(b"\r\n").catch_up(missed) == b"late satu\r\nlate dua\r\ninvited\r\n"
    assert Parrot.missed(events.Message(1, text="satu")) == Parrot.push(events.Message(1, text="satu"))

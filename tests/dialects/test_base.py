"""What all dialects share: the contract, and how a line falls into words."""

import pytest

from chatlib.core import commands, events
from chatlib.dialects.base import Ask, Dialect, answered, first_word, name_and_text


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
        ("pm\tbudi", "pm\tbudi", ""),
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


def test_a_new_dialect_knows_nobody_and_stays_open():
    parrot = Parrot()
    assert (parrot.eol, parrot.bare, parrot.user, parrot.token) == (b"\n", False, "", "")
    assert not parrot.closing
    assert parrot.successor is None
    assert Parrot(bare=True).bare


def test_what_was_missed_comes_as_it_would_have_come_and_invitations_after_it():
    missed = events.CatchUp(1, [events.Message(1, text="satu"), events.Message(1, text="dua")], [events.Invitation(1)])
    assert LateParrot(b"\r\n").catch_up(missed) == b"late satu\r\nlate dua\r\ninvited\r\n"
    assert Parrot.missed(events.Message(1, text="satu")) == Parrot.push(events.Message(1, text="satu"))

"""The file of known servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.session.pins import Pins, config_directory, normal

ONE, TWO = "a" * 64, "0123456789abcdef" * 4


@pytest.fixture
def pins(tmp_path):
    return Pins(tmp_path / "not" / "yet")


def test_nobody_is_known_at_first(pins):
    assert pins.find("chat.example", 9000) == ""


def test_who_was_met_is_known_by_host_and_port(pins):
    pins.add("chat.example", 9000, ONE)
    pins.add("chat.example", 9001, TWO)
    pins.add("::1", 9000, TWO)
    found = [pins.find(*where) for where in [("Chat.Example", 9000), ("chat.example", 9001), ("::1", 9000)]]
    assert found == [ONE, TWO, TWO]
    assert pins.find("chat.exampl", 9000) == ""


def test_the_first_line_counts(pins):
    pins.add("h", 1, ONE)
    pins.add("h", 1, TWO)
    assert pins.find("h", 1) == ONE


def test_the_file_is_as_the_documents_say(pins):
    pins.add("h", 1, ONE)
    assert pins.path.read_text() == f"h:1 {ONE}\n"


def test_what_else_is_in_the_file_stays_and_does_no_harm(pins):
    pins.path.parent.mkdir(parents=True)
    before = (
        b"# mine\n\nh:1\nh:1 no-fingerprint\nh:1 " + ONE.encode() + b" and more\n\xff\xfe\nh:2 " + TWO.upper().encode()
    )
    pins.path.write_bytes(before)
    assert (pins.find("h", 1), pins.find("h", 2)) == ("", TWO)
    pins.add("h", 1, ONE)
    assert pins.find("h", 1) == ONE
    assert pins.path.read_bytes() == before + f"\nh:1 {ONE}\n".encode()


def test_a_file_that_cannot_be_read_is_an_oserror(pins):
    pins.path.mkdir(parents=True)
    with pytest.raises(OSError, match="known_servers"):
        pins.find("h", 1)


def test_the_directory_is_the_users(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_directory() == tmp_path / "ruang"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_directory() == tmp_path / ".config" / "ruang"


@given(st.binary(min_size=32, max_size=32))
def test_a_fingerprint_may_be_written_as_openssl_writes_it(digest):
    assert normal(digest.hex(":").upper()) == normal(digest.hex()) == digest.hex()


@pytest.mark.parametrize("text", ["", "a" * 63, "a" * 65, "g" * 64, " " + "a" * 63])
def test_what_is_no_fingerprint(text):
    with pytest.raises(ValueError, match="64"):
        normal(text)

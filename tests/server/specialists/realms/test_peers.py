"""Where other realms are, and the keys that are shared with them."""

import pytest

from chatlib.server.command_line import arguments
from chatlib.server.options import Node, Peer
from chatlib.server.specialists.realms.peers import keys, peer, realm
from chatlib.server.texts import ServerError

KEY, OTHER = "kunci-yang-panjang", "kunci-lain-yang-panjang"
PEERS = [Peer("b", [Node("h", 1)]), Peer("c", [Node("h", 2)])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b=10.0.0.2:9000", Peer("b", [Node("10.0.0.2", 9000)])),
        ("B=kelas.example:9000", Peer("b", [Node("kelas.example", 9000)])),
        ("b=[::1]:9000", Peer("b", [Node("::1", 9000)])),
        ("b=tls:10.0.0.2:9000", Peer("b", [Node("10.0.0.2", 9000)], True)),
        ("b=a:1,[::1]:2", Peer("b", [Node("a", 1), Node("::1", 2)])),
    ],
)
def test_a_peer(text, expected):
    assert peer(text) == expected


@pytest.mark.parametrize(
    "text", ["", "b", "b=", "b=h", "b=h:", "b=:1", "b=h:0", "b=h:65536", "b=h:x", "=h:1", "a b=h:1"]
)
def test_what_is_no_peer(text):
    with pytest.raises(ValueError, match="no"):
        peer(text)


@pytest.mark.parametrize("name", ["", "a@b", "12", "lobby", "pm", "x" * 33, "a b"])
def test_what_is_no_name_of_a_realm(name):
    with pytest.raises(ValueError, match="no name"):
        realm(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KEY, {"b": KEY, "c": KEY}),
        (f"\n  {KEY}  \n\n", {"b": KEY, "c": KEY}),
        (f"b {KEY}\nc {OTHER}\n", {"b": KEY, "c": OTHER}),
        (f"# between us\nC\t{OTHER}\nB {KEY}\nz {KEY}", {"b": KEY, "c": OTHER}),
    ],
)
def test_keys(tmp_path, text, expected):
    (tmp_path / "keys").write_text(text)
    assert keys(tmp_path / "keys", PEERS) == expected


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("", "keys_missing", {"realm": "b"}),
        (f"b {KEY}", "keys_missing", {"realm": "c"}),
        (f"{KEY}\n{OTHER}", "keys_columns", {"line": 1}),
        (f"b {KEY}\nc {KEY} x", "keys_columns", {"line": 2}),
        (f"b {KEY}\nc pendek", "keys_short", {"line": 2, "least": 16}),
        ("\nfifteen-letters", "keys_short", {"line": 2, "least": 16}),
    ],
)
def test_what_is_wrong_with_keys(tmp_path, text, key, values):
    path = tmp_path / "keys"
    path.write_text(text)
    with pytest.raises(ServerError) as error:
        keys(path, PEERS)
    assert (error.value.key, error.value.values) == (key, {"path": path, **values})


def test_keys_that_cannot_be_read(tmp_path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "nowhere", tmp_path, tmp_path / "binary"):
        with pytest.raises(ServerError) as error:
            keys(path, PEERS)
        assert error.value.key == "keys_unreadable"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--peer b=h:1", "--peer needs --realm and --peer-key"),
        ("--realm a --peer b=h:1", "--peer needs --realm and --peer-key"),
        ("--realm a@b", "is no name for a realm"),
        ("--realm a --peer b", "is not NAME=HOST:PORT"),
        ("--realm a --peer A=h:1 --peer-key keys", "needs a name of its own"),
        ("--realm a --peer b=h:1 --peer B=h:2 --peer-key keys", "needs a name of its own"),
    ],
)
def test_options_that_do_not_fit_get_one_clear_line(capsys, options, words):
    with pytest.raises(SystemExit) as end:
        arguments.parse(["9000", *options.split()])
    error = capsys.readouterr().err
    assert (end.value.code, error.count("\n")) == (2, 1)
    assert words in error


def test_a_server_on_its_own_has_no_realm():
    assert (arguments.parse(["9000"]).realm, arguments.parse(["9000"]).peers) == ("", [])

"""What is only for lessons is refused without --lab."""

from pathlib import Path

import pytest

from chatlib.server.command_line import arguments


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        ("--tls-self-signed --tls-keylog keys.log", "--lab"),
        ("--lab --tls-keylog keys.log", "--tls-self-signed or --tls-cert"),
    ],
)
def test_what_a_log_of_keys_needs(options: str, needed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments.parse(["9000", *options.split()])
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"--tls-keylog needs {needed}" in line


def test_a_log_of_keys_is_where_the_command_was_typed() -> None:
    options = arguments.parse(["9000", "--lab", "--tls-self-signed", "--tls-keylog", "keys.log"])
    assert options.tls.keylog == Path.cwd() / "keys.log"
    assert arguments.parse(["9000", "--lab", "--tls-self-signed"]).tls.keylog is None

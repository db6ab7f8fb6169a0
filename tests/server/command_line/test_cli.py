"""What the command line makes of a server that ends otherwise than it should."""

from pathlib import Path

import pytest

from chatlib.server.command_line import cli
from chatlib.server.texts import ServerError
from chatlib.state.layout import CRASHES


def main(tmp_path: Path) -> int:
    return cli.main(["9000", "--data", str(tmp_path), "--lang", "en"])


def test_why_it_cannot_be_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def serve(*_: object) -> None:
        raise ServerError("data_taken", data="/somewhere")

    monkeypatch.setattr(cli, "serve", serve)
    assert main(tmp_path) == 1
    assert capsys.readouterr().err == "ruang: /somewhere is used by another server that is running\n"


def test_what_nobody_thought_of_is_one_line_and_its_traceback_is_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "serve", lambda *_: 1 / 0)
    assert main(tmp_path) == 1
    log = tmp_path / CRASHES
    error = f"ruang: the server cannot go on: ZeroDivisionError: division by zero (see {log})\n"
    assert capsys.readouterr().err == error
    assert log.read_text().startswith("Traceback")

"""What a process says on its standard error output."""

import os
import subprocess
import sys
from pathlib import Path

from chatlib.server.command_line.crash_log import collecting


def test_it_goes_to_the_file_and_that_of_children_as_well(tmp_path: Path, capfd) -> None:
    file = tmp_path / "complaints"
    file.write_text("before\n")
    with collecting(file):
        os.write(2, b"mine\n")
        subprocess.run([sys.executable, "-c", "import sys; print('theirs', file=sys.stderr)"], check=True)
    os.write(2, b"after\n")
    assert file.read_text() == "before\nmine\ntheirs\n"
    assert capfd.readouterr().err == "after\n"


def test_where_nothing_is_said_there_is_no_file(tmp_path: Path) -> None:
    with collecting(tmp_path / "complaints"):
        assert (tmp_path / "complaints").stat().st_mode & 0o077 == 0
    assert not list(tmp_path.iterdir())

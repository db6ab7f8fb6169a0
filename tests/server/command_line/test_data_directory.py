"""The data directory: one server's, and nobody else's."""

import pytest

from chatlib.server.command_line.data_directory import DataDirectory
from chatlib.server.texts import ServerError


def mode(path):
    return path.stat().st_mode & 0o777


def test_it_is_made_for_its_owner_alone(tmp_path):
    directory = DataDirectory(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") == 0o700
    assert not directory.is_open
    directory.release()


def test_one_that_is_open_to_others_is_told_of_and_its_files_are_not_any_more(tmp_path):
    open_ = tmp_path / "open"
    open_.mkdir(mode=0o755)
    open_.chmod(0o755)
    journal = open_ / "ruang.sqlite"
    journal.touch()
    journal.chmod(0o644)
    directory = DataDirectory(open_)
    assert directory.is_open
    assert (mode(open_), mode(journal)) == (0o755, 0o600)
    directory.release()


def test_it_belongs_to_one_server(tmp_path):
    directory = DataDirectory(tmp_path)
    with pytest.raises(ServerError) as refused:
        DataDirectory(tmp_path)
    assert refused.value.key == "data_taken"
    directory.release()
    DataDirectory(tmp_path).release()
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]

"""The unit of systemd in the documents is one for this server."""

import configparser
import shlex
from pathlib import Path

from chatlib.server.command_line.arguments import parse


def test_the_unit_starts_the_server_as_it_wants_to_be_started():
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read(Path(__file__).parents[2] / "docs" / "ruang.service")
    service = unit["Service"]
    program, *options = shlex.split(service["ExecStart"])
    assert Path(program).name == "ruang-server"
    assert parse(options).data == Path("/var/lib") / service["StateDirectory"]
    assert (service["Type"], service["KillMode"]) == ("notify", "mixed")
    assert int(service["WatchdogSec"]) > 0

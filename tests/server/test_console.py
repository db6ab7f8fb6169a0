"""The console never keeps anybody waiting."""

import os
import re

import pytest

from chatlib.server import console as module
from chatlib.server.console import Console


@pytest.fixture
def pipe():
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader, os.fdopen(write, "w") as writer:
        yield reader, writer


def test_lines_come_in_order_and_none_is_missing_at_the_end(pipe):
    reader, writer = pipe
    console = Console("en", stream=writer)
    for number in range(500):
        console.say("departed", name=f"user{number}")
    console.close()
    os.set_blocking(reader.fileno(), False)
    lines = reader.read().decode().splitlines()
    assert [line.partition(" ")[2] for line in lines] == [f"user{number} left" for number in range(500)]
    assert all(re.match(r"\d\d:\d\d:\d\d ", line) for line in lines)


def test_one_that_nobody_reads_holds_nobody_up(pipe, monkeypatch):
    reader, writer = pipe
    monkeypatch.setattr(module, "FAREWELL", 0.1)
    console = Console("en", stream=writer)
    for number in range(20_000):
        console.say("departed", name=f"user{number}")
    console.close()
    assert reader.readline().endswith(b"user0 left\n")
    while console._writer.is_alive():
        reader.read1()
        console.close()


def test_what_is_below_the_level_is_left_out(pipe):
    reader, writer = pipe
    console = Console("id", "warning", stream=writer)
    console.say("departed", name="budi")
    console.say("full", "warning", address="10.0.0.1")
    console.close()
    assert b"10.0.0.1" in reader.readline()


def test_one_that_is_gone_is_no_reason_to_stop(pipe):
    reader, writer = pipe
    reader.close()
    console = Console("en", stream=writer)
    for _ in range(3):
        console.say("stopping")
    console.close()

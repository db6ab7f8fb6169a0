"""Tables for a spreadsheet: who is in which group, who was here when."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatlib.client.actions.tables import MOST, VISITS, WrongTable, attendance, groups
from chatlib.client.session.classroom import Visit

CLASS = {"a1": ["budi", "cici"], "b1": ["dodi"]}


@pytest.mark.parametrize(
    "table",
    [
        "budi,a1\ncici,a1\ndodi,b1\n",
        "name,group\nbudi,a1\ncici,a1\ndodi,b1",
        "\ufeffNama;Kelompok\r\nbudi;a1\r\n\r\ncici; a1\r\ndodi;b1\r\n",
        "Grup\tNama\na1\tbudi\na1\tcici\nb1\tdodi\n",
        '"budi","a1"\n"cici","a1"\n"dodi","b1"\n',
    ],
)
def test_who_is_in_which_group(table: str) -> None:
    assert groups(table.encode()) == CLASS


@pytest.mark.parametrize(
    ("table", "key", "values"),
    [
        (b"", "table_empty", {}),
        (b"name,group\n\n", "table_empty", {}),
        (b"budi,a1\ncici\n", "table_row", {"line": 2}),
        (b"budi,a1\ncici,\n", "table_row", {"line": 2}),
        (b"budi,a1,b1\n", "table_row", {"line": 1}),
        (b"budi,a1\n\nBudi,b1\n", "table_twice", {"line": 3, "name": "Budi"}),
        (b"budi,\xff\n", "table_no_text", {}),
        (b'budi,"a1\n', "table_no_text", {}),
        (b"budi,a1\n" * MOST, "table_too_long", {"most": "24 KiB"}),
    ],
)
def test_what_is_wrong_is_said_with_its_line(table: bytes, key: str, values: dict[str, object]) -> None:
    with pytest.raises(WrongTable) as wrong:
        groups(table)
    assert (wrong.value.key, wrong.value.values) == (key, values)


@given(st.binary(max_size=200) | st.text(alphabet='abc,;\t\n\r" ', max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_say_why_not(data: bytes) -> None:
    try:
        found = groups(data)
    except WrongTable:
        return
    names = [name for members in found.values() for name in members]
    assert names
    assert all(names)
    assert len({name.casefold() for name in names}) == len(names)


def test_who_was_here_when() -> None:
    visits = [Visit("guru", True, 1000.0, 0.0), Visit("=budi", False, 1000.0, 1600.0)]
    rows = list(csv.reader(io.StringIO(attendance(visits, 4600.0))))
    assert rows[0] == list(VISITS)
    assert [(name, account, bool(went), minutes) for name, account, _, went, minutes in rows[1:]] == [
        ("guru", "yes", False, "60"),
        ("'=budi", "no", True, "10"),
    ]

"""Who asks is a node, or is sent away."""

import time

import pytest

from chatlib.server.cluster.signature import GOOD_FOR, is_signed, sign

KEY = "kunci" * 8


def test_who_has_the_key_is_let_in():
    assert is_signed(KEY, "GET", "/cluster/backup", sign(KEY, "GET", "/cluster/backup"))


@pytest.mark.parametrize(
    ("key", "method", "path", "age"),
    [
        ("other", "GET", "/a", 0.0),
        (KEY, "PUT", "/a", 0.0),
        (KEY, "GET", "/b", 0.0),
        (KEY, "GET", "/a", GOOD_FOR + 2),
        (KEY, "GET", "/a", -GOOD_FOR - 2),
    ],
)
def test_another_key_question_or_time_is_not(key, method, path, age):
    assert not is_signed(KEY, "GET", "/a", sign(key, method, path, time.time() - age))


@pytest.mark.parametrize(
    "header", ["", "Ruang", "Ruang 1:2", "Ruang x:y", "Basic YTpi", "Ruang 99999999999999999999999:", "Ruang ²:x"]
)
def test_garbage_is_not(header):
    assert not is_signed(KEY, "GET", "/a", header)


def test_the_key_is_not_sent():
    assert KEY not in sign(KEY, "GET", "/a")

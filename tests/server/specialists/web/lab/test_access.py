"""Who may look on, and press buttons that kill processes."""

from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from chatlib.server.specialists.web.lab import access

TOKEN = "kata-rahasia"
FAR = "192.0.2.7"


def check(address="127.0.0.1", host="localhost:9000", origin=None, query="", token=TOKEN):
    """What answers who asks from this address; 200 if he may."""
    headers = {"Host": host} | ({} if origin is None else {"Origin": origin})
    request = make_mocked_request("GET", f"/lab{query}", headers)
    request._protocol = SimpleNamespace(client=SimpleNamespace(address=address))
    try:
        access.check(request, token)
    except web.HTTPException as answer:
        return answer.status
    return 200


@pytest.mark.parametrize("host", ["localhost:9000", "localhost", "127.0.0.1:9000", "[::1]:9000", "LOCALHOST:9000"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_on_this_machine_no_word_is_needed(address, host):
    assert check(address, host) == 200
    assert check(address, host, f"http://{host}") == 200


@pytest.mark.parametrize(
    "host",
    ["jahat.example:9000", "localhost.jahat.example", "127.0.0.1.jahat.example", "192.0.2.1:9000", "", "[", "x@y"],
)
def test_a_name_that_was_made_to_lead_here_needs_the_word(host):
    """The page of such a name is of the same origin for the browser (DNS rebinding)."""
    assert check(host=host) == 403
    assert check(host=host, origin=f"http://{host}") == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://jahat.example", "http://localhost:8000", "http://127.0.0.1:9000", "https://localhost:9000.jahat.example",
        "http://jahat.example/localhost:9000", "http://localhost:9000@jahat.example", "null", "", "localhost:9000", "[",
        "http://[",
    ],
)  # fmt: skip
def test_pages_of_others_may_not_even_with_the_word(origin):
    assert check(origin=origin) == 403
    assert check(origin=origin, query=f"?token={TOKEN}") == 403


@pytest.mark.parametrize("origin", [None, "http://192.0.2.1:9000", "https://192.0.2.1:9000"])
def test_from_elsewhere_the_word_is_needed_and_enough(origin):
    host = "192.0.2.1:9000"
    assert check(FAR, host, origin, f"?token={TOKEN}") == 200
    for query in (
        "",
        "?token=",
        "?token=salah",
        f"?token={TOKEN}x",
        f"?token={TOKEN[:-1]}",
        "?token=%C3%A9",
        "?word=x",
    ):
        assert check(FAR, host, origin, query) == 403


def test_from_elsewhere_it_does_not_help_to_name_this_machine():
    assert check(FAR, "localhost:9000") == 403
    assert check(FAR, "127.0.0.1:9000", "http://127.0.0.1:9000") == 403


@pytest.mark.parametrize("query", ["", "?token=", "?token=x"])
@pytest.mark.parametrize("address", ["127.0.0.1", FAR])
def test_where_there_is_no_lesson_there_is_nothing(address, query):
    assert check(address, query=query, token="") == 404
    assert check(address, origin="http://jahat.example", query=query, token="") == 404

"""What comes over the wire, and from where."""

from playwright.sync_api import Browser, Response

from tests.integration.server import Server

MOST = 60_000
"""Bytes, compressed, until somebody types who was never here before: no library and no font fits in."""


def test_the_page_is_light_and_comes_from_one_server(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    origin = f"http://127.0.0.1:{server.port}/"
    page.goto(origin)
    page.fill("#name", "ringan")
    page.keyboard.press("Enter")
    page.wait_for_selector(".shell")
    page.wait_for_load_state("networkidle")
    assert all(answer.url.startswith((origin, f"blob:{origin}")) for answer in answers)
    policy = "default-src 'self'; img-src 'self' blob:"
    assert answers[0].headers["content-security-policy"] == policy
    weight = sum(int(answer.headers.get("content-length", 0)) for answer in answers)
    assert weight < MOST
    context.close()

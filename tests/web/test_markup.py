"""Whatever people are called and say is only ever text: nothing of it becomes a part of the page."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, WebSocketRoute

from tests.integration.server import Server

MARKUP = st.sampled_from(
    [
        "<img src=x onerror=pwned=1>",
        "<script>pwned=1</script>",
        '"><svg onload=pwned=1>',
        "<b>tebal</b>",
        "&lt;i&gt;",
        "javascript:pwned=1",
        "{{7*7}}",
        "${pwned=1}",
        "</textarea><iframe srcdoc='<script>parent.pwned=1</script>'>",
        "<style>*{display:none}</style>",
        "<!--",
        "'",
        '"',
        'https://a.example/"onmouseover=pwned=1',
        "*<u>x</u>*",
        "\u202e",
        "\x1b[31m",
        "__proto__",
        "constructor",
    ]
)
TEXTS = st.lists(MARKUP | st.text(max_size=12), min_size=1, max_size=4).map(" ".join).filter(str.strip)


class FakeServer:
    """Answers what the page asks for, and pushes whatever a test wants."""

    def __init__(self) -> None:
        self.seq = 0
        self.route: WebSocketRoute | None = None
        self.names: list[str] = []

    def accept(self, route: WebSocketRoute) -> None:
        self.route = route
        route.on_message(self._asked)

    def _asked(self, line: str | bytes) -> None:
        asked = json.loads(line)
        flag = asked["FLAG"]
        empty = {"HISTORY": [], "PINS": [], "UNREAD": [], "RULES": {}}
        content = {"GUEST": "ani", "TOPIC": self.names[:1] or "", **empty}.get(flag, self.names)
        answer = {"FLAG": "DATA", "CODE": f"{flag}_OK", "CONTENT": content, "ID": asked["ID"], "TOKEN": "token"}
        self.route.send(json.dumps(answer))

    def push(self, code: str, **fields: object) -> None:
        self.seq += 1
        frame = {"FLAG": "DATA", "CODE": code, "TYPE": "TEXT", "SEQ": self.seq, "TIME": 1e9, **fields}
        self.route.send(json.dumps(frame))


@pytest.fixture(scope="module")
def fake() -> FakeServer:
    return FakeServer()


@pytest.fixture(scope="module")
def page(browser: Browser, server: Server, fake: FakeServer) -> Iterator[Page]:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.route_web_socket("**/chat", fake.accept)
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.fill("#name", "ani")
    page.keyboard.press("Enter")
    page.wait_for_selector(".shell")
    yield page
    context.close()


SHOWN = """async (said) => {
    const { clean } = await import("/page/model/text.js");
    const text = clean(said).replace(/^\\*([^*\\n]+)\\*$/, "$1");
    const frame = () => new Promise(requestAnimationFrame);
    let seen = "";
    for (let n = 0; n < 300 && !seen.endsWith(text); n++) {
        await frame();
        seen = [...document.querySelectorAll(".row.message .body")].at(-1)?.textContent ?? "";
    }
    for (const one of [...ruang.conversations.all]) ruang.conversations.end(one);
    for (const one of [...ruang.conversations.invitations]) ruang.conversations.answered(one.room);
    return seen.endsWith(text) ? "shown" : seen;
}"""
"""That a text is shown as it is; and everything but the lobby is closed, for the next one."""

FOREIGN = """document.querySelectorAll(
    ".shell :is(script, iframe, style, b, u, i, svg[onload], [onerror], [onmouseover], img[src=x])").length"""


def test_nothing_that_others_write_is_taken_for_markup(page: Page, fake: FakeServer) -> None:
    # One page for all examples: it is the page that must not change, whatever was said before.
    @settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
    @given(TEXTS, TEXTS)
    def check(name: str, text: str) -> None:
        fake.names = [name]
        fake.push("ONLINE", SENDER=name)
        fake.push("MESSAGE", SENDER=name, RECEIVER="lobby", ROOM="lobby", CONTENT=text)
        reply, reactions = {"SEQ": 1, "SENDER": name, "CONTENT": text}, {text: [name]}
        fake.push("MESSAGE", SENDER=name, RECEIVER="ani", CONTENT=text, REPLY=reply, REACTIONS=reactions)
        fake.push("MESSAGE", SENDER=name, RECEIVER=text, ROOM=text, CONTENT=name, FILE=1, SIZE=5, SHA256="00")
        fake.push("INVITATION", SENDER=name, ROOM=text, CONTENT=[name])
        fake.push("JOINED", SENDER=name, ROOM=text, CONTENT=name)
        fake.push("TOPIC", SENDER=name, ROOM=text, CONTENT=text)
        fake.push("RULES", SENDER=name, ROOM=text, REASON=text, CONTENT=[{"WHAT": "BAN", "ON": True, "ABOUT": name}])
        fake.push("REPORTED", SENDER=name, AUTHOR=name, ROOM=text, CONTENT=text, REASON=text)
        fake.push("TYPING", SENDER=name, ROOM="lobby", CONTENT="active")
        fake.push("AWAY", SENDER=name, CONTENT=text)
        fake.push("RENAMED", SENDER=name, CONTENT=f"{name}2")
        assert page.evaluate(SHOWN, text) == "shown"
        assert page.evaluate(FOREIGN) == 0
        assert page.evaluate("'pwned' in window") is False

    check()

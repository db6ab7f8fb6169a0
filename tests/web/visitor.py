"""Somebody who looks at the page: what he does, and what he sees."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.integration.client import DEADLINE

expect.set_options(timeout=DEADLINE * 1000)


class Visitor:
    """`problems`: what the page wrote to its console as an error; in an `outage` the browser itself does."""

    def __init__(self, context: BrowserContext, url: str, width: int = 1280) -> None:
        self.problems: list[str] = []
        self.outage = False
        self.context = context
        self.page = context.new_page()
        self.page.set_viewport_size({"width": width, "height": 800})
        self.listen(self.page)
        self.page.on("popup", self.listen)
        self.page.goto(url)

    def listen(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"{error}\n{error.stack}"))

    def close(self) -> None:
        """The tab, and the windows that it opened."""
        for page in self.context.pages:
            page.close()

    def _said(self, message: ConsoleMessage) -> None:
        passing = self.outage and ("WebSocket" in message.text or "net::" in message.text or "503" in message.text)
        if message.type in ("error", "warning") and not passing:
            self.problems.append(message.text)

    # ---------------------------------------------------------------------- does

    def come_in(self, name: str, password: str = "", way: str = "guest") -> None:
        self.fill_in(name, password, way)
        self.page.wait_for_selector(".shell")

    def fill_in(self, name: str, password: str = "", way: str = "guest") -> None:
        self.page.locator(f"label[for=way-{way}]").click()
        self.page.fill("#name", name)
        if password:
            self.page.fill("#password", password)
        self.page.keyboard.press("Enter")

    def type(self, text: str) -> None:
        """Into the composer, and Enter."""
        self.input.fill(text)
        self.input.press("Enter")

    def go_to(self, where: str) -> None:
        self.place(where).click()
        expect(self.title).to_have_text(where)

    # ---------------------------------------------------------------------- sees

    @property
    def input(self) -> Locator:
        return self.page.locator(".composer textarea")

    @property
    def title(self) -> Locator:
        return self.page.locator(".bar h1")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".row.message .body")

    @property
    def last(self) -> Locator:
        return self.messages.last

    @property
    def notes(self) -> Locator:
        return self.page.locator(".row.note")

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")

    def place(self, where: str) -> Locator:
        """Its line in the list of conversations."""
        name = self.page.locator(".name").get_by_text(where, exact=True)
        return self.page.locator(".place", has=name)

    def message(self, text: str) -> Locator:
        return self.page.locator(".row.message", has_text=text)

    def sees(self, *texts: str) -> None:
        """Exactly these are the last messages."""
        expect(self.messages.nth(-1)).to_have_text(texts[-1])
        assert self.messages.all_text_contents()[-len(texts) :] == list(texts)

    def has(self, text: str) -> bool:
        """Nothing of the conversation's texts says otherwise: for what must not be there."""
        return self.message(text).count() > 0

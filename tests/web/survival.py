"""Two pages chat with each other while the server is killed again and again: what is lost, and what comes twice?

    python -m tests.web.survival 50

The whole server and its web specialist are killed in turn by `kill -9`; the server is started again at once, with the
same data and port. Each page says numbered lines in the lobby and to the other one, and tells of each message that its
model has.
The exit status is 1 unless nothing is lost and nothing is doubled.
"""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from tqdm import tqdm

from tests.integration.server import Server

EVERY = 1.5
"""Seconds from one kill to the next: the pages come back in between, or are still about to."""
PAUSE_MS = 150
"""Between two lines of one page: some are on their way at each kill, and no more wait than a page lets wait."""
PATIENCE = 60.0
"""Seconds after the last kill until all must be there."""

HEAR = """() => {
    const heard = window.heard = { lobby: [], person: [] };
    ruang.conversations.arrived.listen((conversation, entry) => heard[conversation.kind].push(entry.text));
}"""

TALK = """([other, pause]) => {
    const { conversations, sending } = ruang;
    window.said = 0;
    window.talking = true;
    const speak = () => {
        if (!window.talking) return;
        const n = ++window.said;
        sending.say(conversations.lobby, `baris ${n}`);
        sending.say(conversations.begin(other, "person"), `rahasia ${n}`);
        setTimeout(speak, pause);
    };
    speak();
}"""


REFUSED = "ruang.conversations.all.flatMap((one) => one.waiting).flatMap((one) => one.why ?? [])"


def kill_web(server: Server) -> None:
    """The specialist alone; the supervisor begins another one."""
    for pid, name in server.started().items():
        if name.startswith("ruang-web"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def verdict(page: Page, said: int) -> tuple[int, int]:
    """How many lines of the other one were lost, and how many came twice: in what was told, and in what is kept."""
    lost = doubled = 0
    for kind, word in (("lobby", "baris"), ("person", "rahasia")):
        heard = Counter(page.evaluate(f"heard.{kind}"))
        lost += sum(f"{word} {n}" not in heard for n in range(1, said + 1))
        doubled += sum(count - 1 for count in heard.values())
        keys = page.evaluate(
            "kind => ruang.conversations.all.find((one) => one.kind === kind).entries.flatMap((one) => one.seq || [])",
            kind,
        )
        doubled += len(keys) - len(set(keys))
    return lost, doubled


def main(kills: int) -> int:
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        options = ("--rate", 10000, "--burst", 10000)
        server = Server(data, *options)
        stack.callback(lambda: server.stopped or server.kill_all())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        pages = [browser.new_context().new_page() for _ in range(2)]
        for page, name in zip(pages, ("ani", "budi"), strict=True):
            page.goto(f"http://127.0.0.1:{server.port}/")
            # Accounts: a guest is gone when his connection is, and what is said to him then is refused.
            page.locator("label[for=way-new]").click()
            page.fill("#name", name)
            page.fill("#password", "rahasia")
            page.keyboard.press("Enter")
            page.wait_for_selector(".shell")
            page.evaluate(HEAR)
        for page, other in zip(pages, ("budi", "ani"), strict=True):
            page.evaluate(TALK, [other, PAUSE_MS])
        for n in tqdm(range(kills), desc="kills", disable=None):
            time.sleep(EVERY)
            if n % 2:
                kill_web(server)
            else:
                server.kill_all()
                server = Server(data, *options, port=server.port)
        for page in pages:
            page.evaluate("window.talking = false")
        said = [page.evaluate("said") for page in pages]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and any(verdict(page, said[1 - n])[0] for n, page in enumerate(pages)):
            time.sleep(0.2)
        found = [verdict(page, said[1 - n]) for n, page in enumerate(pages)]
        waiting = sum(page.evaluate("ruang.sending.count") for page in pages)
        refused = [why for page in pages for why in page.evaluate(REFUSED)]
        browser.close()
        server.stop()
    lost, doubled = (sum(column) for column in zip(*found, strict=True))
    print(
        f"{kills} kills, {sum(said) * 2} lines:"
        f" lost {lost}, doubled {doubled}, refused {len(refused)} {set(refused) or ''}, never acknowledged {waiting}"
    )
    return int(bool(lost or doubled or refused or waiting))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))

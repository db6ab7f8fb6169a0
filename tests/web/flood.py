"""A thousand messages a second for ten seconds into one page: does it stay usable?

    python -m tests.web.flood

Reports the long tasks that the browser counted, how long a typed key takes until it is drawn, and what is kept.
"""

import asyncio
import contextlib
import shutil
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.integration.client import eventually
from tests.integration.server import Server

CLIENTS = 20
A_SECOND = 1000
SECONDS = 10
KEYS_EVERY_MS = 200

WATCH = """every => {
    const seen = window.seen = { tasks: [], keys: [], most: 0, frames: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach((one) => seen.tasks.push(one.duration)))
        .observe({ type: "longtask" });
    const input = document.querySelector(".composer textarea");
    const frame = () => {
        seen.frames += 1;
        requestAnimationFrame(frame);
    };
    frame();
    window.typing = setInterval(() => {
        const from = performance.now();
        seen.most = Math.max(seen.most, document.querySelectorAll("*").length);
        input.value += "a";
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        requestAnimationFrame(() => setTimeout(() => seen.keys.push(performance.now() - from)));
    }, every);
}"""


async def pour(port: int, arrived: threading.Event) -> None:
    """All clients say a line in turn, at an even pace; they hang up once all has arrived."""
    writers = []
    for n in range(CLIENTS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"banjir{n}\n".encode())
        writers.append((writer, asyncio.create_task(_drain(reader))))
    await asyncio.sleep(1)
    loop = asyncio.get_running_loop()
    start = loop.time()
    for n in range(A_SECOND * SECONDS):
        writers[n % CLIENTS][0].write(f"pesan {n} dari sebuah banjir, cukup panjang untuk satu baris\n".encode())
        await asyncio.sleep(max(0.0, start + n / A_SECOND - loop.time()))
    await asyncio.to_thread(arrived.wait)
    for writer, task in writers:
        task.cancel()
        writer.close()


async def _drain(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(ConnectionError):
        while await reader.read(1 << 16):
            pass


def main() -> None:
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        server = Server(data, "--rate", 100000, "--burst", 100000)
        stack.callback(lambda: server.stopped or server.kill_all())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.fill("#name", "ani")
        page.keyboard.press("Enter")
        page.wait_for_selector(".shell")
        page.evaluate("void ruang.conversations.arrived.listen(() => { window.count = (window.count ?? 0) + 1; })")
        page.evaluate(WATCH, KEYS_EVERY_MS)
        arrived = threading.Event()
        pouring = threading.Thread(target=asyncio.run, args=(pour(server.port, arrived),))
        pouring.start()
        eventually(lambda: page.evaluate("window.count ?? 0") >= A_SECOND * SECONDS, "all of the flood", 120, 0.5)
        arrived.set()
        pouring.join()
        page.evaluate("clearInterval(window.typing)")
        seen = page.evaluate("seen")
        kept, nodes, rows = page.evaluate(
            """[ruang.conversations.lobby.entries.length, document.querySelectorAll("*").length,
                document.querySelectorAll(".entry").length]"""
        )
        browser.close()
        server.stop()
    tasks, keys = sorted(seen["tasks"]), sorted(seen["keys"])
    print(f"{A_SECOND * SECONDS} messages in {SECONDS} s, {seen['frames']} frames")
    print(f"long tasks: {len(tasks)}, longest {tasks[-1] if tasks else 0:.0f} ms, {sum(tasks):.0f} ms in all")
    print(
        f"a key is drawn after {keys[len(keys) // 2]:.0f} ms (half of them), {keys[-1]:.0f} ms at most, of {len(keys)}"
    )
    print(f"kept: {kept} entries, {rows} rows, {nodes} elements ({seen['most']} at most)")


if __name__ == "__main__":
    main()

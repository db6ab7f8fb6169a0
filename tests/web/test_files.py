"""Files: by the button, dropped, pasted; pictures are shown, others are saved."""

import base64
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.integration.server import Server

from .conftest import Visit

TAKES = """(target, [kind, name, type, content]) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
    const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
}"""


IS_GONE = """url => new Promise((done) => {
    Object.assign(new Image(), { onload: () => done(false), onerror: () => done(true), src: url });
})"""


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_file_by_the_button_is_saved_by_another_one(visit: Visit, server: Server, tmp_path: Path) -> None:
    ani, budi = visit("berkasani"), visit("berkasbudi")
    path = tmp_path / "catatan <b>.txt"
    path.write_bytes(b"isi catatan\n" * 5000)
    ani.page.locator("input[type=file]").set_input_files(path)
    expect(ani.page.locator(".tray")).to_contain_text("catatan <b>.txt")
    ani.input.press("Enter")
    button = budi.page.locator("button.file", has_text="catatan <b>.txt")
    expect(button).to_contain_text("58.6 KiB")
    with budi.page.expect_download() as download:
        button.click()
    assert Path(download.value.path()).read_bytes() == path.read_bytes()
    expect(ani.page.locator(".row.waiting")).to_have_count(0)
    expect(ani.page.locator("button.file", has_text="catatan <b>.txt")).to_have_count(1)


def test_pictures_are_dropped_pasted_and_shown_small(visit: Visit) -> None:
    ani, budi = visit("gambarani"), visit("gambarbudi")
    content = base64.b64encode(picture()).decode()
    main = ani.page.locator(".talk")
    main.evaluate(TAKES, ["dragenter", "satu.png", "image/png", content])
    expect(ani.page.locator(".drop")).to_be_visible()
    main.evaluate(TAKES, ["drop", "satu.png", "image/png", content])
    expect(ani.page.locator(".drop")).to_be_hidden()
    ani.input.evaluate(TAKES, ["paste", "dua.png", "image/png", content])
    expect(ani.page.locator(".tray li")).to_have_count(2)
    ani.page.get_by_role("button", name="Remove satu.png").click()
    ani.type("ini gambarnya")
    shown = budi.page.locator(".picture img")
    expect(shown).to_have_count(1)
    assert shown.evaluate("img => img.decode().then(() => img.naturalWidth)") == 40
    expect(budi.message("ini gambarnya")).to_have_count(1)
    budi.page.locator(".picture").click()
    expect(budi.dialog.locator("img")).to_be_visible()
    budi.page.keyboard.press("Escape")
    address = shown.get_attribute("src")
    budi.type("/clear")
    expect(shown).to_have_count(0)
    budi.outage = True  # the browser tells of what is not there
    assert budi.page.evaluate(IS_GONE, address)


def test_what_is_only_called_a_picture_stays_a_file(visit: Visit) -> None:
    ani = visit("palsuani")
    content = base64.b64encode(b"<svg onload=alert(1)>").decode()
    ani.input.evaluate(TAKES, ["paste", "palsu.png", "image/png", content])
    ani.input.press("Enter")
    expect(ani.page.locator("button.file", has_text="palsu.png")).to_have_count(1)
    assert ani.message("palsu.png").locator("img").count() == 0
